/** The 20 ms clock: tick n is due at start + n * 20 ms, however late the ones before it were. */
import type { Clock, Timer } from '../../ports.ts';
import { HALF_TICK_MS, TICK_MS } from '../frame.ts';
import type { WaitUntil } from './wait-until.ts';

export interface BeatOptions {
  clock: Clock;
  waitUntil: WaitUntil;
  onTick: (dueMs: number) => void;
  /** Between two ticks, only when `needsHalfTicks` says so after the first of them. */
  onHalfTick: (dueMs: number) => void;
  needsHalfTicks: () => boolean;
  /** The machine slept: so many ticks were left out. */
  onSkip: (ticks: number) => void;
}

export interface Beat {
  /** Starts when it stands still. Gives the nominal time of the next tick. */
  start(): number;
  stop(): void;
}

/** What is later than this is not caught up with. */
const LATENESS_MS = 100;

export function createBeat(options: BeatOptions): Beat {
  const { clock, waitUntil } = options;
  let startMs = 0;
  let tick = 0;
  let timer: Timer | undefined;
  let isRunning = false;

  const dueMs = (): number => startMs + tick * TICK_MS;

  function fire(): void {
    const due = dueMs();
    tick++;
    timer = undefined;
    options.onTick(due);
    // `onTick` may have ended the last session.
    if (!isRunning) return;
    leaveOutLate();
    if (options.needsHalfTicks()) timer = waitUntil(due + HALF_TICK_MS, () => fireHalf(due + HALF_TICK_MS));
    else waitForTick();
  }

  function fireHalf(due: number): void {
    options.onHalfTick(due);
    if (isRunning) waitForTick();
  }

  function waitForTick(): void {
    timer = waitUntil(dueMs(), fire);
  }

  function leaveOutLate(): void {
    const lateMs = clock.nowMs() - dueMs();
    if (lateMs <= LATENESS_MS) return;
    const ticks = Math.floor(lateMs / TICK_MS);
    tick += ticks;
    options.onSkip(ticks);
  }

  return {
    start() {
      if (isRunning) return dueMs();
      isRunning = true;
      startMs = clock.nowMs() + TICK_MS;
      tick = 0;
      waitForTick();
      return startMs;
    },
    stop() {
      isRunning = false;
      timer?.cancel();
    },
  };
}
