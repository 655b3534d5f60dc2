import type { Random } from '../../src-main/ports.ts';

/** Repeatable randomness (mulberry32): the same seed gives the same tags, branches and losses. */
export interface SeededRandom extends Random {
  /** 0 <= x < 1 */
  fraction(): number;
}

export function createSeededRandom(seed = 1): SeededRandom {
  let state = seed >>> 0;

  function fraction(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  function bytes(length: number): Uint8Array {
    const drawn = new Uint8Array(length);
    for (let i = 0; i < length; i++) drawn[i] = Math.floor(fraction() * 256);
    return drawn;
  }

  return { fraction, bytes };
}
