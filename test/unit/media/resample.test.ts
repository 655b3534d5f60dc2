import { describe, expect, it } from 'vitest';
import { createResampler } from '../../../src-main/media/resample.ts';
import { join, levelOf, rms, sine, snrDb } from './signal.ts';

/** Resamples all of `input` in frames of 20 ms. */
function resample(input: Int16Array, fromHz: number, toHz: number): Int16Array {
  const resampler = createResampler(fromHz, toHz);
  const frames: Int16Array[] = [];
  for (let at = 0; at + 160 <= (input.length * toHz) / fromHz; at += 160) {
    const { first, length } = resampler.needs(at, 160);
    const piece = Float32Array.from({ length }, (_, i) => input[first + i] ?? 0);
    const frame = new Int16Array(160);
    resampler.resample(piece, at, frame);
    frames.push(frame);
  }
  return join(frames);
}

describe('resampling', () => {
  it.each([48_000, 44_100, 16_000, 32_000, 22_050, 11_127, 6000])('from %i Hz to 8 kHz keeps a tone where and as loud as it was', (rateHz) => {
    const heard = resample(sine(1000, rateHz, { rateHz }), rateHz, 8000);
    const middle = heard.subarray(800, 7200);
    expect(snrDb(sine(1000, 6400, { from: 800 }), middle)).toBeGreaterThan(50);
  });

  it.each([48_000, 44_100, 16_000])('from %i Hz to 8 kHz passes speech up to 3.4 kHz and keeps out what would fold back', (rateHz) => {
    expect(levelOf(3400, resample(sine(3400, rateHz, { rateHz }), rateHz, 8000).subarray(800, 7200))).toBeGreaterThan(0.45);
    expect(rms(resample(sine(4600, rateHz, { rateHz }), rateHz, 8000).subarray(800, 7200))).toBeLessThan(0.5e-3);
  });

  it('frames join without a seam: in pieces or at once is the same', () => {
    const input = sine(777, 44_100, { rateHz: 44_100 });
    const whole = new Int16Array(4000);
    const resampler = createResampler(44_100, 8000);
    const { first, length } = resampler.needs(0, 4000);
    resampler.resample(Float32Array.from({ length }, (_, i) => input[first + i] ?? 0), 0, whole);
    expect(resample(input, 44_100, 8000).subarray(0, 4000)).toEqual(whole);
  });

  it('full scale clips, it does not wrap around', () => {
    const square = Int16Array.from({ length: 4800 }, (_, i) => (i % 96 < 48 ? 32_767 : -32_768));
    const heard = resample(square, 48_000, 8000);
    expect(Math.max(...heard)).toBe(32_767);
    const changesOfSign = heard.filter((sample, i) => i > 0 && sample < 0 !== heard[i - 1]! < 0);
    expect(changesOfSign.length).toBeLessThanOrEqual(100);
  });
});
