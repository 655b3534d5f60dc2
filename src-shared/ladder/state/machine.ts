/** What the four transaction machines (RFC 3261 17, RFC 6026) have in common when they are replayed from traced messages. */

/** Default values, RFC 3261 17.1.1.1 and table 4. */
const T1_MS = 500;
export const T2_MS = 4_000;
export const T4_MS = 5_000;
/** How long a transaction waits for what does not come: 64*T1. */
export const PATIENCE_MS = 64 * T1_MS;
/** A proxy's patience with a request that only rings: more than three minutes (16.6 step 11). */
export const C_MS = 180_000;
/** Timer D over UDP is at least this (17.1.1.2). */
export const D_MS = 32_000;

export interface RunningTimer {
  /** `A` … `M`; `repeat1xx`, `awaitPrack`, `repeat2xx` and `awaitAck` are those of the UAS core, which have no letter. */
  name: string;
  /** Until it fires, at the moment in question. */
  leftMs: number;
  totalMs: number;
}

export type StateName = 'calling' | 'trying' | 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated';

export interface MachineState {
  name: StateName;
  timers: RunningTimer[];
  /** Terminated because nothing came in time. */
  timedOut?: boolean;
}

/** One thing that happened to a transaction, on either side. */
export interface TransactionEvent {
  kind: 'request' | 'response' | 'ack' | 'prack';
  atMs: number;
  /** Of responses. */
  status: number;
  /** Sent again, not first. */
  isRepeated: boolean;
  /** A provisional response that is to be acknowledged (RFC 3262 3). */
  wantsPrack?: boolean;
}

/** What was replayed: when each state was entered, and what was sent again since then. */
export interface Replay {
  name: StateName;
  enteredAtMs: number;
  /** When the request, or the answer of this state, was last sent, and how often again. */
  sentAtMs: number;
  repeats: number;
}

export function enter(name: StateName, atMs: number): Replay {
  return { name, enteredAtMs: atMs, sentAtMs: atMs, repeats: 0 };
}

export function sentAgain(replay: Replay, atMs: number): Replay {
  return { ...replay, sentAtMs: atMs, repeats: replay.repeats + 1 };
}

/** A timer that was started then and is not renewed. */
export function timer(name: string, startedAtMs: number, totalMs: number, nowMs: number): RunningTimer {
  return { name, totalMs, leftMs: totalMs - (nowMs - startedAtMs) };
}

/** One that doubles with each retransmission, up to `capMs`. A trace can miss some: it never shows less than nothing left. */
export function doubling(name: string, replay: Replay, capMs: number, nowMs: number): RunningTimer {
  const totalMs = Math.min(T1_MS * 2 ** Math.min(replay.repeats, 16), capMs);
  return { name, totalMs, leftMs: Math.max(0, totalMs - (nowMs - replay.sentAtMs)) };
}

/** The state at that moment: where the timer that ends it (`last`) has fired, or is zero, it is over. */
export function stateWith(name: StateName, last: RunningTimer, others: RunningTimer[] = [], isTimeout = false): MachineState {
  if (last.leftMs > 0) return { name, timers: [...others, last] };
  return { name: 'terminated', timers: [], ...(isTimeout && { timedOut: true }) };
}
