/** Server transaction of every method but INVITE, replayed (RFC 3261 17.2.2).
 *
 *   trying ──1xx──▶ proceeding ──2xx-6xx──▶ completed ──J──▶ terminated
 */
import type { MachineState, Replay, TransactionEvent } from './machine.ts';
import { enter, PATIENCE_MS, stateWith, timer } from './machine.ts';

export function otherServerAt(events: readonly TransactionEvent[], nowMs: number, isReliable: boolean): MachineState {
  let replay = enter('trying', events[0]?.atMs ?? nowMs);
  for (const event of events) replay = step(replay, event);
  if (replay.name !== 'completed') return { name: replay.name, timers: [] };
  return stateWith('completed', timer('J', replay.enteredAtMs, isReliable ? 0 : PATIENCE_MS, nowMs));
}

function step(replay: Replay, { kind, status, atMs }: TransactionEvent): Replay {
  if (kind !== 'response' || replay.name === 'completed') return replay;
  if (status >= 200) return enter('completed', atMs);
  return replay.name === 'trying' ? enter('proceeding', atMs) : replay;
}
