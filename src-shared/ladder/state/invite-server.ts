/** INVITE server transaction, replayed (RFC 3261 17.2.1; Accepted and timer L: RFC 6026 7.1), with what the UAS core does while no ACK comes.
 *
 *   proceeding ──2xx──▶ accepted ──L──▶ terminated
 *       │ 3xx-6xx
 *       ▼
 *   completed ──ACK──▶ confirmed ──I──▶ terminated
 *       └──────────H──────────────────▶ terminated
 */
import type { MachineState, Replay, RunningTimer, TransactionEvent } from './machine.ts';
import { doubling, enter, PATIENCE_MS, sentAgain, stateWith, T2_MS, T4_MS, timer } from './machine.ts';

export function inviteServerAt(events: readonly TransactionEvent[], nowMs: number, isReliable: boolean): MachineState {
  let replay = enter('proceeding', events[0]?.atMs ?? nowMs);
  for (const event of events) replay = step(replay, event);
  const { name, enteredAtMs } = replay;
  switch (name) {
    case 'accepted': {
      const isAcknowledged = events.some((event) => event.kind === 'ack');
      // RFC 3261 13.3.1.4: the core repeats the 2xx over every transport, and hangs up after 64*T1 without an ACK.
      const core = isAcknowledged ? [] : [doubling('repeat2xx', replay, T2_MS, nowMs), timer('awaitAck', enteredAtMs, PATIENCE_MS, nowMs)];
      return stateWith('accepted', timer('L', enteredAtMs, PATIENCE_MS, nowMs), core.filter(({ leftMs }) => leftMs >= 0), !isAcknowledged);
    }
    case 'completed':
      return stateWith('completed', timer('H', enteredAtMs, PATIENCE_MS, nowMs), isReliable ? [] : [doubling('G', replay, T2_MS, nowMs)], true);
    case 'confirmed':
      return stateWith('confirmed', timer('I', enteredAtMs, isReliable ? 0 : T4_MS, nowMs));
    default:
      return { name, timers: name === 'proceeding' ? awaitingPrack(events, nowMs) : [] };
  }
}

/** RFC 3262 3: the core repeats a reliable provisional response, twice as late each time, and gives the INVITE up after 64*T1 without a PRACK. */
function awaitingPrack(events: readonly TransactionEvent[], nowMs: number): RunningTimer[] {
  const first = events.findLast(({ wantsPrack, isRepeated }) => wantsPrack === true && !isRepeated);
  if (!first) return [];
  const since = events.slice(events.indexOf(first) + 1);
  if (since.some(({ kind }) => kind === 'prack')) return [];
  const replay = since.filter(({ wantsPrack }) => wantsPrack === true).reduce((sent, { atMs }) => sentAgain(sent, atMs), enter('proceeding', first.atMs));
  return [doubling('repeat1xx', replay, PATIENCE_MS, nowMs), timer('awaitPrack', first.atMs, PATIENCE_MS, nowMs)].filter(({ leftMs }) => leftMs >= 0);
}

function step(replay: Replay, { kind, status, atMs, isRepeated }: TransactionEvent): Replay {
  if (kind === 'ack') return replay.name === 'completed' ? enter('confirmed', atMs) : replay;
  if (kind !== 'response' || status < 200) return replay;
  if (replay.name === 'proceeding') return enter(status < 300 ? 'accepted' : 'completed', atMs);
  return isRepeated ? sentAgain(replay, atMs) : replay;
}
