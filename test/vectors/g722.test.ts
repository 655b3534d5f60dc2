import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createG722Decoder, createG722Encoder } from '../../src-shared/audio/g722.ts';

const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(join(import.meta.dirname, 'g722', name)));
const samplesOf = (name: string): Int16Array => new Int16Array(bytesOf(name).buffer);

/** Index of the first difference; -1: none. */
function firstDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  for (let i = 0; i < Math.max(one.length, other.length); i++) if (one[i] !== other[i]) return i;
  return -1;
}

describe.each([320, 160, 6400])('G.722 in packets of %i samples, against the reference of ITU-T G.191', (samples) => {
  it('encodes the same bits', () => {
    const pcm = samplesOf('signal.pcm');
    const codes = new Uint8Array(pcm.length / 2);
    const encoder = createG722Encoder();
    for (let at = 0; at < pcm.length; at += samples) expect(encoder.encode(pcm.subarray(at, at + samples), codes, at / 2)).toBe(samples / 2);
    expect(firstDifference(codes, bytesOf('signal.g722'))).toBe(-1);
  });

  it('decodes the same samples', () => {
    const codes = bytesOf('noise.g722');
    const pcm = new Int16Array(codes.length * 2);
    const decoder = createG722Decoder();
    for (let at = 0; at < pcm.length; at += samples) {
      expect(decoder.decode(codes, pcm.subarray(at, at + samples), at / 2, samples / 2)).toBe(samples);
    }
    expect(firstDifference(pcm, samplesOf('noise.pcm'))).toBe(-1);
  });
});
