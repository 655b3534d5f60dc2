/** Change of sample rate by a windowed sinc, as a function of position: nothing drifts, any stretch can be asked for. */
import { sincFilters } from '../../src-shared/audio/sinc-filters.ts';

export interface Resampler {
  /** Input samples that output samples `start` … `start + count - 1` are made of: from `first`, `length` of them. */
  needs(start: number, count: number): { first: number; length: number };
  /** Fills `into` with output samples `start` …, from `input`, whose first element is input sample `needs(start, …).first`. */
  resample(input: Float32Array, start: number, into: Int16Array): void;
}

/** Zero crossings of the sinc on each side: the transition from pass to stop is about 15 % of the lower Nyquist rate. */
const CROSSINGS = 24;
/** Pass band up to this part of the lower Nyquist rate: 3.7 of 4 kHz. */
const CUTOFF = 0.925;
/** Rates without a handy ratio use the nearest of so many phases between two output samples. */
const MOST_PHASES = 512;

export function createResampler(fromHz: number, toHz: number): Resampler {
  const ratio = fromHz / toHz;
  const half = Math.ceil(CROSSINGS * Math.max(1, ratio));
  const taps = 2 * half;
  const phases = Math.min(toHz / greatestCommonDivisor(fromHz, toHz), Math.ceil(MOST_PHASES / Math.max(1, ratio)));
  const bank = sincFilters(phases, half, CUTOFF / Math.max(1, ratio));

  /** In input samples; multiplied first, so that it is exact for every pair of integer rates. */
  const positionOf = (output: number): number => (output * fromHz) / toHz;

  function needs(start: number, count: number): { first: number; length: number } {
    const first = Math.floor(positionOf(start)) - half + 1;
    const last = Math.floor(positionOf(start + count - 1)) + half + 1;
    return { first, length: last - first + 1 };
  }

  return {
    needs,
    resample(input, start, into) {
      const { first } = needs(start, into.length);
      for (let n = 0; n < into.length; n++) {
        const position = positionOf(start + n);
        let whole = Math.floor(position);
        let phase = Math.round((position - whole) * phases);
        if (phase === phases) {
          phase = 0;
          whole++;
        }
        const from = whole - half + 1 - first;
        const filter = phase * taps;
        let sum = 0;
        for (let k = 0; k < taps; k++) sum += input[from + k]! * bank[filter + k]!;
        into[n] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
      }
    },
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
