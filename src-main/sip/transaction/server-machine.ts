/** What the two server transaction machines have in common: their events, effects and the shape of a state. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { TimerSettings } from './timers.ts';

export type ServerTimer = 'G' | 'H' | 'I' | 'J' | 'L' | 'trying' | 'silent';

export type ServerEvent =
  /** The transaction user has been given the request, and may have answered meanwhile. */
  | { type: 'delivered' }
  /** The request came again. */
  | { type: 'retransmission' }
  | { type: 'respond'; response: SipResponse }
  | { type: 'ack'; ack: SipRequest }
  | { type: 'timer'; timer: ServerTimer }
  | { type: 'transport-error'; error: RungError };

export type ServerEffect =
  | { do: 'send'; response: SipResponse }
  /** 100 Trying on our own behalf: comes back as a `respond` event. */
  | { do: 'send-trying' }
  /** The ACK of a 2xx: to the core. */
  | { do: 'tell-ack'; ack: SipRequest }
  | { do: 'fail'; cause: 'timeout' | RungError }
  | { do: 'start-timer'; timer: ServerTimer; ms: number }
  | { do: 'stop-timer'; timer: ServerTimer };

export interface ServerState<Name extends string> {
  readonly name: Name;
  readonly timers: TimerSettings;
  readonly reliable: boolean;
  /** Current retransmission interval in ms; 0 where none runs. */
  readonly intervalMs: number;
  /** What a retransmitted request is answered with. */
  readonly last?: SipResponse;
}

/** Entering `terminated` stops all timers: the runner sees to it. */
export interface ServerStep<Name extends string> {
  state: ServerState<Name>;
  effects: readonly ServerEffect[];
}

export function send(response: SipResponse): ServerEffect {
  return { do: 'send', response };
}

export function startTimer(timer: ServerTimer, ms: number): ServerEffect {
  return { do: 'start-timer', timer, ms };
}

export function stopTimer(timer: ServerTimer): ServerEffect {
  return { do: 'stop-timer', timer };
}

const NOTHING: readonly ServerEffect[] = [];

export function stay<Name extends string>(state: ServerState<Name>): ServerStep<Name> {
  return { state, effects: NOTHING };
}

export function sendLast<Name extends string>(state: ServerState<Name>): ServerStep<Name> {
  return state.last ? { state, effects: [send(state.last)] } : stay(state);
}
