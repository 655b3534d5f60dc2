/** Non-INVITE server transaction (RFC 3261 17.2.2).
 *
 *   trying ───1xx───▶ proceeding ───200-699───▶ completed ──J──▶ terminated
 *     │ │              ╰1xx,request╯             ╰request╯
 *     │ ╰─────────────200-699──────────────────────▲
 *     ╰── silent ──▶ terminated
 *
 *  Over a reliable transport timer J is zero. A transport error changes nothing: the next retransmission is answered again.
 */
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import type { ServerEvent, ServerState, ServerStep } from './server-machine.ts';
import { send, sendLast, startTimer, stay, stopTimer } from './server-machine.ts';
import type { TimerSettings } from './timers.ts';
import { giveUpMs } from './timers.ts';

type ServerName = 'trying' | 'proceeding' | 'completed' | 'terminated';
export type NonInviteServerState = ServerState<ServerName>;
type Step = ServerStep<ServerName>;

export function initialServer(timers: TimerSettings, reliable: boolean): NonInviteServerState {
  return { name: 'trying', timers, reliable, intervalMs: 0, last: undefined };
}

export function stepServer(state: NonInviteServerState, event: ServerEvent): Step {
  switch (state.name) {
    case 'trying':
    case 'proceeding':
      return open(state, event);
    case 'completed':
      return completed(state, event);
    case 'terminated':
      return stay(state);
  }
}

function open(state: NonInviteServerState, event: ServerEvent): Step {
  switch (event.type) {
    case 'delivered':
      // RFC 4320 4.2: when the client's timer F has fired an answer is of no use; so the wait for the user is bounded.
      return { state, effects: [startTimer('silent', giveUpMs(state.timers))] };
    case 'timer':
      return event.timer === 'silent' ? stay({ ...state, name: 'terminated' }) : stay(state);
    case 'retransmission':
      return sendLast(state);
    case 'respond':
      return respond(state, event.response);
    default:
      return stay(state);
  }
}

function respond(state: NonInviteServerState, response: SipResponse): Step {
  if (response.status < 200) return { state: { ...state, name: 'proceeding', last: response }, effects: [send(response)] };
  // RFC 3261 17.2.2: timer J is zero over a reliable transport.
  if (state.reliable) return { state: { ...state, name: 'terminated' }, effects: [send(response)] };
  const effects = [send(response), stopTimer('silent'), startTimer('J', giveUpMs(state.timers))];
  return { state: { ...state, name: 'completed', last: response }, effects };
}

/** The first final response stands (RFC 3261 17.2.2): others of the user are dropped. */
function completed(state: NonInviteServerState, event: ServerEvent): Step {
  if (event.type === 'retransmission') return sendLast(state);
  if (event.type === 'timer' && event.timer === 'J') return stay({ ...state, name: 'terminated' });
  return stay(state);
}
