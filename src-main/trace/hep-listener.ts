/** Takes what capture agents (sngrep, heplify, Kamailio, Asterisk …) send as HEP 3 over UDP and TCP. What arrives is other people's:
 *  damaged packets are counted and passed over, and no more is taken than a window can show. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Clock, Endpoint, Network, StreamSocket } from '../ports.ts';
import { decodeHep, hepLength } from '../../src-shared/capture/hep-read.ts';
import type { HeardMessage } from './tap.ts';

export interface HepListener {
  /** `127.0.0.1:9060`. */
  local: string;
  counts(): HepCounts;
  close(): Promise<void>;
}
export interface HepCounts {
  received: number;
  passedOver: number;
}

const MAX_A_SECOND = 2_000;
/** A burst of so many is taken at once. */
const MAX_BURST = 4_000;
const MAX_CONNECTIONS = 32;
/** HEP's length field. */
const MAX_PACKET = 65_535;

/** Errors: those of binding sockets. Port 0: any free one. */
export async function listenHep(listen: Endpoint, network: Network, clock: Clock, hear: (heard: HeardMessage) => void): Promise<Result<HepListener, RungError>> {
  const udp = await network.bindUdp(listen);
  if (!udp.ok) return udp;
  const tcp = await network.listenTcp({ address: listen.address, port: udp.value.local.port });
  if (!tcp.ok) {
    await udp.value.close();
    return tcp;
  }
  const counts: HepCounts = { received: 0, passedOver: 0 };
  const connections = new Set<StreamSocket>();
  const allowed = createAllowance(clock);

  function take(packet: Uint8Array): void {
    const report = allowed() ? decodeHep(packet) : undefined;
    if (!report?.ok) return void counts.passedOver++;
    counts.received++;
    const { agentId, node, ...message } = report.value;
    hear({ ...message, agent: agentName(node, agentId) });
  }

  udp.value.onMessage = take;
  tcp.value.onConnection = (socket) => {
    if (connections.size >= MAX_CONNECTIONS) return socket.close();
    connections.add(socket);
    const packets = createHepFramer(take);
    socket.onData = (bytes) => {
      if (packets(bytes)) return;
      counts.passedOver++;
      socket.close();
    };
    socket.onClose = () => void connections.delete(socket);
  };

  return ok({
    local: endpointText(udp.value.local),
    counts: () => counts,
    async close() {
      for (const socket of connections) socket.close();
      await Promise.all([udp.value.close(), tcp.value.close()]);
    },
  });
}

/** Numbers are what most agents have; some give themselves a name too. */
function agentName(node: string, id: number): string {
  const clean = node.replace(/[^\x20-\x7e]/g, '').trim();
  return clean === '' ? String(id) : `${clean} (${id})`;
}

/** Cuts a stream into packets. False: what comes is no HEP, and nothing after it can be understood. */
function createHepFramer(take: (packet: Uint8Array) => void): (bytes: Uint8Array) => boolean {
  let waiting = new Uint8Array(0);
  return (bytes) => {
    let rest: Uint8Array = joined(waiting, bytes);
    for (;;) {
      const length = hepLength(rest);
      if (length === undefined) return false;
      if (length === 0 || length > rest.length) break;
      take(rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    waiting = rest.slice(0, MAX_PACKET);
    return true;
  };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function createAllowance(clock: Clock): () => boolean {
  let left = MAX_BURST;
  let atMs = clock.nowMs();
  return () => {
    const nowMs = clock.nowMs();
    left = Math.min(MAX_BURST, left + ((nowMs - atMs) * MAX_A_SECOND) / 1000);
    atMs = nowMs;
    if (left < 1) return false;
    left--;
    return true;
  };
}
