/** INVITE client transaction, replayed (RFC 3261 17.1.1; Accepted and timer M: RFC 6026 7.2).
 *
 *   calling ──1xx──▶ proceeding ──2xx──▶ accepted ──M──▶ terminated
 *      │ B              │ 3xx-6xx
 *      ▼                ▼
 *   terminated      completed ──D──▶ terminated
 */
import type { MachineState, Replay, RunningTimer, TransactionEvent } from './machine.ts';
import { C_MS, D_MS, doubling, enter, PATIENCE_MS, sentAgain, stateWith, timer } from './machine.ts';

/** `isProxy`: it sends on what it was sent. */
export function inviteClientAt(events: readonly TransactionEvent[], nowMs: number, isReliable: boolean, isProxy = false): MachineState {
  let replay = enter('calling', events[0]?.atMs ?? nowMs);
  for (const event of events) replay = step(replay, event);
  const { name, enteredAtMs } = replay;
  switch (name) {
    case 'calling':
      return stateWith('calling', timer('B', enteredAtMs, PATIENCE_MS, nowMs), [...(isReliable ? [] : [doubling('A', replay, Infinity, nowMs)]), ...timerC(events, nowMs, isProxy)], true);
    case 'accepted':
      return stateWith('accepted', timer('M', enteredAtMs, PATIENCE_MS, nowMs));
    case 'completed':
      return stateWith('completed', timer('D', enteredAtMs, isReliable ? 0 : D_MS, nowMs));
    default:
      return { name, timers: name === 'proceeding' ? timerC(events, nowMs, isProxy) : [] };
  }
}

/** RFC 3261 16.6 step 11, 16.7 step 2: begun anew by each provisional response but 100. */
function timerC(events: readonly TransactionEvent[], nowMs: number, isProxy: boolean): RunningTimer[] {
  const started = events.findLast(({ kind, status }) => kind === 'request' || (kind === 'response' && status > 100 && status < 200));
  return isProxy && started ? [timer('C', started.atMs, C_MS, nowMs)].filter(({ leftMs }) => leftMs > 0) : [];
}

function step(replay: Replay, { kind, status, atMs, isRepeated }: TransactionEvent): Replay {
  if (kind === 'request') return replay.name === 'calling' && isRepeated ? sentAgain(replay, atMs) : replay;
  if (kind !== 'response' || (replay.name !== 'calling' && replay.name !== 'proceeding')) return replay;
  if (status < 200) return replay.name === 'proceeding' ? replay : enter('proceeding', atMs);
  return enter(status < 300 ? 'accepted' : 'completed', atMs);
}
