/** The pure machines, told as stories: the state and the effects that each event leads to. */
import { describe, expect, it } from 'vitest';
import { rungError } from '../../../src-shared/errors.ts';
import type { PublicationEvent } from '../../../src-main/sip/publication/machine.ts';
import { startPublication, stepPublication } from '../../../src-main/sip/publication/machine.ts';
import type { Refused } from '../../../src-main/sip/request/exchange.ts';
import type { SubscriptionEvent } from '../../../src-main/sip/subscription/machine.ts';
import { startSubscription, stepSubscription } from '../../../src-main/sip/subscription/machine.ts';
import type { WatcherEvent } from '../../../src-main/sip/subscription/watcher-machine.ts';
import { NEW_WATCHER, stepWatcher } from '../../../src-main/sip/subscription/watcher-machine.ts';

type Effect = { do: string } & Record<string, unknown>;

/** `subscribe 600 anew`, `timer refresh 1000`; stopped timers are left out. */
function words(effects: readonly Effect[]): string[] {
  return effects.filter((effect) => effect.do !== 'stop-timer').map((effect) => {
    const { do: name, news, anew, full, error: _error, ...values } = effect;
    const { error, ...told } = (news ?? {}) as Record<string, unknown>;
    const flags = [anew === true ? 'anew' : '', full === true ? 'full' : '', error ? (error as { code: string }).code : ''];
    return [name, ...Object.values(values), ...Object.values(told), ...flags].filter((part) => part !== '' && part !== undefined).join(' ');
  });
}

const refused = (status: number, more: Partial<Refused> = {}): Refused => ({ type: 'refused', status, reason: '', error: rungError('x', 'x'), hopeless: false, ...more });

describe('a subscription of ours', () => {
  const ok: SubscriptionEvent = { type: 'answered', expiresS: 100 };
  const notify = (state: 'active' | 'pending' | 'terminated', more: { expiresS?: number; reason?: string; retryAfterS?: number } = {}): SubscriptionEvent =>
    ({ type: 'notified', state, expiresS: undefined, reason: '', retryAfterS: undefined, ...more });
  const timer = (name: 'refresh' | 'expiry' | 'silence' | 'retry'): SubscriptionEvent => ({ type: 'timer', timer: name });
  const later = 'later' as const;

  /** `later`: the next events come after a minute. */
  function story(events: (SubscriptionEvent | 'later')[], expiresS = 600): string[] {
    let { state } = startSubscription(expiresS);
    let nowMs = 0;
    const told: string[] = [];
    for (const event of events) {
      if (event === 'later') {
        nowMs += 60_000;
        continue;
      }
      const step = stepSubscription(state, event, { nowMs, fraction: 0, silenceMs: 32_000 });
      state = step.state;
      told.push([state.name, ...words(step.effects as Effect[])].join(', '));
    }
    return told;
  }

  it('starts with a SUBSCRIBE', () => {
    expect(words(startSubscription(600).effects as Effect[])).toEqual(['subscribe 600 anew']);
  });

  it.each<[string, (SubscriptionEvent | 'later')[], string[]]>([
    ['granted, told, refreshed', [ok, notify('active', { expiresS: 80 }), timer('refresh'), ok, notify('active', { expiresS: 90 })],
      ['subscribing, timer silence 32000', 'on, timer refresh 40000, timer expiry 80000, tell active 80', 'on, subscribe 600',
        'on, timer refresh 50000, timer expiry 100000, timer silence 32000', 'on, timer refresh 45000, timer expiry 90000']],
    ['the NOTIFY is faster than the 200', [notify('pending'), ok], ['on, tell pending', 'on, timer refresh 50000, timer expiry 100000']],
    ['pending, then active', [ok, notify('pending'), notify('active'), notify('active')], ['subscribing, timer silence 32000', 'on, tell pending', 'on, tell active', 'on']],
    ['nobody ever notifies', [ok, timer('silence')],
      ['subscribing, timer silence 32000', 'waiting, let-go, tell waiting no NOTIFY 30 subscription-silent, timer retry 30000']],
    ['a refresh that no NOTIFY follows', [ok, notify('active'), later, timer('refresh'), ok, timer('silence')],
      ['subscribing, timer silence 32000', 'on, tell active', 'on, subscribe 600', 'on, timer refresh 50000, timer expiry 100000, timer silence 32000', 'subscribing, subscribe 600 anew']],
    ['423', [refused(423, { minExpiresS: 900 })], ['subscribing, subscribe 900 anew']],
    ['423 with less than was asked for', [refused(423, { minExpiresS: 600 })], ['waiting, let-go, tell waiting 30 x, timer retry 30000']],
    ['423 with far too much', [refused(423, { minExpiresS: 4_000_000_000 })], ['waiting, let-go, tell waiting 30 x, timer retry 30000']],
    ['489', [refused(489)], ['ended, let-go, tell ended x']],
    ['Retry-After', [refused(503, { retryAfterS: 7 }), timer('retry')], ['waiting, let-go, tell waiting 7 x, timer retry 7000', 'subscribing, subscribe 600 anew']],
    ['a wrong password', [refused(401, { hopeless: true })], ['waiting, let-go, tell waiting 1800 x, timer retry 1800000']],
    ['refused twice', [refused(500), timer('retry'), refused(500)],
      ['waiting, let-go, tell waiting 30 x, timer retry 30000', 'subscribing, subscribe 600 anew', 'waiting, let-go, tell waiting 60 x, timer retry 60000']],
    ['481 to a refresh', [notify('active'), ok, later, timer('refresh'), refused(481)],
      ['on, tell active', 'on, timer refresh 50000, timer expiry 100000', 'on, subscribe 600', 'subscribing, subscribe 600 anew']],
    ['481 at once is no reason to hurry', [notify('active'), ok, timer('refresh'), refused(481)],
      ['on, tell active', 'on, timer refresh 50000, timer expiry 100000', 'on, subscribe 600', 'waiting, let-go, tell waiting 30 x, timer retry 30000']],
    ['a refresh fails otherwise: what was granted holds', [notify('active'), ok, timer('refresh'), refused(503), timer('refresh'), ok],
      ['on, tell active', 'on, timer refresh 50000, timer expiry 100000', 'on, subscribe 600', 'on, timer refresh 30000', 'on, subscribe 600',
        'on, timer refresh 50000, timer expiry 100000, timer silence 32000']],
    ['… until it has run out', [notify('active'), ok, timer('refresh'), refused(503), timer('expiry')],
      ['on, tell active', 'on, timer refresh 50000, timer expiry 100000', 'on, subscribe 600', 'on, timer refresh 30000',
        'waiting, let-go, tell waiting timeout 60, timer retry 60000']],
    ['the network has changed', [notify('active'), ok, { type: 'refresh' }], ['on, tell active', 'on, timer refresh 50000, timer expiry 100000', 'on, subscribe 600']],
    ['… while an answer is due', [{ type: 'refresh' }, ok, notify('active')], ['subscribing', 'subscribing, timer silence 32000', 'on, tell active, subscribe 600']],
    ['… while it waits', [refused(500), { type: 'refresh' }], ['waiting, let-go, tell waiting 30 x, timer retry 30000', 'subscribing, subscribe 600 anew']],
    ['stopped', [ok, notify('active'), { type: 'stop' }, ok, notify('terminated', { reason: 'timeout' })],
      ['subscribing, timer silence 32000', 'on, tell active', 'stopping, subscribe 0', 'stopping', 'ended, let-go, tell ended timeout']],
    ['stopped, and nobody answers', [notify('active'), ok, { type: 'stop' }, { type: 'impatient' }, ok],
      ['on, tell active', 'on, timer refresh 50000, timer expiry 100000', 'stopping, subscribe 0', 'ended, let-go, tell ended', 'ended']],
    ['stopped before the answer', [{ type: 'stop' }, ok, notify('active'), ok, notify('terminated')],
      ['stopping', 'stopping, subscribe 0', 'stopping', 'stopping', 'ended, let-go, tell ended']],
    ['stopped before a refusal', [{ type: 'stop' }, refused(500)], ['stopping', 'ended, let-go, tell ended']],
    ['stopped while it waits', [refused(500), { type: 'stop' }], ['waiting, let-go, tell waiting 30 x, timer retry 30000', 'ended, let-go, tell ended']],
  ])('%s', (_name, events, expected) => {
    expect(story(events)).toEqual(expected);
  });

  it.each<[string, number | undefined, string]>([
    ['deactivated', undefined, 'subscribing, subscribe 600 anew'],
    ['timeout', undefined, 'subscribing, subscribe 600 anew'],
    ['probation', 20, 'waiting, let-go, tell waiting probation 20, timer retry 20000'],
    ['probation', undefined, 'waiting, let-go, tell waiting probation 30, timer retry 30000'],
    ['giveup', 5, 'waiting, let-go, tell waiting giveup 5, timer retry 5000'],
    ['rejected', 5, 'ended, let-go, tell ended rejected'],
    ['noresource', undefined, 'ended, let-go, tell ended noresource'],
    ['invariant', undefined, 'ended, let-go, tell ended invariant'],
    ['of a new kind', undefined, 'waiting, let-go, tell waiting of a new kind 30, timer retry 30000'],
  ])('terminated, %s, retry-after %s', (reason, retryAfterS, expected) => {
    expect(story([notify('active'), ok, later, notify('terminated', retryAfterS === undefined ? { reason } : { reason, retryAfterS })]).at(-1)).toBe(expected);
  });

  it('a notifier that deactivates every subscription at once is not asked in a circle', () => {
    expect(story([notify('active'), ok, notify('terminated', { reason: 'deactivated' })]).at(-1)).toBe('waiting, let-go, tell waiting deactivated 30, timer retry 30000');
  });

  it.each<[string, SubscriptionEvent[], string]>([
    ['told and over', [ok, notify('terminated', { reason: 'timeout' })], 'ended, let-go, tell ended timeout'],
    ['told by one who forgets to say that it is over', [ok, notify('active')], 'ended, let-go, tell ended'],
    ['refused', [refused(480)], 'ended, let-go, tell ended x'],
    ['never told', [ok, timer('silence')], 'ended, let-go, tell ended no NOTIFY subscription-silent'],
  ])('asked once: %s', (_name, events, expected) => {
    expect(story(events, 0).at(-1)).toBe(expected);
  });
});

describe('a watcher of ours', () => {
  const granted: WatcherEvent = { type: 'granted', expiresS: 60 };
  const taken: WatcherEvent = { type: 'answered', verdict: 'taken' };
  const rested: WatcherEvent = { type: 'timer', timer: 'rest' };
  const news: WatcherEvent = { type: 'notify' };

  function story(events: WatcherEvent[], pauseMs = 1000): string[] {
    let state = NEW_WATCHER;
    return events.map((event) => {
      const step = stepWatcher(state, event, pauseMs);
      state = step.state;
      return [state.name, ...words(step.effects as Effect[])].join(', ');
    });
  }

  it.each<[string, WatcherEvent[], string[]]>([
    ['is told at once', [granted, taken], ['active, timer expiry 60000, send, timer rest 1000', 'active']],
    ['is not told before the 200', [news, granted], ['active', 'active, timer expiry 60000, send, timer rest 1000']],
    ['is told the last of many changes, one a second', [granted, taken, news, news, news, rested, taken, rested],
      ['active, timer expiry 60000, send, timer rest 1000', 'active', 'active', 'active', 'active', 'active, send, timer rest 1000', 'active', 'active']],
    ['is told one thing at a time', [granted, news, rested, taken], ['active, timer expiry 60000, send, timer rest 1000', 'active', 'active', 'active, send, timer rest 1000']],
    ['asks again and is told at once', [granted, taken, granted], ['active, timer expiry 60000, send, timer rest 1000', 'active', 'active, timer expiry 60000, send, timer rest 1000']],
    ['un-subscribes', [granted, taken, { type: 'granted', expiresS: 0 }, taken],
      ['active, timer expiry 60000, send, timer rest 1000', 'active', 'ending, tell-end, send', 'ended, let-go']],
    ['runs out', [granted, taken, { type: 'timer', timer: 'expiry' }, taken, news],
      ['active, timer expiry 60000, send, timer rest 1000', 'active', 'ending, tell-end, send', 'ended, let-go', 'ended']],
    ['is ended while a NOTIFY is under way', [granted, { type: 'end', reason: 'noresource' }, taken, taken],
      ['active, timer expiry 60000, send, timer rest 1000', 'ending, tell-end', 'ending, send', 'ended, let-go']],
    ['is ended before the 200', [{ type: 'end', reason: 'noresource' }, granted, taken], ['ending, tell-end', 'ending, send', 'ended, let-go']],
    ['is gone', [granted, { type: 'answered', verdict: 'gone' }, news], ['active, timer expiry 60000, send, timer rest 1000', 'ended, tell-end, let-go', 'ended']],
    ['has no time now', [granted, { type: 'postponed', ms: 9000 }, news, rested],
      ['active, timer expiry 60000, send, timer rest 1000', 'active, timer rest 9000', 'active', 'active, send, timer rest 1000']],
    ['asks once', [{ type: 'granted', expiresS: 0 }, taken], ['ending, tell-end, send', 'ended, let-go']],
  ])('%s', (_name, events, expected) => {
    expect(story(events)).toEqual(expected);
  });

  it('without a pause every change is told, one after the other', () => {
    expect(story([granted, taken, news, taken, news], 0)).toEqual(['active, timer expiry 60000, send', 'active', 'active, send', 'active', 'active, send']);
  });
});

describe('what we publish', () => {
  const published: PublicationEvent = { type: 'published', etag: 'e1', expiresS: 100 };

  function story(events: PublicationEvent[]): string[] {
    let { state } = startPublication(600);
    return events.map((event) => {
      const step = stepPublication(state, event, 0);
      state = step.state;
      return [state.name, ...words(step.effects as Effect[])].join(', ');
    });
  }

  it('starts with all of it', () => {
    expect(words(startPublication(600).effects as Effect[])).toEqual(['publish 600 full']);
  });

  it.each<[string, PublicationEvent[], string[]]>([
    ['is refreshed without its body', [published, { type: 'timer' }], ['published, tell-published 100, timer 50000', 'publishing, publish 600 e1']],
    ['is changed', [published, { type: 'update' }], ['published, tell-published 100, timer 50000', 'publishing, publish 600 e1 full']],
    ['is changed while the answer is due', [{ type: 'update' }, published], ['publishing', 'publishing, tell-published 100, publish 600 e1 full']],
    ['is forgotten by the server', [published, { type: 'timer' }, refused(412)],
      ['published, tell-published 100, timer 50000', 'publishing, publish 600 e1', 'publishing, publish 600 full']],
    ['is refused with 412 for no reason', [refused(412)], ['waiting, tell-failed 412, timer 30000']],
    ['lives too short', [refused(423, { minExpiresS: 900 })], ['publishing, publish 900 full']],
    ['is refused, and knocks no more often for being changed', [refused(503), { type: 'update' }, { type: 'timer' }],
      ['waiting, tell-failed 503, timer 30000', 'waiting', 'publishing, publish 600 full']],
    ['is refused for good', [refused(489)], ['waiting, tell-failed 489, timer 1800000']],
    ['is taken back', [published, { type: 'stop' }, published], ['published, tell-published 100, timer 50000', 'removing, publish 0 e1', 'off, tell-off']],
    ['is taken back while the answer is due', [{ type: 'stop' }, published, refused(412)], ['publishing', 'removing, publish 0 e1', 'off, tell-off']],
    ['was never there', [refused(503), { type: 'stop' }], ['waiting, tell-failed 503, timer 30000', 'off, tell-off']],
    ['is left when nobody answers', [{ type: 'stop' }, { type: 'impatient' }, published], ['publishing', 'off, tell-off', 'off']],
  ])('%s', (_name, events, expected) => {
    expect(story(events)).toEqual(expected);
  });
});
