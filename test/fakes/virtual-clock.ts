import type { Clock, Timer } from '../../src-main/ports.ts';

/** Virtual time: nothing fires until the test moves the clock. Timers fire in order of their time, then of their setting. */
export interface VirtualClock extends Clock {
  /** Moves time, firing what falls due, letting promises settle between timers. */
  advance(ms: number): Promise<void>;
  /** Advances to each next timer until none is left or `limitMs` has passed; gives the time that passed. */
  runUntilIdle(limitMs: number): Promise<number>;
  readonly pending: number;
}

interface Entry {
  atMs: number;
  order: number;
  fire: () => void;
}

export function createVirtualClock(startWallMs = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = 0;
  let order = 0;
  const entries = new Set<Entry>();

  function next(): Entry | undefined {
    let best: Entry | undefined;
    for (const entry of entries) {
      if (!best || entry.atMs < best.atMs || (entry.atMs === best.atMs && entry.order < best.order)) best = entry;
    }
    return best;
  }

  async function advanceTo(targetMs: number): Promise<void> {
    await settle();
    for (let entry = next(); entry && entry.atMs <= targetMs; entry = next()) {
      entries.delete(entry);
      now = Math.max(now, entry.atMs);
      entry.fire();
      await settle();
    }
    now = Math.max(now, targetMs);
  }

  return {
    nowMs: () => now,
    wallMs: () => startWallMs + now,
    setTimer(delayMs: number, fire: () => void): Timer {
      const entry = { atMs: now + Math.max(0, delayMs), order: order++, fire };
      entries.add(entry);
      return { cancel: () => void entries.delete(entry) };
    },
    advance: (ms) => advanceTo(now + ms),
    async runUntilIdle(limitMs) {
      const start = now;
      const end = now + limitMs;
      await settle();
      for (let entry = next(); entry && entry.atMs <= end; entry = next()) await advanceTo(entry.atMs);
      return now - start;
    },
    get pending() {
      return entries.size;
    },
  };
}

/** Lets chains of promises run dry: a macrotask turn, which empties the microtask queue before and after it. */
async function settle(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}
