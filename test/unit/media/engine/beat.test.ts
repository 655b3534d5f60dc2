import { describe, expect, it } from 'vitest';
import type { Beat } from '../../../../src-main/media/engine/beat.ts';
import { createBeat } from '../../../../src-main/media/engine/beat.ts';
import { clockWaitUntil, exactWaitUntil } from '../../../../src-main/media/engine/wait-until.ts';
import { createNodeClock } from '../../../../src-main/net/node-clock.ts';
import type { Clock } from '../../../../src-main/ports.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

interface Log {
  turns: [slot: number, dueMs: number][];
  skipped: number[];
}

function start(clock: Clock, options: { used?: () => number[]; onSlot?: (dueMs: number) => void } = {}): Log & { beat: Beat; ticks: () => number[] } {
  const log: Log = { turns: [], skipped: [] };
  const used = options.used ?? (() => [0]);
  const beat = createBeat({
    clock,
    waitUntil: clockWaitUntil(clock),
    isUsed: (slot) => used().includes(slot),
    onSlot(slot, dueMs) {
      log.turns.push([slot, dueMs]);
      options.onSlot?.(dueMs);
    },
    onSkip: (ticks) => void log.skipped.push(ticks),
  });
  beat.join(0);
  return { ...log, beat, ticks: () => log.turns.filter(([slot]) => slot === 0).map(([, dueMs]) => dueMs) };
}

/** A clock whose timers fire late, each by the next of `latenessMs`. */
function lateClock(latenessMs: readonly number[]): { clock: Clock; advance: (ms: number) => Promise<void> } {
  const virtual = createVirtualClock();
  let n = 0;
  return {
    clock: { ...virtual, setTimer: (delayMs, fire) => virtual.setTimer(Math.max(0, delayMs) + latenessMs[n++ % latenessMs.length]!, fire) },
    advance: virtual.advance,
  };
}

describe('the 20 ms beat', () => {
  it('starts one tick from now and tells every nominal time', async () => {
    const clock = createVirtualClock();
    await clock.advance(5);
    const { turns } = start(clock);
    await clock.advance(100);
    expect(turns).toEqual([[0, 25], [0, 45], [0, 65], [0, 85], [0, 105]]);
  });

  it('lateness does not add up', async () => {
    const { clock, advance } = lateClock([1.5, 0.3, 7, 2]);
    const { ticks, skipped } = start(clock);
    await advance(60_010);
    expect(ticks()).toHaveLength(3000);
    expect(ticks().at(-1)).toBe(60_000);
    expect(skipped).toEqual([]);
  });

  it('catches up after a stall, and leaves out what is hopeless', async () => {
    const { clock, advance } = lateClock([0, 0, 90, 0, 0, 0, 0, 0, 0, 1005, ...Array<number>(100).fill(0)]);
    const { ticks, skipped } = start(clock);
    await advance(2000);
    expect(skipped).toEqual([50]);
    expect(ticks().length + 50).toBe(100);
    expect(ticks().at(-1)).toBe(2000);
  });

  it('gives every slot that is used its turn, 2.5 ms apart, and wakes for no other', async () => {
    const clock = createVirtualClock();
    let used = [0, 4];
    const { turns, beat } = start(clock, { used: () => used });
    await clock.advance(45);
    expect(turns).toEqual([[0, 20], [4, 30], [0, 40]]);
    used = [0, 1, 4];
    expect(beat.join(1)).toBe(62.5);
    await clock.advance(20);
    expect(turns.slice(3)).toEqual([[4, 50], [0, 60], [1, 62.5]]);
    used = [0];
    await clock.advance(20);
    expect(turns.slice(6)).toEqual([[4, 70], [0, 80]]);
  });

  it('one who joins a slot that comes before the next turn is not forgotten', async () => {
    const clock = createVirtualClock();
    const used = [0];
    const { turns, beat } = start(clock, { used: () => used });
    await clock.advance(21);
    used.push(2);
    expect(beat.join(2)).toBe(25);
    await clock.advance(25);
    expect(turns).toEqual([[0, 20], [2, 25], [0, 40], [2, 45]]);
  });

  it('stops, within a tick too, and starts again at a new time', async () => {
    const clock = createVirtualClock();
    const log = start(clock, { onSlot: (dueMs) => dueMs === 40 && log.beat.stop() });
    await clock.advance(100);
    expect(log.ticks()).toEqual([20, 40]);
    expect(clock.pending).toBe(0);
    expect(log.beat.join(0)).toBe(120);
    expect(log.beat.join(0)).toBe(120);
    await clock.advance(20);
    expect(log.ticks()).toEqual([20, 40, 120]);
    log.beat.stop();
    expect(clock.pending).toBe(0);
  });
});

describe('the exact wait', () => {
  it('is never early, comes at once for what has passed, and not at all when cancelled', async () => {
    const clock = createNodeClock();
    const waitUntil = exactWaitUntil(clock);
    const order: string[] = [];
    const wantedMs = clock.nowMs() + 100;
    const cancelled = waitUntil(wantedMs, () => order.push('cancelled'));
    const early = waitUntil(clock.nowMs() + 5, () => order.push('early cancelled'));
    early.cancel();
    await new Promise<void>((resolve) => {
      waitUntil(clock.nowMs() - 100, () => order.push('past'));
      waitUntil(wantedMs, () => {
        expect(clock.nowMs()).toBeGreaterThanOrEqual(wantedMs);
        order.push('due');
        resolve();
      });
      setImmediate(() => cancelled.cancel());
    });
    expect(order).toEqual(['past', 'due']);
  });
});
