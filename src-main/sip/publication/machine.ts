/** The life of what we publish (RFC 3903 4), pure.
 *
 *   publishing ──2xx, SIP-ETag──▶ published ──half of its life, new state──▶ publishing
 *      │   ╰─refused──▶ waiting ──back-off──▶ publishing
 *    stop ──▶ (its answer first) ──▶ removing (Expires: 0) ──answered──▶ off
 */
import type { RungError } from '../../../src-shared/errors.ts';
import { HOPELESS_RETRY_MS, backOffMs, refreshDelayMs, retryAfterMs } from '../registration/schedule.ts';
import type { Refused } from '../request/exchange.ts';

export interface PublicationState {
  name: 'publishing' | 'published' | 'waiting' | 'removing' | 'off';
  /** What we ask for; 423 may raise it. */
  expiresS: number;
  /** The entity-tag of what the server holds; undefined: nothing, as far as we know. */
  etag: string | undefined;
  /** In a row. */
  failures: number;
  /** There is a newer state than the one that was published, or is being published. */
  changed: boolean;
  stopping: boolean;
}

export type PublicationEvent =
  | { type: 'published'; etag: string | undefined; expiresS: number }
  | Refused
  | { type: 'update' }
  | { type: 'timer' }
  | { type: 'stop' }
  | { type: 'impatient' };

export type PublicationEffect =
  /** `full`: with the body; without, it only lives longer (RFC 3903 4.4). `etag`: for SIP-If-Match. */
  | { do: 'publish'; expiresS: number; etag: string | undefined; full: boolean }
  | { do: 'timer'; ms: number }
  | { do: 'stop-timer' }
  | { do: 'tell-published'; expiresS: number }
  | { do: 'tell-failed'; status: number; reason: string; error: RungError }
  | { do: 'tell-off' };

export interface PublicationStep {
  state: PublicationState;
  effects: PublicationEffect[];
}

const MAX_EXPIRES_S = 86_400 * 7;
/** The server does not take this at all: it is asked again as rarely as one with a wrong password. */
const HOPELESS: ReadonlySet<number> = new Set([404, 405, 415, 489, 501]);

export function startPublication(expiresS: number): PublicationStep {
  return publish({ name: 'waiting', expiresS, etag: undefined, failures: 0, changed: true, stopping: false });
}

/** `fraction` spreads the back-off: 0 <= x < 1. */
export function stepPublication(state: PublicationState, event: PublicationEvent, fraction: number): PublicationStep {
  if (state.name === 'off') return stay(state);
  if (event.type === 'impatient') return off(state);
  if (state.name === 'publishing') return publishing(state, event, fraction);
  if (state.name === 'removing') return event.type === 'published' || event.type === 'refused' ? off(state) : stay(state);
  switch (event.type) {
    case 'update':
      // After a failure the new state waits for its turn, or every change would knock at a server that is down.
      return state.name === 'waiting' ? stay({ ...state, changed: true }) : publish({ ...state, changed: true });
    case 'timer':
      return publish(state);
    case 'stop':
      return remove(state);
    default:
      return stay(state);
  }
}

function publishing(state: PublicationState, event: PublicationEvent, fraction: number): PublicationStep {
  switch (event.type) {
    case 'published':
      return published(state, event);
    case 'refused':
      return refused(state, event, fraction);
    case 'update':
      return stay({ ...state, changed: true });
    case 'stop':
      return stay({ ...state, stopping: true });
    default:
      return stay(state);
  }
}

function published(state: PublicationState, { etag, expiresS }: PublicationEvent & { type: 'published' }): PublicationStep {
  const held: PublicationState = { ...state, name: 'published', etag, failures: 0 };
  if (state.stopping) return remove(held);
  const tell: PublicationEffect = { do: 'tell-published', expiresS };
  if (state.changed) {
    const again = publish(held);
    return { state: again.state, effects: [tell, ...again.effects] };
  }
  return { state: held, effects: [tell, { do: 'timer', ms: refreshDelayMs(expiresS) }] };
}

function refused(state: PublicationState, event: Refused, fraction: number): PublicationStep {
  const { status, reason, error, minExpiresS } = event;
  // RFC 3903 4.1: the server has forgotten it: all of it, as if for the first time.
  if (status === 412 && state.etag !== undefined) {
    const forgotten: PublicationState = { ...state, etag: undefined, changed: true };
    return state.stopping ? off(forgotten) : publish(forgotten);
  }
  if (state.stopping) return remove(state);
  // RFC 3903 6 step 4. Only a higher demand is worth another try.
  if (minExpiresS !== undefined && minExpiresS > state.expiresS && minExpiresS <= MAX_EXPIRES_S) return publish({ ...state, expiresS: minExpiresS, changed: true });
  const failures = state.failures + 1;
  const isHopeless = event.hopeless || HOPELESS.has(status);
  const ms = event.retryAfterS !== undefined ? retryAfterMs(event.retryAfterS) : isHopeless ? HOPELESS_RETRY_MS : backOffMs(failures, fraction);
  return { state: { ...state, name: 'waiting', failures, changed: true }, effects: [{ do: 'tell-failed', status, reason, error }, { do: 'timer', ms }] };
}

function publish(state: PublicationState): PublicationStep {
  const { expiresS, etag } = state;
  const full = state.changed || etag === undefined;
  return { state: { ...state, name: 'publishing', changed: false }, effects: [{ do: 'stop-timer' }, { do: 'publish', expiresS, etag, full }] };
}

function remove(state: PublicationState): PublicationStep {
  if (state.etag === undefined) return off(state);
  return { state: { ...state, name: 'removing' }, effects: [{ do: 'stop-timer' }, { do: 'publish', expiresS: 0, etag: state.etag, full: false }] };
}

function off(state: PublicationState): PublicationStep {
  return { state: { ...state, name: 'off', etag: undefined }, effects: [{ do: 'stop-timer' }, { do: 'tell-off' }] };
}

function stay(state: PublicationState): PublicationStep {
  return { state, effects: [] };
}
