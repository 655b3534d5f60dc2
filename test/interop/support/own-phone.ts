/** A phone of ours without a window: user agent, session descriptions and sound (a tone) on real sockets. */
import type { CallMedia } from '../../../src-main/calls/call-media.ts';
import { createCallMedia, newSessionId } from '../../../src-main/calls/call-media.ts';
import type { MediaEngine } from '../../../src-main/media/engine-port.ts';
import type { Clock } from '../../../src-main/ports.ts';
import { createNodeResolver } from '../../../src-main/net/dns.ts';
import { createNodeNetwork } from '../../../src-main/net/network.ts';
import { createNodeClock } from '../../../src-main/net/node-clock.ts';
import { createNodeRandom } from '../../../src-main/net/node-random.ts';
import type { SessionInfo } from '../../../src-main/sip/session/session.ts';
import type { LocalSrtp } from '../../../src-main/sdp/media-keys.ts';
import { openStack } from '../../../src-main/sip/stack.ts';
import type { Identity, InviteOptions, RegistrationHandle, Session, SessionEnd, UserAgent } from '../../../src-main/sip/user-agent.ts';
import { cseqOf } from '../../../src-shared/sip/typed-headers.ts';
import type { CodecName } from '../../../src-shared/model.ts';
import { eventually } from './agent.ts';

/** One call, in either direction, with its sound. */
export interface OwnCall {
  readonly session: Session;
  readonly media: CallMedia;
  readonly infos: SessionInfo[];
  /** Each provisional status. */
  readonly progress: number[];
  readonly confirmed: Promise<void>;
  readonly ended: Promise<SessionEnd>;
  isConfirmed(): boolean;
  /** Half a second of sound has gone out, and come in where the peer speaks. */
  talk(options?: { peerIsSilent?: boolean }): Promise<void>;
  hold(held: boolean): Promise<void>;
  /** Hangs up, and waits until that is done. */
  end(): Promise<void>;
}

export interface OwnPhone {
  readonly ua: UserAgent;
  readonly identity: Identity;
  readonly address: string;
  /** `out INVITE`, `in 200 INVITE`. */
  readonly log: string[];
  /** In order of coming. */
  readonly incoming: OwnCall[];
  call(target: string, options?: Partial<InviteOptions>): OwnCall;
  /** `contactUser`: another binding beside the first. */
  register(expiresS?: number, contactUser?: string): Promise<RegistrationHandle>;
  /** This line has come (so often), past or future. */
  saw(line: string, times?: number): Promise<void>;
  close(): Promise<void>;
}

export interface OwnPhoneOptions {
  engine: MediaEngine;
  identity?: Identity;
  codecs?: CodecName[];
  /** What is done with a call that comes; default: answered at once. */
  onCall?: (call: OwnCall) => void;
  clock?: Clock;
  /** Absent: plain sound only. */
  srtp?: Omit<LocalSrtp, 'random'>;
  /** Where what is heard is written: this path with `-1.wav` for the first call, and so on. */
  record?: string;
}

const PORTS = { min: 42_000, max: 42_999 };

export async function openOwnPhone({ engine, identity, codecs = ['PCMA', 'PCMU'], onCall = ({ session }) => void session.accept(), clock = createNodeClock(), srtp, record }: OwnPhoneOptions): Promise<OwnPhone> {
  const random = createNodeRandom();
  const log: string[] = [];
  const incoming: OwnCall[] = [];
  const calls = new Set<OwnCall>();
  const opened = await openStack({
    network: createNodeNetwork(), resolver: createNodeResolver(), clock, random, listen: { address: '127.0.0.1', port: 0 }, agentName: 'Rung',
    tap({ direction, message }) {
      if (message) log.push(`${direction} ${message.kind === 'request' ? message.method : `${message.status} ${cseqOf(message)?.method}`}`);
    },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const { userAgent: ua, transport, close } = opened.value;
  const address = `127.0.0.1:${transport.listening[0]?.port}`;
  const self: Identity = identity ?? { displayName: '', uri: `sip:rung@${address}`, routes: [], contactUser: 'rung' };

  function callOf(begin: (parts: Pick<InviteOptions, 'negotiator' | 'listener'>) => Session): OwnCall {
    let [sent, received] = [0, 0];
    const media = createCallMedia({
      engine, ports: PORTS, codecs, ...(srtp && { srtp: { ...srtp, random } }), sessionId: newSessionId(random), plan: { source: { kind: 'tone', frequencyHz: 440 }, sink: 'none', records: record === undefined ? [] : [{ path: `${record}-${calls.size + 1}.wav`, form: 'received' }] },
      onAgreed: () => {},
      onSession(opened) {
        opened.onEvent = (event) => {
          if (event.kind === 'stats') [sent, received] = [event.stats.sent, event.stats.received];
        };
      },
    });
    const confirmed = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<SessionEnd>();
    const [infos, progress]: [SessionInfo[], number[]] = [[], []];
    let isConfirmed = false;
    const session = begin({
      negotiator: media.negotiator,
      listener: {
        onProgress: ({ status }) => void progress.push(status),
        onConfirmed() {
          isConfirmed = true;
          confirmed.resolve();
        },
        onInfo: (info) => void infos.push(info),
        onEnd(end) {
          confirmed.reject(new Error(`${end.status} ${end.reason}`));
          void media.close().then(() => ended.resolve(end));
        },
      },
    });
    // Who only waits for the end does not ask for this one.
    confirmed.promise.catch(() => {});
    const call: OwnCall = {
      session, media, infos, progress, confirmed: confirmed.promise, ended: ended.promise, isConfirmed: () => isConfirmed,
      talk: ({ peerIsSilent = false } = {}) => eventually(() => sent >= 25 && (peerIsSilent || received >= 25), () => `sent ${sent}, received ${received}`),
      async hold(held) {
        media.setHold(held);
        const changed = await session.renegotiate();
        if (!changed.ok) throw new Error(changed.error.message);
      },
      async end() {
        session.end();
        await ended.promise;
      },
    };
    calls.add(call);
    return call;
  }

  ua.onInvite = (session) => {
    const call = callOf(({ negotiator, listener }) => {
      session.negotiator = negotiator;
      session.listener = listener;
      session.identity = self;
      return session;
    });
    incoming.push(call);
    onCall(call);
  };

  return {
    ua, identity: self, address, log, incoming,
    call: (target, options = {}) => callOf((parts) => ua.invite({ identity: self, target, ...parts, ...options })),
    register: (expiresS = 60, contactUser = self.contactUser) => new Promise((resolve, reject) => {
      const handle = ua.register({ identity: { ...self, contactUser }, registrarUri: `sip:${self.uri.split('@')[1]}`, expiresS }, {
        onState(news) {
          if (news.state === 'registered') resolve(handle);
          if (news.state === 'failed') reject(new Error(`${news.status} ${news.reason}`));
        },
      });
    }),
    saw: (line, times = 1) => eventually(() => log.filter((one) => one === line).length >= times, () => `${line} ×${times}\n${log.join('\n')}`),
    async close() {
      await close(1500);
      await Promise.all([...calls].map(({ media }) => media.close()));
    },
  };
}
