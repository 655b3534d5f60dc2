/** Linear prediction: the spectrum of a sound as a filter, and the excitation that gives the sound through that filter. */
import type { Mutable } from '../rtp/mutable.ts';

/** Bandwidth that is added to each resonance, as a window on the autocorrelation: no needle-sharp ringing. */
const LAG_WINDOW_HZ = 40;
/** A floor of noise 40 dB down keeps the recursion stable for pure tones. */
const NOISE_FLOOR = 1e-4;
/** The window rises over this part of the sound and falls over the rest: what is newest counts most. */
const RISING_PART = 0.85;

export interface LinearPredictor {
  /** a[1] … a[order] of A(z) = 1 + Σ a[k] z^-k, from index 0 on. */
  readonly coefficients: Float64Array;
  /** The same filter as a lattice: each between -1 and 1, the first negative for what is low in tone. */
  readonly reflections: Float64Array;
  /** Part of the energy that the last fit left unexplained, 0 to 1: near 0 for tones, 1 for white noise. */
  readonly residual: number;
  /** From `signal[from]` on, `length` samples. */
  fit(signal: Float32Array, from: number, length: number): void;
}

export function createLinearPredictor(order: number, sampleRateHz: number, longest: number): LinearPredictor {
  const windowed = new Float64Array(longest);
  const correlation = new Float64Array(order + 1);
  const lagWindow = Float64Array.from(correlation, (_, k) => Math.exp(-0.5 * (2 * Math.PI * LAG_WINDOW_HZ * k / sampleRateHz) ** 2));
  const coefficients = new Float64Array(order);
  const reflections = new Float64Array(order);
  const previous = new Float64Array(order);

  function applyWindow(signal: Float32Array, from: number, length: number): void {
    const rising = length * RISING_PART;
    for (let i = 0; i < length; i++) {
      const weight = i < rising ? Math.sin(Math.PI / 2 * (i + 0.5) / rising) : Math.cos(Math.PI / 2 * (i - rising) / (length - rising));
      windowed[i] = weight * signal[from + i]!;
    }
  }

  function autocorrelate(length: number): void {
    for (let lag = 0; lag <= order; lag++) {
      let sum = 0;
      for (let i = lag; i < length; i++) sum += windowed[i]! * windowed[i - lag]!;
      correlation[lag] = sum * lagWindow[lag]!;
    }
    correlation[0] = correlation[0]! * (1 + NOISE_FLOOR) + 1;
  }

  /** Levinson-Durbin. */
  function solve(): void {
    let error = correlation[0]!;
    for (let m = 0; m < order; m++) {
      let sum = correlation[m + 1]!;
      for (let k = 0; k < m; k++) sum += coefficients[k]! * correlation[m - k]!;
      const reflection = -sum / error;
      for (let k = 0; k < m; k++) previous[k] = coefficients[k]!;
      for (let k = 0; k < m; k++) coefficients[k] = previous[k]! + reflection * previous[m - 1 - k]!;
      coefficients[m] = reflection;
      reflections[m] = reflection;
      error *= 1 - reflection * reflection;
    }
    predictor.residual = error / correlation[0]!;
  }

  const predictor: Mutable<LinearPredictor> = {
    coefficients,
    reflections,
    residual: 1,
    fit(signal, from, length) {
      applyWindow(signal, from, length);
      autocorrelate(length);
      solve();
    },
  };
  return predictor;
}

/** The excitation of `signal[from … to - 1]`, to the same places of `into`. As many samples as coefficients must precede `from`. */
export function exciteInverse(coefficients: Float64Array, signal: Float32Array, from: number, to: number, into: Float32Array): void {
  for (let i = from; i < to; i++) {
    let sum = signal[i]!;
    for (let k = 0; k < coefficients.length; k++) sum += coefficients[k]! * signal[i - 1 - k]!;
    into[i] = sum;
  }
}
