/** INVITE client transaction, replayed (RFC 3261 17.1.1; Accepted and timer M: RFC 6026 7.2).
 *
 *   calling ──1xx──▶ proceeding ──2xx──▶ accepted ──M──▶ terminated
 *      │ B              │ 3xx-6xx
 *      ▼                ▼
 *   terminated      completed ──D──▶ terminated
 */
import type { MachineState, Replay, TransactionEvent } from './machine.ts';
import { D_MS, doubling, enter, PATIENCE_MS, sentAgain, stateWith, timer } from './machine.ts';

export function inviteClientAt(events: readonly TransactionEvent[], nowMs: number, isReliable: boolean): MachineState {
  let replay = enter('calling', events[0]?.atMs ?? nowMs);
  for (const event of events) replay = step(replay, event);
  const { name, enteredAtMs } = replay;
  switch (name) {
    case 'calling':
      return stateWith('calling', timer('B', enteredAtMs, PATIENCE_MS, nowMs), isReliable ? [] : [doubling('A', replay, Infinity, nowMs)], true);
    case 'accepted':
      return stateWith('accepted', timer('M', enteredAtMs, PATIENCE_MS, nowMs));
    case 'completed':
      return stateWith('completed', timer('D', enteredAtMs, isReliable ? 0 : D_MS, nowMs));
    default:
      return { name, timers: [] };
  }
}

function step(replay: Replay, { kind, status, atMs, isRepeated }: TransactionEvent): Replay {
  if (kind === 'request') return replay.name === 'calling' && isRepeated ? sentAgain(replay, atMs) : replay;
  if (kind !== 'response' || (replay.name !== 'calling' && replay.name !== 'proceeding')) return replay;
  if (status < 200) return replay.name === 'proceeding' ? replay : enter('proceeding', atMs);
  return enter(status < 300 ? 'accepted' : 'completed', atMs);
}
