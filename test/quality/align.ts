/** Which moment of what was heard belongs to which moment of what was said. Jitter buffers stretch, shrink, repeat and cut, so there is not
 *  one delay but a path: the lag of each frame that makes the loudness patterns fit best, where a change of lag has its price. */
import type { Spectra } from './spectrum.ts';

export interface Path {
  /** For each frame of the reference: frame of the recording (of its finer hop). */
  at: Int32Array;
  /** Frames of the recording per frame of the reference. */
  ratio: number;
}

/** How far the lag may stray from the coarse delay, in ms. */
const REACH_MS = 600;
/** Of a change of lag by one fine hop, in units of the mean difference of loudness over the bands of one frame. */
const CHANGE_PRICE = 1;

/** `fine`: the recording with a hop that is a whole fraction of the reference's. */
export function alignFrames(reference: Spectra, fine: Spectra, rateHz: number): Path {
  const ratio = reference.hop / fine.hop;
  const centre = coarseLag(reference, fine, ratio);
  const reach = Math.round((REACH_MS * rateHz) / 1000 / fine.hop);
  const lags = 2 * reach + 1;
  const cost = new Float64Array(lags);
  /** Where the best way to a lag came from. */
  const from = new Int16Array(reference.frames * lags);

  for (let frame = 0; frame < reference.frames; frame++) {
    const came = from.subarray(frame * lags, (frame + 1) * lags);
    spread(cost, came);
    for (let lag = 0; lag < lags; lag++) cost[lag]! += difference(reference, frame, fine, frame * ratio + centre + lag - reach);
  }
  return { at: trace(cost, from, reference.frames, ratio, centre - reach), ratio };
}

/** Each lag may have come from any other, at a price that grows with the distance. */
function spread(cost: Float64Array, came: Int16Array): void {
  for (let lag = 0; lag < cost.length; lag++) {
    const isCheaper = lag > 0 && cost[lag - 1]! + CHANGE_PRICE < cost[lag]!;
    came[lag] = isCheaper ? came[lag - 1]! : lag;
    if (isCheaper) cost[lag] = cost[lag - 1]! + CHANGE_PRICE;
  }
  for (let lag = cost.length - 2; lag >= 0; lag--) {
    if (cost[lag + 1]! + CHANGE_PRICE >= cost[lag]!) continue;
    came[lag] = came[lag + 1]!;
    cost[lag] = cost[lag + 1]! + CHANGE_PRICE;
  }
}

function trace(cost: Float64Array, from: Int16Array, frames: number, ratio: number, first: number): Int32Array {
  const lags = cost.length;
  const at = new Int32Array(frames);
  let lag = cost.indexOf(cost.reduce((least, value) => Math.min(least, value)));
  for (let frame = frames - 1; frame >= 0; frame--) {
    at[frame] = frame * ratio + first + lag;
    lag = from[frame * lags + lag]!;
  }
  return at;
}

/** Mean difference of loudness over the bands; against silence outside the recording. */
function difference(reference: Spectra, frame: number, fine: Spectra, at: number): number {
  const bands = reference.barkBands;
  const isInside = at >= 0 && at < fine.frames;
  let sum = 0;
  for (let band = 0; band < bands; band++) {
    const heard = isInside ? fine.loudness[at * bands + band]! : 0;
    sum += Math.abs(reference.loudness[frame * bands + band]! - heard);
  }
  return sum / bands;
}

/** One lag for all, in fine hops, by the correlation of the levels. */
function coarseLag(reference: Spectra, fine: Spectra, ratio: number): number {
  const said = levels(reference, 1);
  const heard = levels(fine, ratio);
  let best = 0;
  let bestScore = -Infinity;
  for (let lag = -said.length + 50; lag < heard.length; lag++) {
    let score = 0;
    for (let i = Math.max(0, -lag); i < said.length && i + lag < heard.length; i++) score += said[i]! * heard[i + lag]!;
    if (score <= bestScore) continue;
    bestScore = score;
    best = lag;
  }
  return best * ratio;
}

/** Total loudness of each `every`th frame, without its mean. */
function levels(spectra: Spectra, every: number): Float64Array {
  const { barkBands } = spectra;
  const values = Float64Array.from({ length: Math.floor(spectra.frames / every) }, (_, i) => {
    let sum = 0;
    for (let band = 0; band < barkBands; band++) sum += spectra.loudness[i * every * barkBands + band]!;
    return sum;
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}
