/** How much of what was said was heard, in numbers. Nothing here knows who received it. */
import { median } from '../bench/table.ts';
import type { Path } from './align.ts';
import { alignFrames } from './align.ts';
import { findClicks, findHoles } from './faults.ts';
import type { Spectra } from './spectrum.ts';
import { spectraOf } from './spectrum.ts';

export interface Score {
  /** 0: as sent. What a difference of loudness per Bark band weighs, of the loudness of speech, in percent; bad moments count more. Own
   *  measure in the manner of ITU-T P.862; it is not P.862. */
  disturbance: number;
  /** Extended short-time objective intelligibility (Jensen and Taal 2016), 1: as sent. */
  estoi: number;
  /** Segmental, of 5 ms pieces of speech, four at a time at their own lag, -10 to 35 dB each. */
  snrDb: number;
  /** Silent for 10 ms and more where the speaker speaks. */
  holes: number;
  holesMs: number;
  clicks: number;
  /** Put in and left out while someone spoke, by stretching, shrinking, repeating or cutting. */
  insertedMs: number;
  removedMs: number;
  /** From the beginning of the reference to that of the recording: median, at the beginning, at the end. */
  delayMs: number;
  firstDelayMs: number;
  lastDelayMs: number;
}

const HOP_MS = 10;
const FINE_HOPS = 4;
/** Frames are speech from so much below the loud ones on (35 dB). */
const SPEECH_FLOOR = 10 ** -3.5;
/** Of the quieter one, which the ear does not notice (masking). */
const UNNOTICED = 0.25;
/** Bad moments count more: L6 within 320 ms, L2 over the whole. */
const MOMENT_FRAMES = 32;
const ESTOI_FRAMES = 38;
/** What the delay at the beginning and the end is taken from. */
const END_FRAMES = 500;

export type Scorer = (heard: Float32Array) => Score;

/** Compares recordings of one rate with what was said; each at its own level, which does not count. */
export function createScorer(said: Float32Array, rateHz: number): Scorer {
  const hop = (rateHz * HOP_MS) / 1000;
  const reference = atSpeechLevel(said, rateHz);
  const original = spectraOf(reference, rateHz, hop, 1);
  const isSpeech = speechFrames(original);
  return (heard) => {
    const recording = atSpeechLevel(heard, rateHz);
    const fine = spectraOf(recording, rateHz, hop / FINE_HOPS, 1);
    const path = alignFrames(original, fine, rateHz);
    const lags = lagsMs(path, isSpeech);
    const holes = findHoles(reference, recording, path, hop, isSpeech);
    return {
      disturbance: disturbance(original, fine, path, isSpeech),
      estoi: estoi(original, fine, path, isSpeech),
      snrDb: segmentalSnr(reference, recording, path, hop, isSpeech),
      holes: holes.count,
      holesMs: (holes.samples * 1000) / rateHz,
      clicks: findClicks(reference, recording, path, hop),
      ...changes(lags),
      delayMs: median(lags),
      firstDelayMs: median(lags.slice(0, END_FRAMES)),
      lastDelayMs: median(lags.slice(-END_FRAMES)),
    };
  };
}

/** Scaled so that the mean square of the loud tenth of its 20 ms pieces is 4: speech as a whole then has about 1. */
function atSpeechLevel(samples: Float32Array, rateHz: number): Float32Array {
  const piece = rateHz / 50;
  const powers = Float64Array.from({ length: Math.floor(samples.length / piece) }, (_, i) => {
    let sum = 0;
    for (let at = i * piece; at < (i + 1) * piece; at++) sum += samples[at]! ** 2;
    return sum / piece;
  }).sort();
  const loud = powers[Math.floor(powers.length * 0.9)] ?? 0;
  const gain = 2 / Math.sqrt(Math.max(loud, 1e-12));
  return samples.map((sample) => sample * gain);
}

function speechFrames({ power }: Spectra): boolean[] {
  const loud = Float32Array.from(power).sort()[Math.floor(power.length * 0.9)]!;
  return Array.from(power, (value) => value > loud * SPEECH_FLOOR);
}

/** One value a frame of speech. */
function lagsMs({ at, ratio }: Path, isSpeech: boolean[]): number[] {
  const lags: number[] = [];
  isSpeech.forEach((speech, frame) => speech && lags.push((at[frame]! / ratio - frame) * HOP_MS));
  return lags;
}

function changes(lags: number[]): { insertedMs: number; removedMs: number } {
  let [insertedMs, removedMs] = [0, 0];
  for (let i = 1; i < lags.length; i++) {
    const change = lags[i]! - lags[i - 1]!;
    if (change > 0) insertedMs += change;
    else removedMs -= change;
  }
  return { insertedMs, removedMs };
}

/** Along the path, and over what the path passes by: sound that was put in counts against the frame before or after it. */
function disturbance(original: Spectra, fine: Spectra, { at, ratio }: Path, isSpeech: boolean[]): number {
  const values: number[] = [];
  for (let frame = 0; frame < original.frames; frame++) {
    const isNearSpeech = isSpeech[frame] || isSpeech[frame - 1] || isSpeech[frame + 1];
    if (!isNearSpeech) continue;
    if (frame > 0) {
      for (let extra = at[frame - 1]! + ratio; extra <= at[frame]! - ratio; extra += ratio) {
        values.push(Math.min(frameDisturbance(original, frame - 1, fine, extra), frameDisturbance(original, frame, fine, extra)));
      }
    }
    values.push(frameDisturbance(original, frame, fine, at[frame]!));
  }
  return (100 * overall(values)) / meanLoudness(original, isSpeech);
}

function frameDisturbance(original: Spectra, frame: number, fine: Spectra, at: number): number {
  const bands = original.barkBands;
  const isInside = at >= 0 && at < fine.frames;
  let sum = 0;
  for (let band = 0; band < bands; band++) {
    const said = original.loudness[frame * bands + band]!;
    const heard = isInside ? fine.loudness[at * bands + band]! : 0;
    sum += Math.max(0, Math.abs(said - heard) - UNNOTICED * Math.min(said, heard)) ** 2;
  }
  return Math.sqrt(sum / bands);
}

function overall(values: number[]): number {
  let sum = 0;
  let moments = 0;
  for (let from = 0; from + MOMENT_FRAMES <= values.length; from += MOMENT_FRAMES / 2) {
    let moment = 0;
    for (let i = from; i < from + MOMENT_FRAMES; i++) moment += values[i]! ** 6;
    sum += (moment / MOMENT_FRAMES) ** (1 / 3);
    moments++;
  }
  return Math.sqrt(sum / Math.max(1, moments));
}

function meanLoudness({ loudness, barkBands, frames }: Spectra, isSpeech: boolean[]): number {
  let sum = 0;
  let count = 0;
  for (let frame = 0; frame < frames; frame++) {
    if (!isSpeech[frame]) continue;
    for (let band = 0; band < barkBands; band++) sum += loudness[frame * barkBands + band]! ** 2;
    count += barkBands;
  }
  return Math.sqrt(sum / Math.max(1, count));
}

/** Segments of 380 ms, pauses left out, each band then each frame brought to mean 0 and norm 1, and correlated. */
function estoi(original: Spectra, fine: Spectra, { at }: Path, isSpeech: boolean[]): number {
  const frames = [...isSpeech.keys()].filter((frame) => isSpeech[frame]);
  const bands = original.octaveBands;
  let sum = 0;
  let segments = 0;
  for (let from = 0; from + ESTOI_FRAMES <= frames.length; from += ESTOI_FRAMES / 2) {
    const segment = frames.slice(from, from + ESTOI_FRAMES);
    const said = normalised(segment, bands, (frame, band) => original.octaves[frame * bands + band]!);
    const heard = normalised(segment, bands, (frame, band) => fine.octaves[at[frame]! * bands + band] ?? 0);
    let product = 0;
    for (let i = 0; i < said.length; i++) product += said[i]! * heard[i]!;
    sum += product / ESTOI_FRAMES;
    segments++;
  }
  return sum / Math.max(1, segments);
}

function normalised(frames: number[], bands: number, value: (frame: number, band: number) => number): Float64Array {
  const matrix = new Float64Array(frames.length * bands);
  frames.forEach((frame, i) => {
    for (let band = 0; band < bands; band++) matrix[i * bands + band] = value(frame, band);
  });
  for (let band = 0; band < bands; band++) normalise(matrix, band, bands, frames.length);
  for (let i = 0; i < frames.length; i++) normalise(matrix, i * bands, 1, bands);
  return matrix;
}

function normalise(values: Float64Array, first: number, step: number, count: number): void {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < count; i++) sum += values[first + i * step]!;
  for (let i = 0; i < count; i++) squares += (values[first + i * step]! -= sum / count) ** 2;
  const norm = Math.sqrt(squares) + 1e-9;
  for (let i = 0; i < count; i++) values[first + i * step]! /= norm;
}

const SNR_RANGE_DB = [-10, 35] as const;

function segmentalSnr(reference: Float32Array, recording: Float32Array, path: Path, hop: number, isSpeech: boolean[]): number {
  const piece = 2 * hop;
  const part = hop / 2;
  const pieces: { from: number; lag: number }[] = [];
  for (let frame = 0; frame + 1 < isSpeech.length; frame += 2) {
    if (!isSpeech[frame] || !isSpeech[frame + 1]) continue;
    // A frame of the spectra has its middle where its window has it: a piece there belongs to it.
    const from = (frame + 1) * hop;
    const around = Math.round((path.at[frame]! * hop) / path.ratio) + hop;
    pieces.push({ from, lag: bestPlace(reference.subarray(from, from + piece), recording, around, part) - from });
  }
  const gain = median(pieces.map(({ from, lag }) => gainOf(reference.subarray(from, from + piece), recording, from + lag)));
  let sum = 0;
  pieces.forEach(({ from, lag }, i) => {
    // A piece that is half damaged may be taken for shifted: the lags of its neighbours count too.
    const lags = [lag, pieces[i - 1]?.lag ?? lag, pieces[i + 1]?.lag ?? lag];
    for (let at = from; at < from + piece; at += part) {
      const said = reference.subarray(at, at + part);
      const snrDb = Math.max(...lags.map((candidate) => snrOf(said, recording, at + candidate, gain)));
      sum += Math.max(SNR_RANGE_DB[0], Math.min(SNR_RANGE_DB[1], snrDb)) * (part / piece);
    }
  });
  return sum / Math.max(1, pieces.length);
}

/** Where the piece fits best, `reach` samples up and down. */
function bestPlace(said: Float32Array, recording: Float32Array, around: number, reach: number): number {
  let least = Infinity;
  let best = around;
  for (let at = around - reach; at <= around + reach; at++) {
    let noise = 0;
    for (let i = 0; i < said.length && noise < least; i++) noise += (said[i]! - (recording[at + i] ?? 0)) ** 2;
    if (noise >= least) continue;
    least = noise;
    best = at;
  }
  return best;
}

/** What the recording must be multiplied by to be as loud as what was said. */
function gainOf(said: Float32Array, recording: Float32Array, at: number): number {
  let product = 0;
  let power = 1e-9;
  for (let i = 0; i < said.length; i++) {
    const heard = recording[at + i] ?? 0;
    product += said[i]! * heard;
    power += heard ** 2;
  }
  return product / power;
}

function snrOf(said: Float32Array, recording: Float32Array, at: number, gain: number): number {
  let signal = 1e-9;
  let noise = 1e-9;
  for (let i = 0; i < said.length; i++) {
    signal += said[i]! ** 2;
    noise += (said[i]! - gain * (recording[at + i] ?? 0)) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}
