import { describe, expect, it } from 'vitest';
import { createLossMemory } from '../../../src-main/rtp/loss-memory.ts';

/** Every n-th of `frames` is lost. */
function reserveAfter(every: number, frames: number, memory = createLossMemory()): number {
  for (let n = 1; n <= frames; n++) memory.note(1, n % every === 0);
  return memory.reserveFrames;
}

describe('the memory of losses', () => {
  it.each([[Infinity, 0], [1000, 0], [100, 1], [20, 2], [5, 2]])('one lost in %d: reserve of %d frames', (every, frames) => {
    expect(reserveAfter(every, 3000)).toBe(frames);
  });

  it('gives the reserve up when the line has healed, not at once', () => {
    const memory = createLossMemory();
    reserveAfter(10, 3000, memory);
    expect(reserveAfter(Infinity, 100, memory)).toBe(2);
    expect(reserveAfter(Infinity, 5000, memory)).toBe(0);
  });

  it('knows for ten seconds that packets overtook each other', () => {
    const memory = createLossMemory();
    expect(memory.isReordering(0)).toBe(false);
    memory.noteReordered(100);
    expect(memory.isReordering(10_000)).toBe(true);
    expect(memory.isReordering(10_101)).toBe(false);
  });
});
