import { describe, expect, it } from 'vitest';
import type { Beat } from '../../../../src-main/media/engine/beat.ts';
import { createBeat } from '../../../../src-main/media/engine/beat.ts';
import { clockWaitUntil, exactWaitUntil } from '../../../../src-main/media/engine/wait-until.ts';
import { createNodeClock } from '../../../../src-main/net/node-clock.ts';
import type { Clock } from '../../../../src-main/ports.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

interface Log {
  ticks: number[];
  halves: number[];
  skipped: number[];
}

function start(clock: Clock, options: { needsHalfTicks?: () => boolean; onTick?: (dueMs: number) => void } = {}): Log & { beat: Beat } {
  const log: Log = { ticks: [], halves: [], skipped: [] };
  const beat = createBeat({
    clock,
    waitUntil: clockWaitUntil(clock),
    onTick(dueMs) {
      log.ticks.push(dueMs);
      options.onTick?.(dueMs);
    },
    onHalfTick: (dueMs) => void log.halves.push(dueMs),
    needsHalfTicks: options.needsHalfTicks ?? (() => false),
    onSkip: (ticks) => void log.skipped.push(ticks),
  });
  beat.start();
  return { ...log, beat };
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
    const { ticks, halves } = start(clock);
    await clock.advance(100);
    expect(ticks).toEqual([25, 45, 65, 85, 105]);
    expect(halves).toEqual([]);
  });

  it('lateness does not add up', async () => {
    const { clock, advance } = lateClock([1.5, 0.3, 7, 2]);
    const { ticks, skipped } = start(clock);
    await advance(60_010);
    expect(ticks).toHaveLength(3000);
    expect(ticks.at(-1)).toBe(60_000);
    expect(skipped).toEqual([]);
  });

  it('catches up after a stall, and leaves out what is hopeless', async () => {
    const { clock, advance } = lateClock([0, 0, 90, 0, 0, 0, 0, 0, 0, 1005, ...Array<number>(100).fill(0)]);
    const { ticks, skipped } = start(clock);
    await advance(2000);
    expect(skipped).toEqual([49]);
    expect(ticks.length + 49).toBe(100);
    expect(ticks.at(-1)).toBe(2000);
  });

  it('half ticks come between ticks, while they are wanted', async () => {
    const clock = createVirtualClock();
    let wanted = false;
    const { ticks, halves } = start(clock, { needsHalfTicks: () => wanted });
    await clock.advance(40);
    wanted = true;
    await clock.advance(40);
    wanted = false;
    await clock.advance(40);
    expect(ticks).toEqual([20, 40, 60, 80, 100, 120]);
    expect(halves).toEqual([70, 90]);
  });

  it('stops, within a tick too, and starts again at a new time', async () => {
    const clock = createVirtualClock();
    const log = start(clock, { onTick: (dueMs) => dueMs === 40 && log.beat.stop() });
    await clock.advance(100);
    expect(log.ticks).toEqual([20, 40]);
    expect(clock.pending).toBe(0);
    expect(log.beat.start()).toBe(120);
    expect(log.beat.start()).toBe(120);
    await clock.advance(20);
    expect(log.ticks).toEqual([20, 40, 120]);
    log.beat.stop();
    expect(clock.pending).toBe(0);
  });
});

describe('the exact wait', () => {
  it('is never early, comes at once for what has passed, and not at all when cancelled', async () => {
    const clock = createNodeClock();
    const waitUntil = exactWaitUntil(clock);
    const order: string[] = [];
    const wantedMs = clock.nowMs() + 6;
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
