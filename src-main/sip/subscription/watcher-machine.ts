/** The life of a subscription to us (RFC 6665 4.2), pure: when a NOTIFY goes out, and when it was the last one.
 *
 *   active ──end, run out, un-subscribed──▶ ending ──last NOTIFY answered──▶ ended
 *      ╰──NOTIFY refused or not answered──────────────────────────────────────╯
 *
 *  One NOTIFY at a time, so that they arrive in order; of states that follow each other faster, the last one wins. */

export type EndReason = 'deactivated' | 'probation' | 'rejected' | 'timeout' | 'giveup' | 'noresource' | 'invariant';

export interface WatcherState {
  name: 'active' | 'ending' | 'ended';
  /** The 2xx has gone: no NOTIFY before it. */
  granted: boolean;
  /** A NOTIFY has no answer yet. */
  sending: boolean;
  /** The next NOTIFY must wait. */
  resting: boolean;
  /** There is something to tell. */
  due: boolean;
  reason: EndReason | undefined;
}

export type WatcherEvent =
  /** The state has changed. */
  | { type: 'notify' }
  /** SUBSCRIBE was answered 200: a NOTIFY follows at once (RFC 6665 4.2.1.2), and the life begins anew. */
  | { type: 'granted'; expiresS: number }
  | { type: 'answered'; verdict: 'taken' | 'gone' }
  /** The NOTIFY was refused for now, with Retry-After. */
  | { type: 'postponed'; ms: number }
  /** A request of ours that was sent after it has overtaken it in their dialog (RFC 3261 12.2.2): once more, behind that one. */
  | { type: 'overtaken' }
  | { type: 'timer'; timer: WatcherTimer }
  | { type: 'end'; reason: EndReason }
  /** Nobody waits any longer. */
  | { type: 'abandon' };

export type WatcherTimer = 'rest' | 'expiry';

export type WatcherEffect =
  | { do: 'send' }
  | { do: 'timer'; timer: WatcherTimer; ms: number }
  | { do: 'stop-timer'; timer: WatcherTimer }
  /** Nothing that is told after this will be sent. */
  | { do: 'tell-end' }
  | { do: 'let-go' };

export interface WatcherStep {
  state: WatcherState;
  effects: WatcherEffect[];
}

export const NEW_WATCHER: WatcherState = { name: 'active', granted: false, sending: false, resting: false, due: false, reason: undefined };

/** `pauseMs`: at least so long from one NOTIFY to the next, except where SUBSCRIBE asks for it or it is the last. */
export function stepWatcher(state: WatcherState, event: WatcherEvent, pauseMs: number): WatcherStep {
  if (state.name === 'ended') return { state, effects: [] };
  switch (event.type) {
    case 'notify':
      return state.name === 'active' ? proceed({ ...state, due: true }, pauseMs) : { state, effects: [] };
    case 'granted':
      return granted(state, event.expiresS, pauseMs);
    case 'answered':
      return event.verdict === 'gone' ? finish(state) : answered(state, pauseMs);
    case 'postponed':
      return postponed(state, event.ms);
    case 'overtaken':
      return proceed({ ...state, sending: false, due: true, resting: false }, pauseMs);
    case 'timer':
      return event.timer === 'expiry' ? close(state, 'timeout', pauseMs) : proceed({ ...state, resting: false }, pauseMs);
    case 'end':
      return close(state, event.reason, pauseMs);
    case 'abandon':
      return finish(state);
  }
}

function granted(state: WatcherState, expiresS: number, pauseMs: number): WatcherStep {
  const on: WatcherState = { ...state, granted: true };
  if (state.name !== 'active') return proceed(on, pauseMs);
  // RFC 6665 4.2.1.4: Expires: 0 ends it, with a last NOTIFY.
  if (expiresS === 0) return close(on, 'timeout', pauseMs);
  const step = proceed({ ...on, due: true, resting: false }, pauseMs);
  return { state: step.state, effects: [{ do: 'timer', timer: 'expiry', ms: expiresS * 1000 }, ...step.effects] };
}

function answered(state: WatcherState, pauseMs: number): WatcherStep {
  if (state.name === 'ending' && !state.due) return finish(state);
  return proceed({ ...state, sending: false }, pauseMs);
}

function postponed(state: WatcherState, ms: number): WatcherStep {
  if (state.name === 'ending') return finish(state);
  return { state: { ...state, sending: false, due: true, resting: true }, effects: [{ do: 'timer', timer: 'rest', ms }] };
}

function close(state: WatcherState, reason: EndReason, pauseMs: number): WatcherStep {
  if (state.name !== 'active') return { state, effects: [] };
  const step = proceed({ ...state, name: 'ending', reason, due: true, resting: false }, pauseMs);
  return { state: step.state, effects: [{ do: 'stop-timer', timer: 'expiry' }, { do: 'stop-timer', timer: 'rest' }, { do: 'tell-end' }, ...step.effects] };
}

/** Sends what is due, where it may. */
function proceed(state: WatcherState, pauseMs: number): WatcherStep {
  if (!state.due || !state.granted || state.sending || state.resting) return { state, effects: [] };
  const isPaused = pauseMs > 0 && state.name === 'active';
  return {
    state: { ...state, due: false, sending: true, resting: isPaused },
    effects: isPaused ? [{ do: 'send' }, { do: 'timer', timer: 'rest', ms: pauseMs }] : [{ do: 'send' }],
  };
}

function finish(state: WatcherState): WatcherStep {
  const effects: WatcherEffect[] = [{ do: 'stop-timer', timer: 'expiry' }, { do: 'stop-timer', timer: 'rest' }];
  if (state.name === 'active') effects.push({ do: 'tell-end' });
  return { state: { ...state, name: 'ended', sending: false }, effects: [...effects, { do: 'let-go' }] };
}
