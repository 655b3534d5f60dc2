/** INVITE client transaction (RFC 3261 17.1.1, with RFC 6026's Accepted state).
 *
 *      ╭A╮                  ╭1xx╮                 ╭2xx╮
 *   calling ────1xx────▶ proceeding ────2xx────▶ accepted ──M──▶ terminated
 *      │  │                  │  ╰──cancel timer──▶ terminated
 *      │  │               3xx-6xx                ╭3xx-6xx╮
 *      │  ╰─────3xx-6xx──────┴─────────────────▶ completed ──D──▶ terminated
 *      ╰── B, transport error ──▶ terminated
 *
 *  A 2xx in `calling` goes straight to `accepted`. Over a reliable transport timers A and D are zero.
 */
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import type { ClientEffect, ClientEvent, ClientState, ClientStep } from './client-machine.ts';
import { SEND, startTimer, stay, stopTimer } from './client-machine.ts';
import type { TimerSettings } from './timers.ts';
import { giveUpMs } from './timers.ts';

type InviteClientName = 'calling' | 'proceeding' | 'completed' | 'accepted' | 'terminated';
export type InviteClientState = ClientState<InviteClientName>;
type Step = ClientStep<InviteClientName>;

export function initialInviteClient(timers: TimerSettings): InviteClientState {
  return { name: 'calling', timers, reliable: false, intervalMs: 0 };
}

export function stepInviteClient(state: InviteClientState, event: ClientEvent): Step {
  switch (state.name) {
    case 'calling':
      return calling(state, event);
    case 'proceeding':
      return proceeding(state, event);
    case 'completed':
      return completed(state, event);
    case 'accepted':
      return accepted(state, event);
    case 'terminated':
      return stay(state);
  }
}

/** RFC 3261 17.1.1.2: retransmit at doubling intervals until anything is heard. */
function calling(state: InviteClientState, event: ClientEvent): Step {
  switch (event.type) {
    case 'start':
      return { state, effects: [SEND, startTimer('B', giveUpMs(state.timers))] };
    case 'sent':
      return sent(state, event.reliable);
    case 'response':
      return answered(state, event.response);
    case 'timer':
      return event.timer === 'A' ? retransmit(state) : event.timer === 'B' ? failed(state, 'timeout') : stay(state);
    case 'transport-error':
      return failed(state, event.error);
    case 'cancelled':
      return stay(state);
  }
}

function sent(state: InviteClientState, reliable: boolean): Step {
  if (reliable || state.intervalMs > 0) return stay({ ...state, reliable });
  const { t1 } = state.timers;
  return { state: { ...state, reliable, intervalMs: t1 }, effects: [startTimer('A', t1)] };
}

function retransmit(state: InviteClientState): Step {
  const intervalMs = state.intervalMs * 2;
  return { state: { ...state, intervalMs }, effects: [SEND, startTimer('A', intervalMs)] };
}

/** A transport error means nothing here: the request has arrived, and nothing is sent in this state. */
function proceeding(state: InviteClientState, event: ClientEvent): Step {
  if (event.type === 'response') return answered(state, event.response);
  // RFC 3261 9.1: no final response within 64*T1 of the CANCEL means that the transaction is over.
  if (event.type === 'cancelled') return { state, effects: [startTimer('cancel', giveUpMs(state.timers))] };
  if (event.type === 'timer' && event.timer === 'cancel') return failed(state, 'timeout');
  return stay(state);
}

const STOP_ALL: readonly ClientEffect[] = [stopTimer('A'), stopTimer('B'), stopTimer('cancel')];

function answered(state: InviteClientState, response: SipResponse): Step {
  const tell: ClientEffect = { do: 'tell', response };
  if (response.status < 200) {
    if (state.name === 'proceeding') return { state, effects: [tell] };
    return { state: { ...state, name: 'proceeding' }, effects: [stopTimer('A'), stopTimer('B'), tell] };
  }
  // RFC 6026 8.4: the machine stays to deliver the 2xx of other forks and retransmitted ones.
  if (response.status < 300) {
    return { state: { ...state, name: 'accepted' }, effects: [...STOP_ALL, startTimer('M', giveUpMs(state.timers)), tell] };
  }
  const ack: ClientEffect = { do: 'ack', response };
  // RFC 3261 17.1.1.2: timer D is zero over a reliable transport.
  if (state.reliable) return { state: { ...state, name: 'terminated' }, effects: [ack, tell] };
  return { state: { ...state, name: 'completed' }, effects: [...STOP_ALL, startTimer('D', giveUpMs(state.timers)), ack, tell] };
}

/** Absorbs retransmitted final responses, acknowledging each. A transport error of an ACK changes nothing: the user
 *  has had the outcome, and staying lets the next retransmission be acknowledged again. */
function completed(state: InviteClientState, event: ClientEvent): Step {
  if (event.type === 'timer' && event.timer === 'D') return stay({ ...state, name: 'terminated' });
  if (event.type !== 'response') return stay(state);
  const { response } = event;
  if (response.status >= 300) return { state, effects: [{ do: 'ack', response }] };
  // RFC 3261 16.7 step 5: a proxy passes on a 2xx even after another final response.
  if (response.status >= 200) return { state, effects: [{ do: 'stray', response }] };
  return stay(state);
}

/** RFC 6026 7.2: every 2xx goes up, anything else is dropped. */
function accepted(state: InviteClientState, event: ClientEvent): Step {
  if (event.type === 'timer' && event.timer === 'M') return stay({ ...state, name: 'terminated' });
  if (event.type !== 'response') return stay(state);
  const { response } = event;
  if (response.status < 200 || response.status >= 300) return stay(state);
  return { state, effects: [{ do: 'tell', response }] };
}

function failed(state: InviteClientState, cause: (ClientEffect & { do: 'fail' })['cause']): Step {
  return { state: { ...state, name: 'terminated' }, effects: [{ do: 'fail', cause }] };
}
