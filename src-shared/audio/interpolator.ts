/** A stream of samples, read at any pace that may change from block to block: the signal between the samples, not the nearest one. */
import { sincFilters } from './sinc-filters.ts';

export interface Interpolator {
  /** Input samples that can still be read, with fraction. */
  level(): number;
  /** 16 bits in; the oldest are forgotten where there is no room. */
  write(samples: Int16Array): void;
  /** As `write`, for samples of -1 to 1. */
  writeFloat(samples: Float32Array): void;
  /** Fills `into` (-1 to 1) with the values every `step` input samples. There must be `level() >= into.length * step`. */
  read(into: Float32Array, step: number): void;
  /** How many of the next input samples, `most` at most, are softer than `peak` (0 to 1). */
  quietAhead(most: number, peak: number): number;
  /** Forgets so many of the oldest input samples. */
  skip(count: number): void;
  /** What can be read next begins anew: after so many samples of silence, and softly. */
  restart(silence: number): void;
}

/** Zero crossings of the sinc on each side. They are also what the signal is late: 2 ms at 8 kHz, a third at 48 kHz. */
const CROSSINGS = 16;
/** Between two phases the filter's taps are interpolated too: all errors are then below 16 bits' noise. */
const PHASES = 128;
/** When the rate goes down: pass band up to this part of the new Nyquist frequency. */
const CUTOFF = 0.925;
/** A pace so near to the nominal one needs no other filter. */
const SAME_RATE = 1.01;

/** `ratio`: nominal input samples an output sample. `capacity`: input samples that may wait. */
export function createInterpolator(ratio: number, capacity: number): Interpolator {
  const half = Math.ceil(CROSSINGS * Math.max(1, ratio));
  const taps = 2 * half;
  const bank = sincFilters(PHASES, half, ratio <= SAME_RATE ? 1 : CUTOFF / ratio);
  const size = 2 ** Math.ceil(Math.log2(capacity + 2 * taps));
  const mask = size - 1;
  const data = new Float32Array(size);
  /** Reading position: `whole + fraction`; `written` is where the next sample goes. The first output is `half` samples of silence early. */
  let whole = 0;
  let fraction = 0;
  let written = half;

  const level = (): number => written - half - whole - fraction;

  /** Keeps the counters small. */
  function rebase(): void {
    if (whole < size) return;
    whole -= size;
    written -= size;
  }

  function makeRoom(count: number): void {
    const excess = written + count - whole - (size - taps);
    if (excess > 0) skip(excess);
  }

  function skip(count: number): void {
    whole += Math.min(count, Math.floor(level()));
    rebase();
  }

  /** The signal at `at + between / PHASES`. */
  function valueAt(at: number, between: number): number {
    const phase = Math.floor(between);
    const first = at - half + 1;
    const filter = phase * taps;
    let here = 0;
    let next = 0;
    for (let k = 0; k < taps; k++) {
      const sample = data[(first + k) & mask]!;
      here += sample * bank[filter + k]!;
      next += sample * bank[filter + taps + k]!;
    }
    return here + (between - phase) * (next - here);
  }

  return {
    level,
    write(samples) {
      makeRoom(samples.length);
      for (let i = 0; i < samples.length; i++) data[(written + i) & mask] = samples[i]! / 32_768;
      written += samples.length;
    },
    writeFloat(samples) {
      makeRoom(samples.length);
      for (let i = 0; i < samples.length; i++) data[(written + i) & mask] = samples[i]!;
      written += samples.length;
    },
    read(into, step) {
      // Locals: V8 would box a captured number anew for each sample.
      let at = whole;
      let beyond = fraction;
      for (let n = 0; n < into.length; n++) {
        into[n] = valueAt(at, beyond * PHASES);
        beyond += step;
        const passed = Math.floor(beyond);
        at += passed;
        beyond -= passed;
      }
      whole = at;
      fraction = beyond;
      rebase();
    },
    quietAhead(most, peak) {
      const end = Math.min(most, Math.floor(level()));
      let count = 0;
      while (count < end && Math.abs(data[(whole + count) & mask]!) < peak) count++;
      return count;
    },
    skip,
    restart(silence) {
      const back = Math.max(0, Math.min(Math.round(silence), size - taps - (written - whole)));
      for (let i = whole - back - half + 1; i < whole; i++) data[i & mask] = 0;
      const soft = Math.min(half, written - whole);
      for (let i = 0; i < soft; i++) data[(whole + i) & mask]! *= i / soft;
      whole -= back;
    },
  };
}
