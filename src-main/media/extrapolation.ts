/** Continues a sound beyond its end: the last pitch period of its excitation again and again, noise in so far as it has no pitch,
 *  both through its own spectrum. The filter goes on from the last samples, so the joint is smooth. */
import { createLinearPredictor, exciteInverse } from './linear-prediction.ts';
import { createPitchFinder } from './pitch.ts';

export interface Extrapolation {
  /** Pitch period in samples. */
  readonly lag: number;
  /** 0: noise, 1: all pitch. */
  readonly voicing: number;
  /** Takes the end of the first `length` samples for what is to be continued. `expectedLag`: see PitchFinder. */
  study(signal: Float32Array, length: number, expectedLag: number): void;
  /** Writes the next `count` samples. `pace` above 1 makes pitch periods shorter, without changing the spectrum. Repeatable until `advance`. */
  run(into: Float32Array, count: number, pace: number): void;
  /** What `run` wrote has been used: goes on after it. */
  advance(wave: Float32Array, count: number): void;
}

const STUDIED_MS = 24;
/** Correlations between these go from noise to pitch. */
const NOISE_UP_TO = 0.3;
const PITCH_FROM = 0.7;
/** Noise is judged louder than a voice of the same energy. */
const NOISE_GAIN = 0.7;
const LONGEST_LAG_MS = 17;

export function createExtrapolation(sampleRateHz: number, longestSignal: number): Extrapolation {
  const samples = (ms: number): number => Math.round(ms * sampleRateHz / 1000);
  const order = sampleRateHz <= 8000 ? 16 : sampleRateHz <= 16_000 ? 24 : 32;
  const predictor = createLinearPredictor(order, sampleRateHz, samples(STUDIED_MS));
  const { coefficients } = predictor;
  const pitch = createPitchFinder(sampleRateHz, longestSignal);
  const excitation = new Float32Array(longestSignal);
  /** The last `order` samples before the next, the oldest first. */
  const memory = new Float32Array(order);
  const state = { end: 0, at: 0, noiseLevel: 0, seed: 1 };

  function study(signal: Float32Array, length: number, expectedLag: number): void {
    pitch.find(signal, length, expectedLag);
    const studied = Math.min(samples(STUDIED_MS), length);
    predictor.fit(signal, length - studied, studied);
    const from = Math.max(order, length - samples(LONGEST_LAG_MS));
    exciteInverse(coefficients, signal, from, length, excitation);
    state.noiseLevel = NOISE_GAIN * Math.sqrt(3) * rms(excitation, from, length);
    state.end = length;
    state.at = 0;
    for (let k = 0; k < order; k++) memory[k] = signal[length - order + k]!;
    extrapolation.lag = Math.min(pitch.lag, length - from);
    extrapolation.voicing = Math.max(0, Math.min(1, (pitch.correlation - NOISE_UP_TO) / (PITCH_FROM - NOISE_UP_TO)));
  }

  /** The repeated period, between two samples too. */
  function pulse(position: number): number {
    const start = state.end - extrapolation.lag;
    const at = position % extrapolation.lag;
    const whole = Math.floor(at);
    const part = at - whole;
    const next = whole + 1 < extrapolation.lag ? whole + 1 : 0;
    return (1 - part) * excitation[start + whole]! + part * excitation[start + next]!;
  }

  /** Uniform, -1 to 1. */
  function noise(): number {
    state.seed = (Math.imul(state.seed, 1_664_525) + 1_013_904_223) | 0;
    return state.seed / 0x8000_0000;
  }

  function run(into: Float32Array, count: number, pace: number): void {
    const { voicing } = extrapolation;
    const noiseGain = Math.sqrt(1 - voicing * voicing) * state.noiseLevel;
    for (let i = 0; i < count; i++) {
      let sample = voicing * pulse(state.at + i * pace) + noiseGain * noise();
      for (let k = 0; k < order; k++) sample -= coefficients[k]! * (i > k ? into[i - 1 - k]! : memory[order + i - 1 - k]!);
      into[i] = sample;
    }
  }

  const extrapolation = {
    lag: samples(LONGEST_LAG_MS),
    voicing: 0,
    study,
    run,
    advance(wave: Float32Array, count: number) {
      state.at += count;
      const kept = Math.min(count, order);
      memory.copyWithin(0, kept);
      for (let k = 0; k < kept; k++) memory[order - kept + k] = wave[count - kept + k]!;
    },
  };
  return extrapolation;
}

function rms(signal: Float32Array, from: number, to: number): number {
  let energy = 0;
  for (let i = from; i < to; i++) energy += signal[i]! ** 2;
  return Math.sqrt(energy / Math.max(1, to - from));
}
