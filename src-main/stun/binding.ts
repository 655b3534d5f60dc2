/** STUN client transaction over UDP (RFC 8489 6.2.1).
 *
 *   waiting ──timer──▶ waiting (sent again, the interval doubled) ──timer after the last──▶ ended: timeout
 *      └──response──▶ ended
 */

/** `rtoMs`: the first interval; `requests`: Rc; `lastWait`: Rm, how many RTOs are waited after the last request. */
export interface BindingSchedule {
  rtoMs: number;
  requests: number;
  lastWait: number;
}

/** RFC 8489 6.2.1: requests at 0, 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s, given up at 39.5 s. */
export const STANDARD_SCHEDULE: BindingSchedule = { rtoMs: 500, requests: 7, lastWait: 16 };

export interface BindingState {
  name: 'waiting' | 'ended';
  schedule: BindingSchedule;
  sent: number;
}
export type BindingEvent = { kind: 'timer' } | { kind: 'response' };
export type BindingEffect = { kind: 'send' } | { kind: 'timer'; delayMs: number } | { kind: 'timeout' };
export interface BindingStep {
  state: BindingState;
  effects: BindingEffect[];
}

export function startBinding(schedule: BindingSchedule): BindingStep {
  return sendNext({ name: 'waiting', schedule, sent: 0 });
}

export function step(state: BindingState, event: BindingEvent): BindingStep {
  if (state.name === 'ended') return { state, effects: [] };
  if (event.kind === 'response') return { state: { ...state, name: 'ended' }, effects: [] };
  if (state.sent < state.schedule.requests) return sendNext(state);
  return { state: { ...state, name: 'ended' }, effects: [{ kind: 'timeout' }] };
}

function sendNext(state: BindingState): BindingStep {
  const { rtoMs, requests, lastWait } = state.schedule;
  const sent = state.sent + 1;
  const delayMs = sent < requests ? rtoMs * 2 ** (sent - 1) : rtoMs * lastWait;
  return { state: { ...state, sent }, effects: [{ kind: 'send' }, { kind: 'timer', delayMs }] };
}
