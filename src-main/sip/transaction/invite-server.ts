/** INVITE server transaction (RFC 3261 17.2.1, with RFC 6026's Accepted state).
 *
 *    ╭1xx,INVITE╮         ╭2xx,ACK,INVITE╮
 *    proceeding ───2xx───▶ accepted ──────────L──────────▶ terminated
 *        │
 *     3xx-6xx   ╭G,INVITE╮               ╭ACK╮
 *        ╰─────▶ completed ────ACK────▶ confirmed ───I───▶ terminated
 *                    ╰── H ──▶ terminated
 *
 *  Over a reliable transport timers G and I are zero. A transport error informs the user and changes no state (RFC 6026 7.1).
 */
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import type { ServerEvent, ServerState, ServerStep } from './server-machine.ts';
import { send, sendLast, startTimer, stay, stopTimer } from './server-machine.ts';
import type { TimerSettings } from './timers.ts';
import { giveUpMs } from './timers.ts';

/** RFC 3261 17.2.1: how long the user may stay silent before we say 100 Trying. */
const TRYING_AFTER_MS = 200;

type InviteServerName = 'proceeding' | 'completed' | 'confirmed' | 'accepted' | 'terminated';
export type InviteServerState = ServerState<InviteServerName>;
type Step = ServerStep<InviteServerName>;

export function initialInviteServer(timers: TimerSettings, reliable: boolean): InviteServerState {
  return { name: 'proceeding', timers, reliable, intervalMs: 0, last: undefined };
}

export function stepInviteServer(state: InviteServerState, event: ServerEvent): Step {
  if (state.name === 'terminated') return stay(state);
  // RFC 6026 7.1: the user is told, the timers end it eventually.
  if (event.type === 'transport-error') return { state, effects: [{ do: 'fail', cause: event.error }] };
  switch (state.name) {
    case 'proceeding':
      return proceeding(state, event);
    case 'completed':
      return completed(state, event);
    case 'confirmed':
      return event.type === 'timer' && event.timer === 'I' ? stay({ ...state, name: 'terminated' }) : stay(state);
    case 'accepted':
      return accepted(state, event);
  }
}

function proceeding(state: InviteServerState, event: ServerEvent): Step {
  switch (event.type) {
    case 'delivered':
      return state.last ? stay(state) : { state, effects: [startTimer('trying', TRYING_AFTER_MS)] };
    case 'timer':
      return event.timer === 'trying' && !state.last ? { state, effects: [{ do: 'send-trying' }] } : stay(state);
    case 'retransmission':
      return sendLast(state);
    case 'respond':
      return respond(state, event.response);
    default:
      return stay(state);
  }
}

function respond(state: InviteServerState, response: SipResponse): Step {
  const { timers, reliable } = state;
  if (response.status < 200) return { state: { ...state, last: response }, effects: [send(response), stopTimer('trying')] };
  // RFC 6026 7.1: 2xx are the core's to retransmit; the machine absorbs the INVITE's retransmissions.
  if (response.status < 300) {
    const next: InviteServerState = { ...state, name: 'accepted', last: undefined };
    return { state: next, effects: [send(response), stopTimer('trying'), startTimer('L', giveUpMs(timers))] };
  }
  const next: InviteServerState = { ...state, name: 'completed', last: response, intervalMs: timers.t1 };
  const effects = [send(response), stopTimer('trying'), startTimer('H', giveUpMs(timers))];
  if (!reliable) effects.push(startTimer('G', timers.t1));
  return { state: next, effects };
}

function completed(state: InviteServerState, event: ServerEvent): Step {
  if (event.type === 'retransmission') return sendLast(state);
  if (event.type === 'ack') return confirm(state);
  if (event.type !== 'timer') return stay(state);
  if (event.timer === 'H') return { state: { ...state, name: 'terminated' }, effects: [{ do: 'fail', cause: 'timeout' }] };
  if (event.timer !== 'G' || !state.last) return stay(state);
  const intervalMs = Math.min(state.intervalMs * 2, state.timers.t2);
  return { state: { ...state, intervalMs }, effects: [send(state.last), startTimer('G', intervalMs)] };
}

function confirm(state: InviteServerState): Step {
  // RFC 3261 17.2.1: timer I is zero over a reliable transport.
  if (state.reliable) return stay({ ...state, name: 'terminated' });
  const effects = [stopTimer('G'), stopTimer('H'), startTimer('I', state.timers.t4)];
  return { state: { ...state, name: 'confirmed', last: undefined }, effects };
}

function accepted(state: InviteServerState, event: ServerEvent): Step {
  if (event.type === 'timer' && event.timer === 'L') return stay({ ...state, name: 'terminated' });
  if (event.type === 'ack') return { state, effects: [{ do: 'tell-ack', ack: event.ack }] };
  if (event.type !== 'respond') return stay(state);
  const { response } = event;
  return response.status >= 200 && response.status < 300 ? { state, effects: [send(response)] } : stay(state);
}
