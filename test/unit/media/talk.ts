/** Synthetic talk and noise for tests, as samples of 8000 Hz. Levels in dBov, of the mean power. */
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { rms } from './signal.ts';

const RATE_HZ = 8000;

/** Even by default; `pole` towards 1 makes it low in tone. */
export function noise(ms: number, levelDb: number, { seed = 1, pole = 0 } = {}): Float32Array {
  const random = createSeededRandom(seed);
  let last = 0;
  const raw = Float32Array.from({ length: (ms * RATE_HZ) / 1000 }, () => (last = pole * last + random.fraction() + random.fraction() + random.fraction() - 1.5));
  return atLevel(raw, levelDb);
}

/** A word of two syllables: a soft hiss, then vowels whose pitch and strength move. */
export function word(ms: number, levelDb: number, seed = 1): Float32Array {
  const samples = (ms * RATE_HZ) / 1000;
  const hiss = noise(ms, 0, { seed });
  let phase = 0;
  const raw = Float32Array.from({ length: samples }, (_, i) => {
    const at = i / samples;
    phase += (2 * Math.PI * (140 - 40 * at)) / RATE_HZ;
    let vowel = 0;
    for (let k = 1; k <= 12; k++) vowel += Math.sin(k * phase) / (1 + Math.abs(k - 4));
    const syllables = 0.15 + Math.abs(Math.sin(2 * Math.PI * at));
    return at < 0.15 ? 0.1 * hiss[i]! / 32_768 : vowel * syllables;
  });
  return atLevel(raw, levelDb);
}

export function tones(ms: number, levelDb: number, ...frequenciesHz: number[]): Float32Array {
  const raw = Float32Array.from({ length: (ms * RATE_HZ) / 1000 }, (_, i) => {
    return frequenciesHz.reduce((sum, hz) => sum + Math.sin((2 * Math.PI * hz * i) / RATE_HZ), 0);
  });
  return atLevel(raw, levelDb);
}

export function silence(ms: number): Float32Array {
  return new Float32Array((ms * RATE_HZ) / 1000);
}

/** One after the other. */
export function inTurn(...parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

/** At once, as long as the first. */
export function together(...parts: Float32Array[]): Float32Array {
  return parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + (part[i] ?? 0), 0));
}

/** As a microphone gives it. */
export function captured(sound: Float32Array): Int16Array {
  return Int16Array.from(sound, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample))));
}

function atLevel(raw: Float32Array, levelDb: number): Float32Array {
  const factor = 10 ** (levelDb / 20) / rms(raw);
  return raw.map((sample) => sample * factor);
}
