/** What a line has lost of late: how many frames more than the jitter asks for should be in hand, so that the frame after a loss is known
 *  while the loss is played, and whether what is missing may still come. */
import type { Mutable } from './mutable.ts';

export interface LossMemory {
  /** Frames in reserve: none on a line that loses nothing, two where much is lost, as then often two are lost together. */
  readonly reserveFrames: number;
  /** Frames that were there when they were due, or were not. */
  note(count: number, isLost: boolean): void;
  noteReordered(nowMs: number): void;
  /** Packets have overtaken each other lately: one that is missing may still come. */
  isReordering(nowMs: number): boolean;
}

/** Twenty seconds of 20 ms frames. */
const MEMORY_FRAMES = 1024;
/** Shares of loss from which there is a reserve of one and of two frames; it is given up at half of them. */
const SOME_LOSS = 0.005;
const MUCH_LOSS = 0.03;
const REORDERING_MEMORY_MS = 10_000;

export function createLossMemory(): LossMemory {
  const state = { share: 0, lastReorderedAtMs: -Infinity };

  function reserve(): number {
    const held = memory.reserveFrames;
    if (state.share > (held === 2 ? MUCH_LOSS / 2 : MUCH_LOSS)) return 2;
    return state.share > (held === 0 ? SOME_LOSS : SOME_LOSS / 2) ? 1 : 0;
  }

  const memory: Mutable<LossMemory> = {
    reserveFrames: 0,
    note(count, isLost) {
      state.share += ((isLost ? 1 : 0) - state.share) * Math.min(1, count / MEMORY_FRAMES);
      memory.reserveFrames = reserve();
    },
    noteReordered: (nowMs) => void (state.lastReorderedAtMs = nowMs),
    isReordering: (nowMs) => nowMs - state.lastReorderedAtMs < REORDERING_MEMORY_MS,
  };
  return memory;
}
