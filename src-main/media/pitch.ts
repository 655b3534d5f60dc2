/** The pitch of a voice: the lag at which the end of a signal looks most like what came before it. */

export interface PitchFinder {
  /** Samples. */
  readonly lag: number;
  /** Normalised correlation at that lag, 0 to 1. */
  readonly correlation: number;
  /** Looks at the end of the first `length` samples; at lags near `expectedLag` only, unless that is 0. */
  find(signal: Float32Array, length: number, expectedLag: number): void;
}

/** Voices lie between 62 and 400 Hz. */
const SHORTEST_MS = 2.5;
const LONGEST_MS = 16;
const COMPARED_MS = 20;
const SHORTEST_COMPARED_MS = 3;
/** Two periods look as much alike as one: the shorter lag is meant. */
const LONG_LAG_COST = 0.05;
/** How far a voice may glide from one side of a loss to the other. */
const GLIDE = 1.25;
/** Higher rates are searched in every so-manieth sample, averaged: a pitch needs no more. */
const SEARCH_RATE_HZ = 8000;

export function createPitchFinder(sampleRateHz: number, longestSignal: number): PitchFinder {
  const step = Math.max(1, Math.round(sampleRateHz / SEARCH_RATE_HZ));
  const samples = (ms: number): number => Math.round(ms * sampleRateHz / step / 1000);
  const coarse = new Float32Array(Math.ceil(longestSignal / step));
  const shortest = samples(SHORTEST_MS);
  const longest = samples(LONGEST_MS);

  /** Averages of `step` samples, the last of them at the signal's end; their number. */
  function thinOut(signal: Float32Array, length: number): number {
    const count = Math.min(coarse.length, Math.floor(length / step));
    let at = length - count * step;
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let k = 0; k < step; k++) sum += signal[at++]!;
      coarse[i] = sum / step;
    }
    return count;
  }

  function find(signal: Float32Array, length: number, expectedLag: number): void {
    const count = thinOut(signal, length);
    const expected = expectedLag / step;
    const from = expected > 0 ? Math.max(shortest, Math.floor(expected / GLIDE)) : shortest;
    const to = Math.min(expected > 0 ? Math.ceil(expected * GLIDE) : longest, count - samples(SHORTEST_COMPARED_MS));
    let best = from;
    let bestScore = 0;
    for (let lag = from; lag <= to; lag++) {
      const score = correlation(coarse, count, lag, Math.min(samples(COMPARED_MS), count - lag)) - LONG_LAG_COST * lag / longest;
      if (score <= bestScore) continue;
      bestScore = score;
      best = lag;
    }
    finder.lag = best * step;
    finder.correlation = bestScore + LONG_LAG_COST * best / longest;
  }

  const finder = { lag: shortest * step, correlation: 0, find };
  return finder;
}

/** Of the last `compared` of `end` samples with those `lag` before them. */
function correlation(signal: Float32Array, end: number, lag: number, compared: number): number {
  let product = 0;
  let energy = 1;
  let energyBefore = 1;
  for (let i = end - compared; i < end; i++) {
    const sample = signal[i]!;
    const before = signal[i - lag]!;
    product += sample * before;
    energy += sample * sample;
    energyBefore += before * before;
  }
  return product / Math.sqrt(energy * energyBefore);
}
