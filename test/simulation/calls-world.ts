/** Real user agents on an imaginary wire in virtual time: what the call simulations are played with. */
import { expect } from 'vitest';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { SipMessage } from '../../src-shared/sip/message.ts';
import type { Result } from '../../src-shared/result.ts';
import type { RungError } from '../../src-shared/errors.ts';
import { cseqOf } from '../../src-shared/sip/typed-headers.ts';
import type { Resolver } from '../../src-main/ports.ts';
import { createTransactionLayer } from '../../src-main/sip/transactions.ts';
import type { TransactionLayer } from '../../src-main/sip/transactions.ts';
import type { Transport } from '../../src-main/sip/transport.ts';
import { openTransport } from '../../src-main/sip/transport.ts';
import type { Identity, InviteOptions, MediaNegotiator, Refusal, Session, SessionEnd, SessionListener, UserAgent } from '../../src-main/sip/user-agent.ts';
import { createUserAgent } from '../../src-main/sip/user-agent.ts';
import type { FakeNetwork } from '../fakes/fake-network.ts';
import { createFakeNetwork } from '../fakes/fake-network.ts';
import type { SeededRandom } from '../fakes/seeded-random.ts';
import { createSeededRandom } from '../fakes/seeded-random.ts';
import type { VirtualClock } from '../fakes/virtual-clock.ts';
import { createVirtualClock } from '../fakes/virtual-clock.ts';

/** Everybody is called by address; other names are unknown. */
const resolver: Resolver = {
  lookup: async (host) => (host.endsWith('.invalid') ? err(rungError('name-not-found', `No ${host}.`)) : ok([host])),
  naptr: async () => ok([]),
  srv: async () => ok([]),
};

export interface World {
  clock: VirtualClock;
  random: SeededRandom;
  network: FakeNetwork;
  /** What was sent, in order: `10.0.0.1 INVITE`, `10.0.0.2 200 INVITE`. */
  log: string[];
  messages: { from: string; message: SipMessage }[];
  stack(address: string): Promise<Stack>;
  phone(address: string, user: string): Promise<Phone>;
  /** Runs until no timer is left; then nothing may be alive anywhere. */
  expectQuiet(): Promise<void>;
}

export interface Stack {
  transport: Transport;
  transactions: TransactionLayer;
}

export interface Phone extends Stack {
  address: string;
  ua: UserAgent;
  identity: Identity;
  /** Calls of both directions, in order of their beginning. */
  calls: CallLog[];
  /** What it does with a call that comes in. Default: ring, then accept. */
  onCall: (call: CallLog) => void;
  call(target: string, options?: Partial<InviteOptions>): CallLog;
}

/** One side's view of one call. */
export interface CallLog {
  session: Session;
  media: FakeMedia;
  /** `progress 180`, `confirmed`, `renegotiated`, `redirected …`. */
  events: string[];
  ends: SessionEnd[];
}

export async function createWorld(seed = 1): Promise<World> {
  const clock = createVirtualClock();
  const random = createSeededRandom(seed);
  const network = createFakeNetwork(clock, random);
  network.weather = { delayMs: 10 };
  const stacks: Stack[] = [];
  const phones: Phone[] = [];
  const log: string[] = [];
  const messages: World['messages'] = [];

  async function stack(address: string): Promise<Stack> {
    const opened = await openTransport({
      network: network.host(address),
      clock,
      random,
      listen: { address, port: 5060 },
      tap({ direction, message }) {
        if (direction === 'in' || !message) return;
        log.push(`${address} ${describe(message)}`);
        messages.push({ from: address, message });
      },
    });
    if (!opened.ok) throw new Error(opened.error.message);
    const made = { transport: opened.value, transactions: createTransactionLayer({ transport: opened.value, clock, random }) };
    stacks.push(made);
    return made;
  }

  const world: World = {
    clock,
    random,
    network,
    log,
    messages,
    stack,
    async phone(address, user) {
      const phone = createPhone(world, await stack(address), address, user);
      phones.push(phone);
      return phone;
    },
    async expectQuiet() {
      await clock.runUntilIdle(600_000);
      for (const { transactions } of stacks) expect(transactions.live()).toEqual([]);
      for (const phone of phones) {
        expect([...phone.ua.sessions].map((session) => session.state)).toEqual([]);
        for (const call of phone.calls) expect(call.ends).toHaveLength(1);
      }
      expect(clock.pending).toBe(0);
    },
  };
  return world;
}

function describe(message: SipMessage): string {
  return message.kind === 'request' ? message.method : `${message.status} ${cseqOf(message)?.method ?? ''}`;
}

function createPhone(world: World, stack: Stack, address: string, user: string): Phone {
  const { clock, random } = world;
  const ua = createUserAgent({ ...stack, resolver, clock, random, agentName: `Test ${user}` });
  const phone: Phone = {
    ...stack,
    address,
    ua,
    identity: { displayName: '', uri: `sip:${user}@${address}`, routes: [], contactUser: user },
    calls: [],
    onCall: ({ session }) => void session.ring().then(() => session.accept()),
    call(target, options = {}) {
      const call = newCall(user);
      const session = ua.invite({ identity: phone.identity, target, negotiator: call.media, listener: listenerFor(call), ...options });
      call.session = session;
      phone.calls.push(call);
      return call;
    },
  };
  ua.onInvite = (session) => {
    const call = newCall(user);
    call.session = session;
    session.listener = listenerFor(call);
    session.negotiator = call.media;
    phone.calls.push(call);
    phone.onCall(call);
  };
  return phone;
}

function newCall(user: string): CallLog {
  return { session: undefined as unknown as Session, media: createFakeMedia(user), events: [], ends: [] };
}

function listenerFor(call: CallLog): SessionListener {
  return {
    onProgress: ({ status, early }) => void call.events.push(`progress ${status}${early ? ' early' : ''}`),
    onRedirected: (to) => void call.events.push(`redirected ${to}`),
    onConfirmed: () => void call.events.push('confirmed'),
    onRenegotiated: () => void call.events.push('renegotiated'),
    onEnd: (end) => void call.ends.push(end),
  };
}

/** Descriptions are words: `bob offer 1`, answered by `alice answers bob offer 1`. */
export interface FakeMedia extends MediaNegotiator {
  /** What both sides hold after each complete exchange: offer and answer. */
  agreed: string[];
  rollbacks: number;
  refuseOffers?: Refusal;
  refuseAnswers?: Refusal;
}

function createFakeMedia(name: string): FakeMedia {
  let offers = 0;
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const bytes = (words: string): Uint8Array => new TextEncoder().encode(words);
  const media: FakeMedia = {
    agreed: [],
    rollbacks: 0,
    offer: async () => ok(bytes(`${name} offer ${++offers}`)),
    async answer(offer) {
      if (media.refuseOffers) return { ok: false, error: media.refuseOffers };
      const answer = `${name} answers ${text(offer)}`;
      media.agreed.push(answer);
      return ok(bytes(answer));
    },
    accept(answer, early) {
      if (media.refuseAnswers) return { ok: false, error: media.refuseAnswers };
      if (!early) media.agreed.push(text(answer));
      return ok(undefined);
    },
    rollback: () => void media.rollbacks++,
  };
  return media;
}

export function failed(result: Result<unknown, RungError>): string | undefined {
  return result.ok ? undefined : result.error.code;
}
