/** Client transaction of every method but INVITE, replayed (RFC 3261 17.1.2).
 *
 *   trying ──1xx──▶ proceeding ──2xx-6xx──▶ completed ──K──▶ terminated
 *      └──F──▶ terminated ◀──F──┘
 */
import type { MachineState, Replay, TransactionEvent } from './machine.ts';
import { doubling, enter, PATIENCE_MS, sentAgain, stateWith, T2_MS, T4_MS, timer } from './machine.ts';

export function otherClientAt(events: readonly TransactionEvent[], nowMs: number, isReliable: boolean): MachineState {
  const startedAtMs = events[0]?.atMs ?? nowMs;
  let replay = enter('trying', startedAtMs);
  for (const event of events) replay = step(replay, event);
  const patience = timer('F', startedAtMs, PATIENCE_MS, nowMs);
  switch (replay.name) {
    case 'trying':
      return stateWith('trying', patience, isReliable ? [] : [doubling('E', replay, T2_MS, nowMs)], true);
    case 'proceeding':
      // 17.1.2.2: E is T2 from here on.
      return stateWith('proceeding', patience, isReliable ? [] : [{ ...timer('E', replay.sentAtMs, T2_MS, nowMs), leftMs: Math.max(0, T2_MS - (nowMs - replay.sentAtMs)) }], true);
    case 'completed':
      return stateWith('completed', timer('K', replay.enteredAtMs, isReliable ? 0 : T4_MS, nowMs));
    default:
      return { name: replay.name, timers: [] };
  }
}

function step(replay: Replay, { kind, status, atMs, isRepeated }: TransactionEvent): Replay {
  if (replay.name === 'completed') return replay;
  if (kind === 'request') return isRepeated ? sentAgain(replay, atMs) : replay;
  if (kind !== 'response') return replay;
  if (status >= 200) return enter('completed', atMs);
  return replay.name === 'trying' ? { ...replay, name: 'proceeding', enteredAtMs: atMs } : replay;
}
