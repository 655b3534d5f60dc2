import { describe, expect, it } from 'vitest';
import { createInterpolator } from '../../../src-shared/audio/interpolator.ts';
import { levelOf, sine, snrDb } from '../media/signal.ts';

/** A second of a tone through an interpolator, in blocks. */
function through(fromHz: number, toHz: number, frequencyHz: number, pace = 1): Float32Array {
  const step = (fromHz / toHz) * pace;
  const input = createInterpolator(fromHz / toHz, fromHz);
  input.write(sine(frequencyHz, fromHz, { rateHz: fromHz }));
  const out = new Float32Array(Math.floor(input.level() / step));
  input.read(out, step);
  return out;
}

const at16 = (samples: Float32Array): Int16Array => Int16Array.from(samples, (sample) => Math.round(sample * 32_768));

describe('the signal between the samples', () => {
  it('is the samples themselves at the same pace', () => {
    const input = createInterpolator(1, 1000);
    const samples = sine(1000, 200);
    input.write(samples);
    const out = new Float32Array(200);
    input.read(out, 1);
    // The first output is half a filter early.
    expect(at16(out.subarray(16))).toEqual(samples.subarray(0, 184));
  });

  it.each([[8000, 48_000, 3000], [8000, 44_100, 3000], [48_000, 8000, 3000], [44_100, 48_000, 15_000]])('keeps tones from %i to %i Hz', (fromHz, toHz, frequencyHz) => {
    const heard = at16(through(fromHz, toHz, frequencyHz));
    expect(levelOf(frequencyHz, heard.subarray(toHz / 10, toHz / 10 + toHz / 2), toHz)).toBeCloseTo(0.5, 2);
  });

  it('makes no images: a tone of 3 kHz at 8 kHz is none of 5 kHz at 48', () => {
    const heard = at16(through(8000, 48_000, 3000)).subarray(4800, 28_800);
    expect(levelOf(5000, heard, 48_000)).toBeLessThan(0.002);
  });

  it('at an odd pace is the tone, a little lower, at better than 60 dB', () => {
    const pace = 0.9973;
    const heard = at16(through(8000, 8000, 1000, pace));
    const expected = Int16Array.from({ length: 4000 }, (_, i) => Math.round(32_767 * 0.5 * Math.sin((2 * Math.PI * 1000 * ((i + 400) * pace - 16)) / 8000)));
    expect(snrDb(expected, heard.subarray(400, 4400))).toBeGreaterThan(60);
  });

  it('forgets the oldest where there is no room', () => {
    const input = createInterpolator(1, 100);
    for (let n = 0; n < 50; n++) input.write(new Int16Array(100).fill(n * 100));
    const out = new Float32Array(Math.floor(input.level()));
    input.read(out, 1);
    expect(Math.round(out.at(-1)! * 32_768)).toBe(4900);
    expect(input.level()).toBe(0);
  });
});
