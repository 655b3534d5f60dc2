/** What is said: half a minute and more of four espeak voices (test/lab/audio/mkspeech.sh), made once into a folder. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createResampler } from '../../src-main/media/resample.ts';
import { readWav } from '../../src-main/media/wav-read.ts';

const MAKE = join(import.meta.dirname, '../lab/audio/mkspeech.sh');

/** At 8, 16 or 48 kHz. */
export function referenceSpeech(folder: string, rateHz: number): Float32Array {
  const path = join(folder, `speech${rateHz / 1000}.wav`);
  if (!existsSync(path)) execFileSync('bash', [MAKE, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  return readSpeech(path);
}

/** Every third sample of 48 kHz, and such: what is above the new rate's half is taken away first. */
export function atRate(samples: Int16Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return Float32Array.from(samples);
  const converted = new Int16Array(Math.floor((samples.length * toHz) / fromHz));
  const resampler = createResampler(fromHz, toHz);
  const { first, length } = resampler.needs(0, converted.length);
  const input = Float32Array.from({ length }, (_, i) => samples[first + i] ?? 0);
  resampler.resample(input, 0, converted);
  return Float32Array.from(converted);
}

export function readSpeech(path: string): Float32Array {
  const read = readWav(readFileSync(path), path);
  if (!read.ok) throw new Error(read.error.message);
  const samples = new Float32Array(read.value.length);
  read.value.read(0, samples);
  return samples;
}
