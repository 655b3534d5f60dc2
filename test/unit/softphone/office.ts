/** Whole phones on one imaginary wire, in virtual time: everything but real sockets, real sound cards and the Worker. */
import { expect } from 'vitest';
import type { EventData, EventName, Handlers } from '../../../src-shared/contract.ts';
import { rungError } from '../../../src-shared/errors.ts';
import { RungFailure } from '../../../src-shared/errors.ts';
import type { Account, Call, CallRecord, NetworkStatus } from '../../../src-shared/model.ts';
import { defaultAccountOptions } from '../../../src-shared/model.ts';
import { err, ok } from '../../../src-shared/result.ts';
import { createInThreadEngine } from '../../../src-main/media/engine/in-thread-engine.ts';
import type { AudioPort, Resolver, Secrets } from '../../../src-main/ports.ts';
import type { Softphone, SoftphoneOptions } from '../../../src-main/softphone.ts';
import { createSoftphone } from '../../../src-main/softphone.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { openStore } from '../../../src-main/store/store.ts';
import type { FakeNetwork } from '../../fakes/fake-network.ts';
import { createFakeNetwork } from '../../fakes/fake-network.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import type { VirtualClock } from '../../fakes/virtual-clock.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';
import { join, levelOf } from '../media/signal.ts';

export const ALICE = '192.0.2.1';
export const BOB = '192.0.2.2';
export const CAROL = '192.0.2.3';

export interface Told {
  event: EventName;
  data: unknown;
}

export interface Phone {
  phone: Softphone;
  handlers: Handlers;
  store: Store;
  status: NetworkStatus;
  ear: Ear;
  /** Everything the core told, in order. */
  told: Told[];
  of<E extends EventName>(event: E): EventData<E>[];
  /** The calls now going on or just ended, oldest first. */
  calls(): Call[];
  /** The first of them; fails when there is none. */
  call(): Call;
  history(): CallRecord[];
}

export interface Office {
  clock: VirtualClock;
  network: FakeNetwork;
  phone(address: string, options?: PhoneOptions): Promise<Phone>;
  /** Alice and Bob in a call that Alice made. */
  talking(): Promise<{ alice: Phone; bob: Phone }>;
  /** Stops every phone; then no socket and no transaction may be left, and nothing is sent any more. */
  close(): Promise<void>;
}

export type PhoneOptions = Partial<Pick<SoftphoneOptions, 'secrets' | 'srtp' | 'maxCalls' | 'listen' | 'incomingPlan' | 'store' | 'directory' | 'onIncoming'>> & { speaksHz?: number };

const resolver: Resolver = {
  lookup: async (host) => (/[a-z]/i.test(host) ? err(rungError('name-not-found', `No ${host}.`)) : ok([host])),
  naptr: async () => ok([]),
  srv: async () => ok([]),
};

export function createOffice(): Office {
  const clock = createVirtualClock();
  const network = createFakeNetwork(clock, createSeededRandom(7));
  network.weather = { delayMs: 5 };
  const phones: Softphone[] = [];

  async function phone(address: string, { speaksHz = 0, ...more }: PhoneOptions = {}): Promise<Phone> {
    const random = createSeededRandom(100 + phones.length);
    const host = network.host(address);
    const store = more.store ?? memoryStore(clock);
    const engine = createInThreadEngine({ clock, random, network: host });
    const ear = createEar(clock, speaksHz);
    engine.attachDevice(ear);
    const told: Told[] = [];
    const created = createSoftphone({
      clock, random, network: host, resolver, secrets: memorySecrets(), store, engine, host: 'test',
      // The sound card of these tests has 8000 Hz, and Opus is loaded in real time.
      codecs: ['PCMA', 'PCMU'],
      emit: (event, data) => void told.push({ event, data: structuredClone(data) }),
      ...more,
    });
    phones.push(created);
    const status = await created.start();
    const calls = (): Call[] => created.calls.list();
    return {
      phone: created, handlers: created.handlers, store, status, ear, told, calls,
      of: (event) => told.filter((one) => one.event === event).map((one) => one.data as never),
      call() {
        const [first] = calls();
        if (!first) throw new Error('there is no call');
        return first;
      },
      history: () => store.calls.list({ limit: 100 }),
    };
  }

  return {
    clock,
    network,
    phone,
    async talking() {
      const alice = await phone(ALICE, { speaksHz: 400 });
      const bob = await phone(BOB, { speaksHz: 800 });
      await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
      await clock.advance(200);
      await bob.handlers['call.answer']({ id: bob.call().id });
      await clock.advance(200);
      expect([alice.call().state, bob.call().state]).toEqual(['confirmed', 'confirmed']);
      return { alice, bob };
    },
    async close() {
      const stopped = Promise.all(phones.map((one) => one.stop()));
      await clock.advance(10_000);
      await stopped;
      expect(network.open).toBe(0);
      network.filter = () => expect.unreachable('something was sent after the end');
      await clock.runUntilIdle(100_000);
      expect(clock.pending).toBe(0);
    },
  };
}

/** A sound card whose microphone hears a tone, and that keeps what is played. */
export interface Ear extends AudioPort {
  isOpen: boolean;
  /** Level of a tone in what the last `ms` were heard. */
  hears(frequencyHz: number, ms?: number): number;
}

const FRAME_SAMPLES = 160;

function createEar(clock: VirtualClock, speaksHz: number): Ear {
  const frames: Int16Array[] = [];
  let spoken = 0;

  function speak(): void {
    if (!ear.isOpen) return;
    ear.onCapture(Int16Array.from({ length: FRAME_SAMPLES }, () => 16_000 * Math.sin((2 * Math.PI * speaksHz * spoken++) / 8000)));
    clock.setTimer(20, speak);
  }

  const ear: Ear = {
    isOpen: false,
    want(rate) {
      const opens = rate !== null && !ear.isOpen;
      ear.isOpen = rate !== null;
      if (opens) speak();
    },
    play: (frame) => void frames.push(frame),
    onCapture() {},
    hears: (frequencyHz, ms = 400) => levelOf(frequencyHz, join(frames.slice(-ms / 20))),
  };
  return ear;
}

export function memorySecrets(known: Record<string, string> = {}): Secrets {
  const kept = new Map(Object.entries(known));
  return {
    get: async (key) => kept.get(key),
    set: async (key, value) => void kept.set(key, value),
    remove: async (key) => void kept.delete(key),
  };
}

function memoryStore(clock: VirtualClock): Store {
  const opened = openStore(':memory:', clock.wallMs());
  if (!opened.ok) throw new RungFailure(opened.error);
  return opened.value.store;
}

export function accountOf(more: Partial<Account>): Account {
  return {
    id: 'a', label: 'Office', displayName: 'Alice', user: 'alice', domain: '192.0.2.9', authUser: '', proxy: '', transport: 'udp', register: true,
    expiresS: 300, codecs: ['PCMA', 'PCMU'], enabled: true, ...defaultAccountOptions, ...more,
  };
}

/** What a handler refuses with. */
export async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return error instanceof RungFailure ? error.error.code : `not a RungFailure: ${String(error)}`;
  }
  return 'nothing';
}
