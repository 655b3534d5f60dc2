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
  /** None: cancelled or fired. */
  fire: (() => void) | undefined;
}

export function createVirtualClock(startWallMs = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = 0;
  let order = 0;
  let pending = 0;
  /** A binary heap, the next one on top. Cancelled ones stay until they come up: most timers are cancelled. */
  const heap: Entry[] = [];

  function next(): Entry | undefined {
    while (heap[0] && !heap[0].fire) pop(heap);
    return heap[0];
  }

  async function advanceTo(targetMs: number): Promise<void> {
    await settle();
    for (let entry = next(); entry && entry.atMs <= targetMs; entry = next()) {
      pop(heap);
      now = Math.max(now, entry.atMs);
      drop(entry)?.();
      await settle();
    }
    now = Math.max(now, targetMs);
  }

  function drop(entry: Entry): (() => void) | undefined {
    const { fire } = entry;
    if (fire) pending--;
    entry.fire = undefined;
    return fire;
  }

  return {
    nowMs: () => now,
    wallMs: () => startWallMs + now,
    setTimer(delayMs: number, fire: () => void): Timer {
      const entry: Entry = { atMs: now + Math.max(0, delayMs), order: order++, fire };
      pending++;
      push(heap, entry);
      return { cancel: () => void drop(entry) };
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
      return pending;
    },
  };
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1;
  for (let up = (at - 1) >> 1; at > 0; at = up, up = (at - 1) >> 1) {
    const parent = heap[up] as Entry;
    if (isBefore(parent, entry)) break;
    heap[at] = parent;
    heap[up] = entry;
  }
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (let down = 1; down < heap.length; at = down, down = 2 * at + 1) {
    const right = heap[down + 1];
    if (right && isBefore(right, heap[down] as Entry)) down++;
    const child = heap[down] as Entry;
    if (isBefore(last, child)) break;
    heap[at] = child;
  }
  heap[at] = last;
}

/** Lets chains of promises run dry: a macrotask turn, which empties the microtask queue before and after it. */
async function settle(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}
