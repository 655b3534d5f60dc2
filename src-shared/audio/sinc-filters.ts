/** Filters that give a sampled signal's value between two samples: a sinc under a Kaiser window, at many phases. */

/** Kaiser window: more than 70 dB down outside. */
const KAISER_BETA = 7;

/** `phases + 1` filters of `2 * half` taps, one after the other. Tap k of filter p weighs the sample at distance k - half + 1 - p / phases;
 *  the last filter is the first one a sample later, for whoever goes between two phases. Each sums up to 1.
 *  `cutoff`: end of the pass band, of the input's Nyquist frequency; with 1 the first filter leaves samples as they are. */
export function sincFilters(phases: number, half: number, cutoff: number): Float32Array {
  const taps = 2 * half;
  const bank = new Float32Array((phases + 1) * taps);
  for (let phase = 0; phase <= phases; phase++) {
    const filter = bank.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    for (let k = 0; k < taps; k++) {
      const distance = k - half + 1 - phase / phases;
      filter[k] = sinc(distance * cutoff) * kaiser(distance / half);
      sum += filter[k]!;
    }
    for (let k = 0; k < taps; k++) filter[k]! /= sum;
  }
  return bank;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Kaiser window at -1 <= x <= 1. */
function kaiser(x: number): number {
  return besselI0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - x * x))) / besselI0(KAISER_BETA);
}

/** Modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
