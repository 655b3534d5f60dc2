/** Non-INVITE client transaction (RFC 3261 17.1.2).
 *
 *     ╭E╮              ╭E,1xx╮
 *   trying ───1xx───▶ proceeding ───200-699───▶ completed ──K──▶ terminated
 *     │ │                 │                         ▲
 *     │ ╰─────200-699─────┼─────────────────────────╯
 *     │                   ╰── F ──▶ terminated
 *     ╰── F, transport error ──▶ terminated
 *
 *  Over a reliable transport timers E and K are zero.
 */
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import type { ClientEffect, ClientEvent, ClientState, ClientStep } from './client-machine.ts';
import { SEND, startTimer, stay, stopTimer } from './client-machine.ts';
import type { TimerSettings } from './timers.ts';
import { giveUpMs } from './timers.ts';

type ClientName = 'trying' | 'proceeding' | 'completed' | 'terminated';
export type NonInviteClientState = ClientState<ClientName>;
type Step = ClientStep<ClientName>;

export function initialClient(timers: TimerSettings): NonInviteClientState {
  return { name: 'trying', timers, reliable: false, intervalMs: 0 };
}

export function stepClient(state: NonInviteClientState, event: ClientEvent): Step {
  switch (state.name) {
    case 'trying':
      return trying(state, event);
    case 'proceeding':
      return proceeding(state, event);
    case 'completed':
      return event.type === 'timer' && event.timer === 'K' ? stay({ ...state, name: 'terminated' }) : stay(state);
    case 'terminated':
      return stay(state);
  }
}

function trying(state: NonInviteClientState, event: ClientEvent): Step {
  switch (event.type) {
    case 'start':
      return { state, effects: [SEND, startTimer('F', giveUpMs(state.timers))] };
    case 'sent':
      return sent(state, event.reliable);
    case 'response':
      return answered(state, event.response);
    case 'timer':
      return timed(state, event.timer, Math.min(state.intervalMs * 2, state.timers.t2));
    case 'transport-error':
      return failed(state, event.error);
    case 'cancelled':
      return stay(state);
  }
}

/** A transport error is not the end here: the request has arrived once, and retransmissions go on until timer F. */
function proceeding(state: NonInviteClientState, event: ClientEvent): Step {
  if (event.type === 'response') return answered(state, event.response);
  if (event.type === 'timer') return timed(state, event.timer, state.timers.t2);
  return stay(state);
}

function sent(state: NonInviteClientState, reliable: boolean): Step {
  if (reliable || state.intervalMs > 0) return stay({ ...state, reliable });
  const { t1 } = state.timers;
  return { state: { ...state, reliable, intervalMs: t1 }, effects: [startTimer('E', t1)] };
}

function timed(state: NonInviteClientState, timer: string, intervalMs: number): Step {
  if (timer === 'F') return failed(state, 'timeout');
  if (timer !== 'E') return stay(state);
  return { state: { ...state, intervalMs }, effects: [SEND, startTimer('E', intervalMs)] };
}

function answered(state: NonInviteClientState, response: SipResponse): Step {
  const tell: ClientEffect = { do: 'tell', response };
  if (response.status < 200) return { state: { ...state, name: 'proceeding' }, effects: [tell] };
  // RFC 3261 17.1.2.2: timer K is zero over a reliable transport.
  if (state.reliable) return { state: { ...state, name: 'terminated' }, effects: [tell] };
  const effects = [stopTimer('E'), stopTimer('F'), startTimer('K', state.timers.t4), tell];
  return { state: { ...state, name: 'completed' }, effects };
}

function failed(state: NonInviteClientState, cause: (ClientEffect & { do: 'fail' })['cause']): Step {
  return { state: { ...state, name: 'terminated' }, effects: [{ do: 'fail', cause }] };
}
