/** The life of one binding (RFC 3261 10.2), pure.
 *
 *   registering ──granted──▶ registered ──half of its life, or its way was lost──▶ registering
 *      │    ╰─refused──▶ waiting ──back-off──▶ registering
 *    stop                                                          stop
 *      ╰──▶ (its answer first) ──▶ unregistering ──answered──▶ off ◀─┴─ (waiting: nothing to take back)
 */
import type { Endpoint } from '../../ports.ts';
import type { Refused } from '../request/exchange.ts';
import { HOPELESS_RETRY_MS, backOffMs, refreshDelayMs, retryAfterMs } from './schedule.ts';

export interface RegistrationState {
  name: 'registering' | 'registered' | 'waiting' | 'unregistering' | 'off';
  /** What we ask for; 423 may raise it. */
  expiresS: number;
  /** In a row. */
  failures: number;
  /** The registrar has our binding, as far as we know. */
  bound: boolean;
  /** `stop` came while an answer was due: RFC 3261 10.2 allows one REGISTER at a time. */
  stopping: boolean;
  /** `refresh` came while an answer was due. */
  refreshWanted: boolean;
}

/** What a 200 says. */
export interface Grant {
  /** Remaining life of our binding. */
  expiresS: number;
  /** URIs of all bindings. */
  contacts: string[];
  /** Our address as the registrar sees it, where that is another one than we know. */
  publicAddress?: Endpoint | undefined;
  /** Route for the requests to come (RFC 3608). */
  serviceRoute: string[];
  /** RFC 5627. */
  gruu?: Gruu | undefined;
  /** The registrar keeps flows (RFC 5626 6: Require or Supported: outbound). */
  outbound: boolean;
  /** How often the server wants to see the flow alive (RFC 5626 4.4). */
  flowTimerS?: number | undefined;
}

export interface Gruu {
  public: string;
  temporary?: string | undefined;
}

export type RegistrationEvent =
  | { type: 'refresh' }
  /** Our network is another one, or the flow has died: what is under way will not be answered. */
  | { type: 'way-lost' }
  | ({ type: 'granted' } & Grant)
  | Refused
  | { type: 'timer' }
  | { type: 'stop' }
  /** Nobody waits for the answer to the un-registration any longer. */
  | { type: 'impatient' };

export type RegistrationEffect =
  /** REGISTER; 0 un-registers. An answer to one before it counts no more. */
  | { do: 'register'; expiresS: number }
  | { do: 'timer'; ms: number }
  | { do: 'stop-timer' }
  | { do: 'tell-registering' }
  | { do: 'tell-registered'; grant: Grant }
  | { do: 'tell-failed'; refused: Refused; retryInMs: number }
  | { do: 'tell-off' };

export interface RegistrationStep {
  state: RegistrationState;
  effects: RegistrationEffect[];
}

/** A registrar that demands more than this with 423 is not obeyed. */
const MAX_EXPIRES_S = 86_400 * 7;

/** The first REGISTER goes out. */
export function startRegistration(expiresS: number): RegistrationStep {
  const state: RegistrationState = { name: 'registering', expiresS, failures: 0, bound: false, stopping: false, refreshWanted: false };
  return { state, effects: [{ do: 'tell-registering' }, { do: 'register', expiresS }] };
}

/** `fraction` spreads the back-off: 0 <= x < 1. */
export function stepRegistration(state: RegistrationState, event: RegistrationEvent, fraction: number): RegistrationStep {
  switch (state.name) {
    case 'registering':
      return registering(state, event, fraction);
    case 'registered':
    case 'waiting':
      return resting(state, event);
    case 'unregistering':
      return event.type === 'granted' || event.type === 'refused' || event.type === 'impatient' ? off(state) : stay(state);
    case 'off':
      return stay(state);
  }
}

function registering(state: RegistrationState, event: RegistrationEvent, fraction: number): RegistrationStep {
  switch (event.type) {
    case 'granted':
      return granted(state, event);
    case 'refused':
      return refused(state, event, fraction);
    case 'refresh':
      return stay({ ...state, refreshWanted: true });
    case 'way-lost':
      return state.stopping ? off(state) : { state, effects: [{ do: 'register', expiresS: state.expiresS }] };
    case 'stop':
      return stay({ ...state, stopping: true });
    case 'impatient':
      return off(state);
    case 'timer':
      return stay(state);
  }
}

function granted(state: RegistrationState, event: RegistrationEvent & { type: 'granted' }): RegistrationStep {
  const bound: RegistrationState = { ...state, name: 'registered', bound: true, failures: 0 };
  if (state.stopping) return unregister(bound);
  const { type: _type, ...grant } = event;
  const tell: RegistrationEffect = { do: 'tell-registered', grant };
  if (state.refreshWanted) {
    const again = register(bound);
    return { ...again, effects: [tell, ...again.effects] };
  }
  return { state: bound, effects: [tell, { do: 'timer', ms: refreshDelayMs(grant.expiresS) }] };
}

function refused(state: RegistrationState, event: Refused, fraction: number): RegistrationStep {
  if (state.stopping) return state.bound ? unregister(state) : off(state);
  const { minExpiresS } = event;
  // RFC 3261 10.2.8. Only a higher demand is worth another try, or two machines would argue for ever.
  if (event.status === 423 && minExpiresS !== undefined && minExpiresS > state.expiresS && minExpiresS <= MAX_EXPIRES_S) {
    return { state: { ...state, expiresS: minExpiresS }, effects: [{ do: 'register', expiresS: minExpiresS }] };
  }
  const failures = state.failures + 1;
  const retryInMs = retryDelayMs(event, failures, fraction);
  return {
    state: { ...state, name: 'waiting', failures, refreshWanted: false },
    effects: [{ do: 'tell-failed', refused: event, retryInMs }, { do: 'timer', ms: retryInMs }],
  };
}

function retryDelayMs(event: Refused, failures: number, fraction: number): number {
  if (event.retryAfterS !== undefined) return retryAfterMs(event.retryAfterS);
  return event.hopeless ? HOPELESS_RETRY_MS : backOffMs(failures, fraction);
}

/** Between two REGISTERs. */
function resting(state: RegistrationState, event: RegistrationEvent): RegistrationStep {
  switch (event.type) {
    case 'timer':
    case 'refresh':
    case 'way-lost':
      return register(state);
    case 'stop':
      return state.bound ? unregister(state) : off(state);
    default:
      return stay(state);
  }
}

function register(state: RegistrationState): RegistrationStep {
  // A quiet refresh is no news; a new attempt after a failure is.
  const effects: RegistrationEffect[] = state.name === 'waiting' ? [{ do: 'tell-registering' }] : [];
  return {
    state: { ...state, name: 'registering', refreshWanted: false },
    effects: [{ do: 'stop-timer' }, ...effects, { do: 'register', expiresS: state.expiresS }],
  };
}

function unregister(state: RegistrationState): RegistrationStep {
  return { state: { ...state, name: 'unregistering', bound: false }, effects: [{ do: 'stop-timer' }, { do: 'register', expiresS: 0 }] };
}

function off(state: RegistrationState): RegistrationStep {
  return { state: { ...state, name: 'off', bound: false }, effects: [{ do: 'stop-timer' }, { do: 'tell-off' }] };
}

function stay(state: RegistrationState): RegistrationStep {
  return { state, effects: [] };
}
