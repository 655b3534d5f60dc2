/** Making and measuring test signals. Amplitudes are 0 to 1 of full scale. */

export function sine(frequencyHz: number, samples: number, options: { rateHz?: number; level?: number; from?: number } = {}): Int16Array {
  const { rateHz = 8000, level = 0.5, from = 0 } = options;
  return Int16Array.from({ length: samples }, (_, i) => Math.round(32_767 * level * Math.sin((2 * Math.PI * frequencyHz * (from + i)) / rateHz)));
}

/** Amplitude of one frequency in `samples` (Goertzel). Best when they hold whole periods. */
export function levelOf(frequencyHz: number, samples: Int16Array, rateHz = 8000): number {
  const factor = 2 * Math.cos((2 * Math.PI * frequencyHz) / rateHz);
  let before = 0;
  let last = 0;
  for (const sample of samples) [before, last] = [last, sample / 32_768 + factor * last - before];
  const power = last * last + before * before - factor * last * before;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}

export function rms(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]! ** 2;
  return Math.sqrt(sum / samples.length) / 32_768;
}

/** Signal to error ratio in dB. */
export function snrDb(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  const error = Float64Array.from({ length: expected.length }, (_, i) => expected[i]! - actual[i]!);
  return 20 * Math.log10(rms(expected) / rms(error));
}

/** Largest step from one sample to the next. */
export function largestStep(samples: Int16Array): number {
  let most = 0;
  for (let i = 1; i < samples.length; i++) most = Math.max(most, Math.abs(samples[i]! - samples[i - 1]!));
  return most;
}

export function join(frames: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(frames.reduce((length, frame) => length + frame.length, 0));
  let at = 0;
  for (const frame of frames) {
    all.set(frame, at);
    at += frame.length;
  }
  return all;
}

/** Of a signal with itself, `lag` samples later: 1 where it repeats. */
export function correlation(samples: ArrayLike<number>, lag: number): number {
  let product = 0;
  let energy = 1;
  for (let i = lag; i < samples.length; i++) {
    product += samples[i]! * samples[i - lag]!;
    energy += samples[i]! ** 2;
  }
  return product / energy;
}
