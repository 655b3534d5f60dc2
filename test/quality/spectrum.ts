/** Short-time spectra of speech: power in Bark bands (how loud, for the disturbance) and in third octaves (for ESTOI). */

export interface Spectra {
  /** Samples from one frame to the next. */
  hop: number;
  frames: number;
  /** Loudness, `barkBands` values a frame. */
  loudness: Float32Array;
  barkBands: number;
  /** Amplitudes, `octaveBands` values a frame. */
  octaves: Float32Array;
  octaveBands: number;
  /** Mean square of each frame, windowed. */
  power: Float32Array;
}

const WINDOW_MS = 32;
const LOWEST_HZ = 100;
/** Of the sample rate: above it lies what no codec of that rate carries. */
const HIGHEST = 0.45;
const LOWEST_OCTAVE_HZ = 150;
/** Zwicker's exponent from power to loudness. */
const LOUDNESS_EXPONENT = 0.23;
/** What is so much below speech is not heard beside it (45 dB). */
const THRESHOLD = 10 ** -4.5;

/** `speechPower`: mean square of the sound while someone speaks. */
export function spectraOf(samples: Float32Array, rateHz: number, hop: number, speechPower: number): Spectra {
  const size = 2 ** Math.round(Math.log2((rateHz * WINDOW_MS) / 1000));
  const window = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / size));
  const barks = bandsOf(barkEdges(rateHz), rateHz, size);
  const octaves = bandsOf(octaveEdges(rateHz), rateHz, size);
  const frames = Math.max(0, Math.floor((samples.length - size) / hop) + 1);
  const threshold = (speechPower / barks.length) * THRESHOLD;
  const spectra: Spectra = {
    hop, frames, barkBands: barks.length, octaveBands: octaves.length,
    loudness: new Float32Array(frames * barks.length), octaves: new Float32Array(frames * octaves.length), power: new Float32Array(frames),
  };
  const transform = createFourier(size);
  for (let frame = 0; frame < frames; frame++) {
    for (let i = 0; i < size; i++) transform.real[i] = samples[frame * hop + i]! * window[i]!;
    transform.run();
    // A Hann window keeps 3/8 of the power; each bin stands for its mirror image too.
    const scale = 2 / (size * size * 0.375);
    spectra.power[frame] = transform.powerIn(1, size / 2) * scale;
    barks.forEach(({ from, to }, band) => {
      const heard = (transform.powerIn(from, to) * scale) / threshold;
      spectra.loudness[frame * barks.length + band] = (1 + heard) ** LOUDNESS_EXPONENT - 1;
    });
    octaves.forEach(({ from, to }, band) => {
      spectra.octaves[frame * octaves.length + band] = Math.sqrt(transform.powerIn(from, to) * scale);
    });
  }
  return spectra;
}

interface Band {
  /** Bins, the last one left out. */
  from: number;
  to: number;
}

function bandsOf(edgesHz: number[], rateHz: number, size: number): Band[] {
  const bin = (hz: number): number => Math.round((hz * size) / rateHz);
  return edgesHz.slice(1).map((hz, i) => ({ from: bin(edgesHz[i]!), to: Math.max(bin(edgesHz[i]!) + 1, bin(hz)) }));
}

/** Whole Barks (Schroeder's formula) from 100 Hz on. */
function barkEdges(rateHz: number): number[] {
  const barkOf = (hz: number): number => 7 * Math.asinh(hz / 650);
  const count = Math.floor(barkOf(rateHz * HIGHEST) - barkOf(LOWEST_HZ));
  return Array.from({ length: count + 1 }, (_, i) => 650 * Math.sinh((barkOf(LOWEST_HZ) + i) / 7));
}

/** Third octaves whose centres begin at 150 Hz, fifteen at most (Taal et al. 2011). */
function octaveEdges(rateHz: number): number[] {
  const edges = Array.from({ length: 16 }, (_, i) => LOWEST_OCTAVE_HZ * 2 ** ((i - 0.5) / 3));
  return edges.filter((hz) => hz <= rateHz * HIGHEST);
}

interface Fourier {
  real: Float64Array;
  run(): void;
  powerIn(from: number, to: number): number;
}

/** In place, radix 2. */
function createFourier(size: number): Fourier {
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  const cosine = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / size));
  const sine = Float64Array.from({ length: size / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / size));

  function reverseBits(): void {
    for (let i = 1, j = 0; i < size; i++) {
      let bit = size >> 1;
      for (; j & bit; bit >>= 1) j ^= bit;
      j ^= bit;
      if (i < j) [real[i], real[j]] = [real[j]!, real[i]!];
    }
  }

  /** Pairs of this distance, all over the frame. */
  function combine(half: number): void {
    const step = size / 2 / half;
    for (let low = 0; low < size; low++) {
      if (low & half) continue;
      const high = low + half;
      const turn = (low & (half - 1)) * step;
      const c = cosine[turn]!;
      const s = sine[turn]!;
      const re = real[high]! * c + imaginary[high]! * s;
      const im = imaginary[high]! * c - real[high]! * s;
      real[high] = real[low]! - re;
      imaginary[high] = imaginary[low]! - im;
      real[low]! += re;
      imaginary[low]! += im;
    }
  }

  return {
    real,
    run() {
      imaginary.fill(0);
      reverseBits();
      for (let half = 1; half < size; half *= 2) combine(half);
    },
    powerIn(from, to) {
      let power = 0;
      for (let bin = from; bin < to; bin++) power += real[bin]! ** 2 + imaginary[bin]! ** 2;
      return power;
    },
  };
}
