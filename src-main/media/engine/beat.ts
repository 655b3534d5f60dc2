/** The 20 ms clock. Each tick has slots, in which sessions take their turn: with many of them, all at once would be a burst that
 *  leaves unevenly. Slot s of tick n is due at start + n * 20 ms + s * 2.5 ms, however late the ones before it were. */
import type { Clock, Timer } from '../../ports.ts';
import { TICK_MS } from '../frame.ts';
import type { WaitUntil } from './wait-until.ts';

export const SLOTS = 8;
const SLOT_MS = TICK_MS / SLOTS;

export interface BeatOptions {
  clock: Clock;
  waitUntil: WaitUntil;
  /** Has anybody a turn in that slot? Others are passed over. */
  isUsed: (slot: number) => boolean;
  onSlot: (slot: number, dueMs: number) => void;
  /** The machine slept: so many ticks were left out. */
  onSkip: (ticks: number) => void;
}

export interface Beat {
  /** Somebody has turns in that slot now. Starts when it stands still; gives the nominal time of the first turn. */
  join(slot: number): number;
  stop(): void;
}

/** What is later than this is not caught up with. */
const LATENESS_MS = 100;

export function createBeat(options: BeatOptions): Beat {
  const { clock, waitUntil } = options;
  let startMs = 0;
  /** The next turn, counted in slots from the start. */
  let turn = 0;
  let timer: Timer | undefined;
  let isRunning = false;

  const dueMs = (of: number): number => startMs + of * SLOT_MS;

  function fire(): void {
    const fired = turn++;
    timer = undefined;
    options.onSlot(fired % SLOTS, dueMs(fired));
    // `onSlot` may have ended the last session.
    if (!isRunning) return;
    leaveOutLate();
    wait();
  }

  function leaveOutLate(): void {
    const lateMs = clock.nowMs() - dueMs(turn);
    if (lateMs <= LATENESS_MS) return;
    const ticks = Math.floor(lateMs / TICK_MS);
    turn += ticks * SLOTS;
    options.onSkip(ticks);
  }

  /** For the next slot that is used. */
  function wait(): void {
    let next = turn;
    while (!options.isUsed(next % SLOTS)) if (++next === turn + SLOTS) return;
    waitFor(next);
  }

  function waitFor(next: number): void {
    timer?.cancel();
    turn = next;
    timer = waitUntil(dueMs(next), fire);
  }

  /** The first turn of that slot that lies ahead. */
  function nextTurn(slot: number): number {
    const ahead = Math.floor((clock.nowMs() - startMs) / SLOT_MS) + 1;
    const first = Math.max(0, ahead);
    return first + ((slot - (first % SLOTS) + SLOTS) % SLOTS);
  }

  return {
    join(slot) {
      if (!isRunning) {
        isRunning = true;
        startMs = clock.nowMs() + TICK_MS;
        turn = 0;
      }
      const first = nextTurn(slot);
      if (!timer || first < turn) waitFor(first);
      return dueMs(first);
    },
    stop() {
      isRunning = false;
      timer?.cancel();
      timer = undefined;
    },
  };
}
