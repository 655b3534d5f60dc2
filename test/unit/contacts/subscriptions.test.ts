import { beforeEach, describe, expect, it } from 'vitest';
import { RungFailure, rungError } from '../../../src-shared/errors.ts';
import type { Subscriptions, Wanted } from '../../../src-main/contacts/subscriptions.ts';
import { createSubscriptions } from '../../../src-main/contacts/subscriptions.ts';
import type { SubscribeOptions, SubscriptionListener } from '../../../src-main/sip/subscription/types.ts';
import type { UserAgent } from '../../../src-main/sip/user-agent.ts';
import { Headers } from '../../../src-shared/sip/headers.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import type { VirtualClock } from '../../fakes/virtual-clock.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

interface Made {
  options: SubscribeOptions;
  listener: SubscriptionListener;
  refreshed: number;
  stopped: boolean;
}

let clock: VirtualClock;
let made: Made[];
let told: string[];
let subscriptions: Subscriptions;
const agent = {
  subscribe(options: SubscribeOptions, listener: SubscriptionListener) {
    const one: Made = { options, listener, refreshed: 0, stopped: false };
    made.push(one);
    return {
      refresh: () => void one.refreshed++,
      async stop() {
        one.stopped = true;
      },
    };
  },
} as unknown as UserAgent;

beforeEach(() => {
  clock = createVirtualClock();
  made = [];
  told = [];
  subscriptions = createSubscriptions({ clock, random: createSeededRandom(1) });
});

function wanted(key: string, more: Partial<Wanted> = {}): Wanted {
  return {
    key, event: 'dialog', accept: [],
    whom: async () => ({ target: `sip:${key}@x`, identity: { displayName: '', uri: 'sip:me@x', routes: [], contactUser: 'me' } }),
    onNotify: (_body, again) => {
      told.push(`${key} notified`);
      again();
    },
    onTrouble: (trouble) => void told.push(`${key} ${trouble ? (trouble.error?.code ?? trouble.reason) : 'runs'}`),
    ...more,
  };
}

const notify = (one: Made | undefined): void => one?.listener.onNotify({
  body: { contentType: 'x', bytes: new Uint8Array() }, request: { kind: 'request', method: 'NOTIFY', uri: '', headers: new Headers(), body: new Uint8Array(), notes: [] },
});

describe('subscriptions', () => {
  it('begin when there is a phone, end when they are no longer wanted, and leave the others alone', async () => {
    subscriptions.want([wanted('a'), wanted('b')]);
    await clock.advance(1000);
    expect(made).toEqual([]);
    subscriptions.start(agent);
    await clock.advance(1000);
    expect(made.map(({ options }) => options.target)).toEqual(['sip:a@x', 'sip:b@x']);
    subscriptions.want([wanted('b'), wanted('c')]);
    await clock.advance(1000);
    expect(made.map(({ stopped }) => stopped)).toEqual([true, false, false]);
    expect(made[2]?.options.target).toBe('sip:c@x');
  });

  it('that are no longer wanted when their turn comes are not made', async () => {
    subscriptions.start(agent);
    subscriptions.want([wanted('a')]);
    subscriptions.want([]);
    await clock.advance(1000);
    expect([made, clock.pending]).toEqual([[], 0]);
  });

  it('say why there are none, and are tried again after half an hour or a little more', async () => {
    subscriptions.start(agent);
    const whom = (): Promise<never> => Promise.reject(new RungFailure(rungError('secrets-unreadable', 'Broken.')));
    subscriptions.want([wanted('a'), wanted('b', { whom })]);
    await clock.advance(1000);
    made[0]?.listener.onState({ state: 'ended', error: rungError('method-not-allowed', 'No.') });
    expect(told).toEqual(['b secrets-unreadable', 'a method-not-allowed']);
    await clock.advance(29 * 60_000);
    expect(made).toHaveLength(1);
    await clock.advance(9 * 60_000);
    expect(made).toHaveLength(2);
    made[1]?.listener.onState({ state: 'active' });
    // The one that is over says nothing any more.
    expect(told.at(-1)).toBe('a runs');
  });

  it('ask for the whole state once in a while, however often it is missed', async () => {
    subscriptions.start(agent);
    subscriptions.want([wanted('a')]);
    await clock.advance(1000);
    for (let n = 0; n < 5; n++) notify(made[0]);
    expect(made[0]?.refreshed).toBe(1);
    await clock.advance(30_000);
    notify(made[0]);
    expect(made[0]?.refreshed).toBe(2);
  });

  it('are refreshed in turn when the network has changed', async () => {
    subscriptions.start(agent);
    subscriptions.want([wanted('a'), wanted('b'), wanted('c')]);
    await clock.advance(1000);
    subscriptions.refresh();
    await clock.advance(50);
    expect(made.map(({ refreshed }) => refreshed).toSorted()).toEqual([0, 0, 1]);
    await clock.advance(1000);
    expect(made.map(({ refreshed }) => refreshed)).toEqual([1, 1, 1]);
  });

  it('leave no timer when the phone stops, and can begin again', async () => {
    subscriptions.start(agent);
    subscriptions.want([wanted('a'), wanted('b')]);
    await clock.advance(1000);
    made[0]?.listener.onState({ state: 'ended' });
    subscriptions.want([wanted('a'), wanted('b'), wanted('c')]);
    await subscriptions.stop(2000);
    expect([clock.pending, made[1]?.stopped]).toEqual([0, true]);
    const before = told.length;
    notify(made[1]);
    expect(told.length).toBe(before);
    subscriptions.want([wanted('a')]);
    subscriptions.start(agent);
    await clock.advance(1000);
    expect(made).toHaveLength(3);
  });
});
