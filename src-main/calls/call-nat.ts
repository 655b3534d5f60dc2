/** How the sound of one call gets through NATs: the addresses that a STUN server sees (RFC 8489), and ICE (RFC 8445) where both
 *  sides speak it. Nothing here holds up a call for longer than 500 ms. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { Result } from '../../src-shared/result.ts';
import type { RungError } from '../../src-shared/errors.ts';
import type { SdpAttribute } from '../../src-shared/sdp/types.ts';
import type { RemoteIce } from '../ice/attributes.ts';
import { ICE_MISMATCH, ICE_OPTIONS, iceAttributes, isMismatch, readIce } from '../ice/attributes.ts';
import type { GatheredAddress } from '../ice/candidates.ts';
import { gatherCandidates, RTP } from '../ice/candidates.ts';
import type { Ice } from '../ice/runner.ts';
import { createIce } from '../ice/runner.ts';
import type { LocalPorts, MediaSession, StunPacket } from '../media/engine-port.ts';
import type { Clock, Endpoint, Random } from '../ports.ts';
import type { StreamOf } from '../sdp/offer-answer.ts';
import { hasRtcpMux } from '../sdp/rtcp-attributes.ts';
import type { BindingSchedule } from '../stun/binding.ts';
import { decodeStun } from '../stun/message.ts';
import { createStunTransactions } from '../stun/transactions.ts';

export interface NatOptions {
  clock: Clock;
  random: Random;
  ice: boolean;
  /** A host name or literal (IPv6 in brackets where a port follows) and perhaps a port; '' asks nobody. */
  stunServer: string;
  lookup(host: string): Promise<Result<string[], RungError>>;
  /** Own addresses at which somebody might reach us. */
  addresses(): string[];
}

export interface CallNat {
  /** Finds out what a description needs that names these ports. `ice`: the other side speaks it, or may. */
  prepare(base: LocalPorts, ice: boolean): Promise<void>;
  /** Where the peer reaches these ports, as far as is known. */
  reachable(base: LocalPorts): LocalPorts;
  /** For our offer, or the answer to `offered`; after `prepare`. `at`: where the offer wants the sound, null while held. */
  attributes(base: LocalPorts, offered?: { stream: StreamOf; at: Endpoint | null }): SdpAttribute[];
  /** The peer's side of what is agreed now. */
  agreed(remote: StreamOf | undefined, at: Endpoint | null, rtcpMux: boolean): void;
  close(): void;
}

/** A call waits no longer than this for what others have to say. */
const PATIENCE_MS = 500;
/** Three requests in that time; RFC 8489 6.2.1 lets an RTO be shorter where the network is known to be quick. */
const QUERY: BindingSchedule = { rtoMs: 120, requests: 5, lastWait: 8 };
const STUN_PORT = 3478;
const MAX_PORT = 65_535;
/** Own addresses offered as candidates, the one of the signalling included. */
const MAX_ADDRESSES = 4;

export function createCallNat(options: NatOptions, session: MediaSession): CallNat {
  const { clock, random } = options;
  const queries = createStunTransactions({ clock, random, send: session.sendRaw });
  /** By the text of the socket's endpoint: what the server sees it as. */
  const mapped = new Map<string, Endpoint>();
  const asked = new Set<string>();
  const bound = new Map<string, LocalPorts>();
  let server: Promise<Endpoint[]> | undefined;
  let ice: Ice | undefined;
  /** What `ice` was made for and with. */
  let iceBase: string | undefined;
  let peer: string | undefined;
  let isClosed = false;

  session.onStun = receive;

  function receive({ bytes, local, from }: StunPacket): void {
    const decoded = decodeStun(bytes);
    if (!decoded.ok) return;
    const arrival = { bytes, message: decoded.value, local, from };
    if (!queries.receive(arrival)) ice?.receive(arrival);
  }

  // What a server sees -------------------------------------------------------------------------------------------------

  async function prepare(base: LocalPorts, wantsIce: boolean): Promise<void> {
    const isLoopback = /^(127\.|::1$)/.test(base.rtp.address);
    const others = wantsIce && options.ice && !isLoopback ? bindOthers(base) : Promise.resolve();
    if (isLoopback || options.stunServer === '') return others;
    await within(PATIENCE_MS, others.then(() => Promise.all([base, ...bound.values()].flatMap(({ rtp, rtcp }) => [ask(rtp), ask(rtcp)]))));
  }

  async function bindOthers(base: LocalPorts): Promise<void> {
    // An address that has gone since the last description is no candidate any more.
    bound.clear();
    const all = options.addresses().filter((address) => address !== base.rtp.address && !/^(127\.|::1$|fe80:)/i.test(address));
    await Promise.all(all.slice(0, MAX_ADDRESSES - 1).map(async (address) => {
      const ports = await session.listenOn(address);
      if (ports.ok) bound.set(address, ports.value);
    }));
  }

  /** Once a socket; an answer that is late serves the next description. */
  async function ask(local: Endpoint): Promise<void> {
    const key = endpointText(local);
    if (mapped.has(key) || asked.has(key)) return;
    asked.add(key);
    server ??= serverAddresses();
    const remote = (await server).find(({ address }) => address.includes(':') === local.address.includes(':'));
    if (!remote || isClosed) return;
    await new Promise<void>((resolve) => {
      queries.request({
        fields: {},
        route: { local, remote },
        schedule: QUERY,
        onEnd(response) {
          if (response?.message.class === 'success' && response.message.mapped) mapped.set(key, response.message.mapped);
          // The next description may ask again.
          else asked.delete(key);
          resolve();
        },
      });
    });
  }

  async function serverAddresses(): Promise<Endpoint[]> {
    const { host, port } = hostAndPort(options.stunServer);
    if (port < 1 || port > MAX_PORT) return [];
    const found = await options.lookup(host);
    if (!found.ok) server = undefined;
    return found.ok ? found.value.map((address) => ({ address, port })) : [];
  }

  function within(limitMs: number, work: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const timer = clock.setTimer(limitMs, resolve);
      const finish = (): void => {
        timer.cancel();
        resolve();
      };
      work.then(finish, finish);
    });
  }

  // ICE ----------------------------------------------------------------------------------------------------------------

  /** Made when first needed, and anew when our address or the peer's agent is another (RFC 8445 9). */
  function iceFor(base: LocalPorts, offered: RemoteIce | undefined): Ice {
    const key = endpointText(base.rtp);
    const isRestart = iceBase !== key || (offered !== undefined && peer !== undefined && peer !== agentOf(offered));
    if (ice && !isRestart) return ice;
    // RFC 8445 6.1.1: roles last.
    const controlling = ice?.controlling ?? offered === undefined;
    stopIce();
    iceBase = key;
    const others = [...bound.values()].filter(({ rtp }) => rtp.address !== base.rtp.address);
    ice = createIce({
      clock, random, controlling, candidates: gatherCandidates([base, ...others].map(gathered)), send: session.sendRaw, onPath: session.selectPath,
    });
    return ice;
  }

  function gathered({ rtp, rtcp }: LocalPorts): GatheredAddress {
    return { rtp, rtcp, mappedRtp: mapped.get(endpointText(rtp)), mappedRtcp: mapped.get(endpointText(rtcp)) };
  }

  function stopIce(): void {
    ice?.close();
    ice = undefined;
    iceBase = undefined;
    if (peer !== undefined) session.selectPath(null);
    peer = undefined;
  }

  return {
    prepare,
    reachable(base) {
      const selected = iceBase === endpointText(base.rtp) ? ice?.selected() : undefined;
      const rtp = selected?.rtp ?? mapped.get(endpointText(base.rtp)) ?? base.rtp;
      const rtcp = selected?.rtcp ?? mapped.get(endpointText(base.rtcp));
      // Not known: what everyone takes it for (RFC 3550 11).
      return { rtp, rtcp: rtcp ?? (rtp === base.rtp ? base.rtcp : { address: rtp.address, port: rtp.port + 1 }) };
    },
    attributes(base, offered) {
      if (!options.ice) return [];
      const remote = offered && readIce(offered.stream.description, offered.stream.media);
      if (offered && !remote) return [];
      if (offered && remote && isMismatch(remote, offered.at)) return [ICE_MISMATCH];
      const description = iceFor(base, remote).description();
      // RFC 5761 5.1.3: an answer with rtcp-mux has one component; an offer has both, for a peer that cannot do it.
      const isMuxed = offered !== undefined && hasRtcpMux(offered.stream);
      const candidates = description.candidates.filter(({ component }) => component === RTP || !isMuxed);
      return [ICE_OPTIONS, ...iceAttributes({ ...description, candidates })];
    },
    agreed(remote, at, rtcpMux) {
      const theirs = remote && readIce(remote.description, remote.media, rtcpMux);
      if (!ice) return;
      if (!theirs || isMismatch(theirs, at)) {
        // Until a fork speaks ICE the agent may wait (RFC 8839 4.2.6); what had begun is over.
        if (peer !== undefined) stopIce();
        return;
      }
      const agent = agentOf(theirs);
      if (peer !== undefined && peer !== agent) session.selectPath(null);
      peer = agent;
      ice.start(theirs);
    },
    close() {
      isClosed = true;
      queries.close();
      ice?.close();
      ice = undefined;
    },
  };
}

function agentOf({ ufrag, pwd }: RemoteIce): string {
  return `${ufrag}:${pwd}`;
}

function hostAndPort(text: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const host = bracketed ?? plain;
  // Several colons without brackets: an IPv6 literal.
  return host === undefined ? { host: text.trim(), port: STUN_PORT } : { host, port: Number(port ?? STUN_PORT) };
}
