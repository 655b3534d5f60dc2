/** A whole softphone on a machine of its own: everything but real sockets, sound and a database. It can crash, and come back
 *  remembering nothing but its settings. */
import type { EventData, EventName } from '../../../src-shared/contract.ts';
import { RungFailure } from '../../../src-shared/errors.ts';
import type { Account, Call, CallState, Registration } from '../../../src-shared/model.ts';
import { accountSchema } from '../../../src-shared/model.ts';
import { ok } from '../../../src-shared/result.ts';
import type { CallControl } from '../../../src-main/calls/call.ts';
import type { Clock, Network, Random } from '../../../src-main/ports.ts';
import type { Softphone } from '../../../src-main/softphone.ts';
import { createSoftphone } from '../../../src-main/softphone.ts';
import type { Machine } from './machine.ts';
import { createMachine } from './machine.ts';
import type { MemoryStore } from './memory-store.ts';
import { createMemoryStore } from './memory-store.ts';
import type { StreamTap } from './server-transport.ts';
import type { SilentEngine } from './silent-engine.ts';
import { createSilentEngine } from './silent-engine.ts';

export interface PhonePlan {
  /** `bob2`: of this scenario's phones. */
  name: string;
  /** `bob`: several phones may have one. */
  user: string;
  address: string;
  /** Has an account at the proxy. */
  isHome: boolean;
  /** Behind the NAT. */
  isHidden: boolean;
  transport: 'udp' | 'tcp';
  expiresS: number;
  /** 0: none. */
  keepAliveS: number;
  /** RFC 4028; 0: none of its own. */
  sessionExpiresS: number;
  maxCalls: number;
}

export interface PhoneOptions {
  plan: PhonePlan;
  clock: Clock;
  random: Random;
  /** As its machine sees it: through the NAT, where there is one. */
  network: Network;
  domain: string;
  password: string;
  onIncoming(phone: Phone, call: CallControl): void;
  onStream: StreamTap;
}

/** From switching on to switching off. */
export interface Life {
  machine: Machine;
  engine: SilentEngine;
  store: MemoryStore;
  softphone: Softphone;
  /** What the phone told of each call. */
  told: Map<string, Told>;
}

export interface Told {
  last: Call;
  states: CallState[];
  removed: number;
}

export interface Phone {
  readonly plan: PhonePlan;
  /** Where it is now. */
  address: string;
  /** Undefined while it is off. */
  readonly life: Life | undefined;
  /** Calls that are not ended. */
  live(): Call[];
  registration(): Registration | undefined;
  switchOn(): Promise<void>;
  /** As by `kill -9`. */
  crash(): void;
  stop(): Promise<void>;
}

export function createPhone(options: PhoneOptions): Phone {
  const { plan, clock, random } = options;
  let life: Life | undefined;

  function newLife(): Life {
    const machine = createMachine(clock, options.network);
    const [engine, store, told] = [createSilentEngine(), createMemoryStore(), new Map<string, Told>()];
    if (plan.isHome) store.accounts.save(accountOf(options));
    const softphone = createSoftphone({
      clock: machine.clock, random, network: machine.network, engine, store, host: 'test', maxCalls: plan.maxCalls,
      resolver: { lookup: async (host) => ok([host]), naptr: async () => ok([]), srv: async () => ok([]) },
      secrets: { get: async () => options.password, set: async () => undefined, remove: async () => undefined },
      emit: (event, data) => hear(told, event, data),
      onIncoming: (call) => options.onIncoming(phone, call),
      // Half of all timers of an idle world would be looks at its interfaces.
      networkLookEveryMs: 4000,
    });
    softphone.trace.read(({ transport, direction }, { local, remote, bytes }) => {
      if (transport !== 'udp' && direction === 'out') options.onStream({ local, remote, bytes });
    });
    return { machine, engine, store, softphone, told };
  }

  const phone: Phone = {
    plan,
    address: plan.address,
    get life() {
      return life;
    },
    live: () => life?.softphone.calls.list().filter(({ state }) => state !== 'ended') ?? [],
    registration: () => life?.softphone.accounts.registrations()[0],
    async switchOn() {
      life ??= newLife();
      const { error } = await life.softphone.start();
      if (error) throw new RungFailure(error);
    },
    crash() {
      life?.machine.die();
      life = undefined;
    },
    stop: async () => await life?.softphone.stop(),
  };
  return phone;
}

function hear<E extends EventName>(told: Map<string, Told>, event: E, data: EventData<E>): void {
  if (event === 'call.changed') {
    const call = data as Call;
    const known = told.get(call.id);
    if (!known) return void told.set(call.id, { last: call, states: [call.state], removed: 0 });
    known.last = call;
    known.states.push(call.state);
  }
  if (event === 'call.removed') {
    const known = told.get((data as { id: string }).id);
    if (known) known.removed++;
  }
}

function accountOf({ plan, domain }: PhoneOptions): Account {
  return accountSchema.parse({
    id: 'home', label: 'Home', displayName: plan.name, user: plan.user, domain, authUser: '', proxy: '', transport: plan.transport, register: true,
    expiresS: plan.expiresS, keepAliveS: plan.keepAliveS, sessionExpiresS: plan.sessionExpiresS, dtmfMode: 'info', codecs: ['PCMA', 'PCMU'], enabled: true,
  });
}
