/** What is said: half a minute and more of four espeak voices (test/lab/audio/mkspeech.sh), made once into a folder. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWav } from '../../src-main/media/wav-read.ts';

const MAKE = join(import.meta.dirname, '../lab/audio/mkspeech.sh');

/** The reference at `rateHz`, and where the file is. */
export function referenceSpeech(folder: string, rateHz: 8000 | 16_000): { samples: Float32Array; path: string } {
  const path = join(folder, `speech${rateHz / 1000}.wav`);
  if (!existsSync(path)) execFileSync('bash', [MAKE, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  return { samples: readSpeech(path), path };
}

export function readSpeech(path: string): Float32Array {
  const read = readWav(readFileSync(path), path);
  if (!read.ok) throw new Error(read.error.message);
  const samples = new Float32Array(read.value.length);
  read.value.read(0, samples);
  return samples;
}
