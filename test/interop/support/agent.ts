/** A user agent of ours on real sockets, without the phone around it: for what no command of `rung` shows. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { ok } from '../../../src-shared/result.ts';
import { cseqOf } from '../../../src-shared/sip/typed-headers.ts';
import { createNodeResolver } from '../../../src-main/net/dns.ts';
import { createNodeNetwork } from '../../../src-main/net/network.ts';
import { createNodeClock } from '../../../src-main/net/node-clock.ts';
import { createNodeRandom } from '../../../src-main/net/node-random.ts';
import type { Stack } from '../../../src-main/sip/stack.ts';
import { openStack } from '../../../src-main/sip/stack.ts';
import type { Identity, MediaNegotiator, Session, UserAgent } from '../../../src-main/sip/user-agent.ts';

export interface Agent {
  ua: UserAgent;
  /** `127.0.0.1:40000` */
  address: string;
  identity(user: string, domain?: string, password?: string): Identity;
  /** Every message, `out INVITE`, `in 200 INVITE`. */
  log: string[];
  /** A call that has been answered. */
  call(target: string, identity?: Identity): Promise<Session>;
  close(): Promise<void>;
}

export async function openAgent(): Promise<Agent> {
  const log: string[] = [];
  const opened: Result<Stack, RungError> = await openStack({
    network: createNodeNetwork(),
    resolver: createNodeResolver(),
    clock: createNodeClock(),
    random: createNodeRandom(),
    listen: { address: '127.0.0.1', port: 0 },
    agentName: 'Rung interop',
    tap({ direction, message }) {
      if (!message) return;
      log.push(`${direction} ${message.kind === 'request' ? message.method : `${message.status} ${cseqOf(message)?.method}`}`);
    },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const { userAgent: ua, transport, close } = opened.value;
  const address = `127.0.0.1:${transport.listening[0]?.port}`;

  function identity(user: string, domain = address, password?: string): Identity {
    return { displayName: '', uri: `sip:${user}@${domain}`, routes: [], contactUser: user, ...(password === undefined ? {} : { credentials: { user, password } }) };
  }

  ua.onInvite = (session) => {
    session.negotiator = silence;
    session.listener = { onEnd() {} };
    void session.accept();
  };
  return {
    ua,
    address,
    identity,
    log,
    call(target, from = identity('rung')) {
      return new Promise((resolve, reject) => {
        const session = ua.invite({
          identity: from,
          target,
          negotiator: silence,
          listener: { onConfirmed: () => resolve(session), onEnd: ({ status, reason }) => reject(new Error(`${status} ${reason}`)) },
        });
      });
    },
    close: () => close(1500),
  };
}

const SDP = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', 'm=audio 9 RTP/AVP 0 8', 'a=sendrecv', ''].join('\r\n');

/** Speaks PCMU and PCMA into nothing. */
const silence: MediaNegotiator = {
  offer: async () => ok(new TextEncoder().encode(SDP)),
  answer: async () => ok(new TextEncoder().encode(SDP)),
  accept: () => ok(undefined),
  rollback() {},
};

/** Resolves when `test` holds; tried at each turn, for at most so long. */
export async function eventually(test: () => boolean, what: () => string, seconds = 15): Promise<void> {
  const untilMs = Date.now() + seconds * 1000;
  while (!test()) {
    if (Date.now() > untilMs) throw new Error(`not in ${seconds} s: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
