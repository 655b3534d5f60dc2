/** The life of a subscription of ours (RFC 6665 4.1), pure.
 *
 *   subscribing ──NOTIFY──▶ on ──half of its life──▶ on (SUBSCRIBE within the dialog)
 *      │   ╰─refused, no NOTIFY─▶ waiting ◀──terminated, 481, run out──╯
 *      │                             ╰──back-off──▶ subscribing (anew: another dialog)
 *    stop ──▶ stopping (Expires: 0) ──terminated, refused, nobody waits──▶ ended
 */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import { HOPELESS_RETRY_MS, backOffMs, refreshDelayMs, retryAfterMs } from '../registration/schedule.ts';
import type { Refused } from '../request/exchange.ts';
import type { Substate, SubscriptionStateValue } from './event-header.ts';

export interface SubscriptionState {
  name: 'subscribing' | 'on' | 'waiting' | 'stopping' | 'ended';
  /** What we ask for; 423 may raise it. 0: only the state of this moment. */
  expiresS: number;
  /** A SUBSCRIBE has no answer yet. */
  underWay: boolean;
  /** RFC 6665 4.1.2.4: the SUBSCRIBE has not been followed by a NOTIFY yet. */
  owed: boolean;
  /** As the last NOTIFY said, 'none' before the first of this dialog. */
  substate: Substate | 'none';
  /** When this dialog's first NOTIFY came. */
  sinceMs: number;
  /** In a row. */
  failures: number;
  /** `refresh` came while an answer was due. */
  refreshWanted: boolean;
  /** SUBSCRIBE with Expires: 0 has been sent. */
  unsubscribed: boolean;
}

export type SubscriptionEvent =
  /** 2xx; `expiresS` is what was granted. */
  | { type: 'answered'; expiresS: number }
  | Refused
  | ({ type: 'notified' } & SubscriptionStateValue)
  | { type: 'timer'; timer: SubscriptionTimer }
  | { type: 'refresh' }
  | { type: 'stop' }
  /** Nobody waits for the last NOTIFY any longer. */
  | { type: 'impatient' };

/** `silence` is RFC 6665's timer N. */
export type SubscriptionTimer = 'refresh' | 'expiry' | 'silence' | 'retry';

export interface SubscriptionNews {
  state: 'pending' | 'active' | 'waiting' | 'ended';
  expiresS?: number;
  reason?: string;
  retryInS?: number;
  error?: RungError;
}

export type SubscriptionEffect =
  /** `anew`: out of any dialog, with identifiers of its own; what was before is let go. */
  | { do: 'subscribe'; expiresS: number; anew: boolean }
  | { do: 'timer'; timer: SubscriptionTimer; ms: number }
  | { do: 'stop-timer'; timer: SubscriptionTimer }
  | { do: 'tell'; news: SubscriptionNews }
  /** The dialog is over: what still comes is answered 481. */
  | { do: 'let-go' };

/** What the machine may not look up by itself. */
export interface SubscriptionSurroundings {
  nowMs: number;
  /** Spreads the back-off: 0 <= x < 1. */
  fraction: number;
  /** 64 * T1 (RFC 6665 4.1.2, timer N). */
  silenceMs: number;
}

export interface SubscriptionStep {
  state: SubscriptionState;
  effects: SubscriptionEffect[];
}

/** A notifier that demands more than this with 423 is not obeyed. */
const MAX_EXPIRES_S = 86_400 * 7;
/** A subscription that was ended sooner than this after its first NOTIFY is not made anew at once, whatever the reason given. */
const LASTED_MS = 10_000;

/** Asking again will not change these (RFC 6665 7.2.1 for 489). */
const FINAL_REFUSALS: ReadonlySet<number> = new Set([405, 416, 420, 489, 501, 603, 604, 607]);
/** RFC 5057 5.1: the dialog, or our part in it, is gone. */
const GONE: ReadonlySet<number> = new Set([404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604]);
/** RFC 6665 4.1.3: there is no point in asking again. */
const FINAL_REASONS: ReadonlySet<string> = new Set(['rejected', 'noresource', 'invariant']);
const AT_ONCE_REASONS: ReadonlySet<string> = new Set(['deactivated', 'timeout']);

export function startSubscription(expiresS: number): SubscriptionStep {
  const state: SubscriptionState = {
    name: 'waiting', expiresS, underWay: false, owed: false, substate: 'none', sinceMs: 0, failures: 0, refreshWanted: false, unsubscribed: false,
  };
  return subscribeAnew(state);
}

export function stepSubscription(state: SubscriptionState, event: SubscriptionEvent, around: SubscriptionSurroundings): SubscriptionStep {
  if (event.type === 'impatient') return state.name === 'ended' ? stay(state) : end(state, {});
  switch (state.name) {
    case 'subscribing':
      return subscribing(state, event, around);
    case 'on':
      return on(state, event, around);
    case 'waiting':
      return waiting(state, event);
    case 'stopping':
      return stopping(state, event);
    case 'ended':
      return stay(state);
  }
}

function subscribing(state: SubscriptionState, event: SubscriptionEvent, around: SubscriptionSurroundings): SubscriptionStep {
  switch (event.type) {
    case 'answered':
      // Timer N counts from the answer: until then the transaction's own timer does.
      return { state: { ...state, underWay: false }, effects: [{ do: 'timer', timer: 'silence', ms: around.silenceMs }] };
    case 'refused':
      return refusedAtFirst({ ...state, underWay: false }, event, around);
    case 'notified':
      return notified(state, event, around);
    case 'timer':
      // RFC 6665 4.1.2.4: no NOTIFY, no subscription.
      return event.timer === 'silence' ? retry(state, { reason: 'no NOTIFY', error: silent() }, undefined, around) : stay(state);
    case 'refresh':
      return stay({ ...state, refreshWanted: true });
    case 'stop':
      return stop(state);
    default:
      return stay(state);
  }
}

function on(state: SubscriptionState, event: SubscriptionEvent, around: SubscriptionSurroundings): SubscriptionStep {
  switch (event.type) {
    case 'answered':
      return refreshed(state, event.expiresS, around);
    case 'refused':
      return refusedLater({ ...state, underWay: false }, event, around);
    case 'notified':
      return notified(state, event, around);
    case 'timer':
      return timerOn(state, event.timer, around);
    case 'refresh':
      return subscribeAgain(state);
    case 'stop':
      return stop(state);
    default:
      return stay(state);
  }
}

function timerOn(state: SubscriptionState, timer: SubscriptionTimer, around: SubscriptionSurroundings): SubscriptionStep {
  if (timer === 'refresh') return subscribeAgain(state);
  // RFC 6665 4.1.2.2: a refresh that no NOTIFY follows has found nobody.
  if (timer === 'silence') return state.owed ? lost(state, { reason: 'no NOTIFY', error: silent() }, around) : stay(state);
  return timer === 'expiry' ? lost(state, { reason: 'timeout' }, around) : stay(state);
}

function waiting(state: SubscriptionState, event: SubscriptionEvent): SubscriptionStep {
  switch (event.type) {
    case 'timer':
      return event.timer === 'retry' ? subscribeAnew(state) : stay(state);
    case 'refresh':
      return subscribeAnew(state);
    case 'stop':
      return end(state, {});
    default:
      return stay(state);
  }
}

/** Our user wants no more of it. */
function stop(state: SubscriptionState): SubscriptionStep {
  const quiet: SubscriptionState = { ...state, name: 'stopping' };
  // One SUBSCRIBE at a time (RFC 6665 4.1.2.3): what is under way must be answered first.
  return state.underWay ? stay(quiet) : unsubscribe(quiet);
}

function stopping(state: SubscriptionState, event: SubscriptionEvent): SubscriptionStep {
  switch (event.type) {
    case 'answered':
      // The last NOTIFY follows the 2xx to Expires: 0 (RFC 6665 4.4.1).
      return state.unsubscribed ? stay({ ...state, underWay: false }) : unsubscribe({ ...state, underWay: false });
    case 'refused':
      return end(state, {});
    case 'notified':
      return event.state === 'terminated' ? end(state, { reason: event.reason }) : stay({ ...state, substate: event.state });
    default:
      return stay(state);
  }
}

function unsubscribe(state: SubscriptionState): SubscriptionStep {
  const effects: SubscriptionEffect[] = [...stopTimers(), { do: 'subscribe', expiresS: 0, anew: false }];
  return { state: { ...state, unsubscribed: true, underWay: true }, effects };
}

function notified(state: SubscriptionState, event: SubscriptionEvent & { type: 'notified' }, around: SubscriptionSurroundings): SubscriptionStep {
  const { substate, sinceMs } = state;
  const known: SubscriptionState = { ...state, name: 'on', owed: false, substate: event.state, sinceMs: substate === 'none' ? around.nowMs : sinceMs };
  if (event.state === 'terminated') return terminated(known, event, around);
  // A fetch is over with its one NOTIFY (RFC 6665 4.4.3), also where that does not say so.
  if (state.expiresS === 0) return end(known, {});
  const effects: SubscriptionEffect[] = [{ do: 'stop-timer', timer: 'silence' }];
  // RFC 6665 4.1.3: what the NOTIFY says of the duration holds.
  if (event.expiresS !== undefined) effects.push(...lifeOf(event.expiresS));
  if (event.state !== substate) effects.push({ do: 'tell', news: tellOn(event.state, event.expiresS) });
  const next: SubscriptionState = { ...known, failures: state.underWay ? state.failures : 0 };
  if (!state.refreshWanted || state.underWay) return { state: next, effects };
  const again = subscribeAgain({ ...next, refreshWanted: false });
  return { state: again.state, effects: [...effects, ...again.effects] };
}

function tellOn(state: 'active' | 'pending', expiresS: number | undefined): SubscriptionNews {
  return expiresS === undefined ? { state } : { state, expiresS };
}

/** RFC 6665 4.1.3: each reason says whether and when to ask again. */
function terminated(state: SubscriptionState, event: SubscriptionStateValue, around: SubscriptionSurroundings): SubscriptionStep {
  const { reason, retryAfterS } = event;
  if (state.expiresS === 0 || FINAL_REASONS.has(reason)) return end(state, { reason });
  if (AT_ONCE_REASONS.has(reason)) return lost(state, { reason }, around);
  // probation, giveup, none, unknown ones.
  return retry(state, { reason }, retryAfterS, around);
}

/** The subscription is over against our will: another one at once, unless this is how all of them end. */
function lost(state: SubscriptionState, why: Pick<SubscriptionNews, 'reason' | 'error'>, around: SubscriptionSurroundings): SubscriptionStep {
  const hasLasted = state.substate !== 'none' && around.nowMs - state.sinceMs >= LASTED_MS && state.failures === 0;
  return hasLasted ? subscribeAnew({ ...state, failures: 1 }) : retry(state, why, undefined, around);
}

function retry(state: SubscriptionState, why: Pick<SubscriptionNews, 'reason' | 'error'>, retryAfterS: number | undefined, around: SubscriptionSurroundings): SubscriptionStep {
  const failures = state.failures + 1;
  return wait({ ...state, failures }, why, retryAfterS === undefined ? backOffMs(failures, around.fraction) : retryAfterMs(retryAfterS));
}

function wait(state: SubscriptionState, why: Pick<SubscriptionNews, 'reason' | 'error'>, retryInMs: number): SubscriptionStep {
  if (state.expiresS === 0) return end(state, why);
  const news: SubscriptionNews = { state: 'waiting', ...why, retryInS: Math.ceil(retryInMs / 1000) };
  return {
    state: { ...state, name: 'waiting', underWay: false },
    effects: [...stopTimers(), { do: 'let-go' }, { do: 'tell', news }, { do: 'timer', timer: 'retry', ms: retryInMs }],
  };
}

function refusedAtFirst(state: SubscriptionState, event: Refused, around: SubscriptionSurroundings): SubscriptionStep {
  const { minExpiresS, status, reason, error } = event;
  // RFC 6665 4.2.1.1. Only a higher demand is worth another try, or two machines would argue for ever.
  if (minExpiresS !== undefined && minExpiresS > state.expiresS && minExpiresS <= MAX_EXPIRES_S && state.expiresS > 0) {
    return subscribeAnew({ ...state, expiresS: minExpiresS });
  }
  if (FINAL_REFUSALS.has(status) || error.code === 'bad-uri') return end(state, { reason, error });
  if (event.hopeless && event.retryAfterS === undefined) return wait({ ...state, failures: state.failures + 1 }, { reason, error }, HOPELESS_RETRY_MS);
  return retry(state, { reason, error }, event.retryAfterS, around);
}

/** A refresh failed. RFC 6665 4.1.2.2: unless the dialog is gone, what was granted before still holds. */
function refusedLater(state: SubscriptionState, event: Refused, around: SubscriptionSurroundings): SubscriptionStep {
  if (FINAL_REFUSALS.has(event.status)) return end(state, { reason: event.reason, error: event.error });
  if (GONE.has(event.status)) return lost(state, { reason: event.reason, error: event.error }, around);
  const failures = state.failures + 1;
  const ms = event.retryAfterS === undefined ? backOffMs(failures, around.fraction) : retryAfterMs(event.retryAfterS);
  const expiresS = event.minExpiresS !== undefined && event.minExpiresS <= MAX_EXPIRES_S ? Math.max(event.minExpiresS, state.expiresS) : state.expiresS;
  return { state: { ...state, failures, expiresS, owed: false }, effects: [{ do: 'timer', timer: 'refresh', ms }] };
}

/** 2xx to the first SUBSCRIBE, when its NOTIFY was faster, or to a refresh. */
function refreshed(state: SubscriptionState, expiresS: number, around: SubscriptionSurroundings): SubscriptionStep {
  const done: SubscriptionState = { ...state, underWay: false, failures: 0 };
  if (state.expiresS === 0) return stay(done);
  const effects = lifeOf(expiresS);
  if (state.owed) effects.push({ do: 'timer', timer: 'silence', ms: around.silenceMs });
  if (!state.refreshWanted) return { state: done, effects };
  const again = subscribeAgain({ ...done, refreshWanted: false });
  return { state: again.state, effects: [...effects, ...again.effects] };
}

function lifeOf(expiresS: number): SubscriptionEffect[] {
  return [{ do: 'timer', timer: 'refresh', ms: refreshDelayMs(expiresS) }, { do: 'timer', timer: 'expiry', ms: Math.max(1, expiresS) * 1000 }];
}

/** Within the dialog. */
function subscribeAgain(state: SubscriptionState): SubscriptionStep {
  if (state.underWay) return stay({ ...state, refreshWanted: true });
  return {
    state: { ...state, underWay: true, owed: true },
    effects: [{ do: 'stop-timer', timer: 'refresh' }, { do: 'subscribe', expiresS: state.expiresS, anew: false }],
  };
}

function subscribeAnew(state: SubscriptionState): SubscriptionStep {
  return {
    state: { ...state, name: 'subscribing', underWay: true, owed: true, substate: 'none', refreshWanted: false },
    effects: [...stopTimers(), { do: 'subscribe', expiresS: state.expiresS, anew: true }],
  };
}

function end(state: SubscriptionState, why: Pick<SubscriptionNews, 'reason' | 'error'>): SubscriptionStep {
  return { state: { ...state, name: 'ended', underWay: false }, effects: [...stopTimers(), { do: 'let-go' }, { do: 'tell', news: { state: 'ended', ...why } }] };
}

function stopTimers(): SubscriptionEffect[] {
  const timers: SubscriptionTimer[] = ['refresh', 'expiry', 'silence', 'retry'];
  return timers.map((timer) => ({ do: 'stop-timer', timer }));
}

function stay(state: SubscriptionState): SubscriptionStep {
  return { state, effects: [] };
}

function silent(): RungError {
  return rungError('subscription-silent', 'The other side took the subscription but never told its state. A server or firewall on the way may drop its NOTIFY.');
}
