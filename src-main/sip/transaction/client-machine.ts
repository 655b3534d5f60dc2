/** What the two client transaction machines have in common: their events, effects and the shape of a state. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import type { TimerSettings } from './timers.ts';

export type ClientTimer = 'A' | 'B' | 'D' | 'E' | 'F' | 'K' | 'M' | 'cancel';

export type ClientEvent =
  /** Created: nothing has been sent yet. */
  | { type: 'start' }
  /** The request left by this kind of transport (a large one may have changed to TCP, RFC 3261 18.1.1). */
  | { type: 'sent'; reliable: boolean }
  | { type: 'response'; response: SipResponse }
  | { type: 'timer'; timer: ClientTimer }
  /** INVITE only: a CANCEL for it was sent. */
  | { type: 'cancelled' }
  | { type: 'transport-error'; error: RungError };

export type ClientEffect =
  /** The request, first time or again. */
  | { do: 'send' }
  /** ACK for this non-2xx final response. */
  | { do: 'ack'; response: SipResponse }
  /** Provisional or final: to the transaction user. */
  | { do: 'tell'; response: SipResponse }
  /** A 2xx that comes after another final response: its dialog is the core's to end. */
  | { do: 'stray'; response: SipResponse }
  | { do: 'fail'; cause: 'timeout' | RungError }
  | { do: 'start-timer'; timer: ClientTimer; ms: number }
  | { do: 'stop-timer'; timer: ClientTimer };

export interface ClientState<Name extends string> {
  readonly name: Name;
  readonly timers: TimerSettings;
  /** Over TCP nothing is retransmitted and nothing needs absorbing. */
  readonly reliable: boolean;
  /** Current retransmission interval in ms; 0 until the first one is set. */
  readonly intervalMs: number;
}

/** Entering `terminated` stops all timers: the runner sees to it. */
export interface ClientStep<Name extends string> {
  state: ClientState<Name>;
  effects: readonly ClientEffect[];
}

export const SEND: ClientEffect = { do: 'send' };

export function startTimer(timer: ClientTimer, ms: number): ClientEffect {
  return { do: 'start-timer', timer, ms };
}

export function stopTimer(timer: ClientTimer): ClientEffect {
  return { do: 'stop-timer', timer };
}

const NOTHING: readonly ClientEffect[] = [];

export function stay<Name extends string>(state: ClientState<Name>): ClientStep<Name> {
  return { state, effects: NOTHING };
}
