import { describe, expect, it } from 'vitest';
import { createConcealment } from '../../../src-main/media/concealment.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { join, largestStep, rms, sine, snrDb } from './signal.ts';

const FRAME = 160;

/** A voice-like wave: pulses of 125 Hz through a damped resonance. */
function voice(samples: number): Int16Array {
  const wave = new Float64Array(samples);
  for (let start = 0; start < samples; start += 64) {
    for (let i = 0; i < 200 && start + i < samples; i++) wave[start + i]! += 9000 * Math.exp(-i / 30) * Math.sin((2 * Math.PI * 700 * i) / 8000);
  }
  return Int16Array.from(wave, Math.round);
}

/** Plays `signal` frame by frame, with the frames in `lost` concealed. */
function play(signal: Int16Array, lost: readonly number[]): Int16Array {
  const concealment = createConcealment(8000);
  const frames = Array.from({ length: signal.length / FRAME }, (_, n) => {
    const frame = signal.slice(n * FRAME, (n + 1) * FRAME);
    if (lost.includes(n)) concealment.conceal(frame.fill(0));
    else concealment.heard(frame);
    return frame;
  });
  return join(frames);
}

describe('concealment', () => {
  it.each([
    ['a tone', sine(200, 20 * FRAME)],
    ['a voice', voice(20 * FRAME)],
  ])('%s with a lost frame sounds much like it was: far better than silence', (_, signal) => {
    const heard = play(signal, [10]);
    const lostPart = signal.subarray(10 * FRAME, 11 * FRAME);
    expect(snrDb(lostPart, heard.subarray(10 * FRAME, 11 * FRAME))).toBeGreaterThan(12);
    expect(heard.subarray(0, 10 * FRAME)).toEqual(signal.subarray(0, 10 * FRAME));
  });

  it('does not click, neither into the loss nor out of it', () => {
    for (const hz of [110, 213, 440, 1234]) {
      const signal = sine(hz, 20 * FRAME);
      const heard = play(signal, [5, 9, 10]);
      expect(largestStep(heard)).toBeLessThan(1.6 * largestStep(signal) + 200);
    }
  });

  it.each([1.25, 0.8])('nor when the voice grows or fades by %f a period', (factor) => {
    const signal = Int16Array.from({ length: 12 * FRAME }, (_, i) => Math.round(Math.min(20_000, 10_000 * factor ** ((i - 10 * FRAME) / 80)) * Math.cos((2 * Math.PI * i) / 80)));
    const heard = play(signal, [10]);
    const around = signal.subarray(9 * FRAME, 10 * FRAME);
    expect(largestStep(heard.subarray(10 * FRAME - 2, 11 * FRAME))).toBeLessThan(1.2 * largestStep(around));
  });

  it('fades: full strength at first, nothing after 60 ms, and comes back', () => {
    const heard = play(sine(250, 20 * FRAME), [10, 11, 12, 13]);
    const loudness = (ms: number): number => rms(heard.subarray(10 * FRAME + ms * 8, 10 * FRAME + (ms + 5) * 8));
    expect(loudness(0)).toBeCloseTo(0.5 / Math.SQRT2, 1);
    expect(loudness(20)).toBeLessThan(loudness(0) * 0.85);
    expect(loudness(45)).toBeLessThan(loudness(20) * 0.6);
    expect(loudness(60)).toBe(0);
    expect(loudness(100)).toBeCloseTo(0.5 / Math.SQRT2, 1);
  });

  it('is silent when nothing was heard before, and after a reset', () => {
    const concealment = createConcealment(8000);
    const frame = new Int16Array(FRAME).fill(99);
    concealment.conceal(frame);
    expect(rms(frame)).toBe(0);
    concealment.heard(sine(300, FRAME));
    concealment.reset();
    concealment.conceal(frame.fill(99));
    expect(rms(frame)).toBe(0);
  });

  it('takes frames of any length and full-scale noise', () => {
    const random = createSeededRandom(7);
    const concealment = createConcealment(8000);
    for (let n = 0; n < 500; n++) {
      const frame = Int16Array.from({ length: 1 + Math.floor(random.fraction() * 480) }, () => (random.fraction() < 0.5 ? 32_767 : -32_768));
      if (random.fraction() < 0.5) concealment.conceal(frame);
      else concealment.heard(frame);
      expect(frame.every((sample) => Number.isInteger(sample))).toBe(true);
    }
  });
});
