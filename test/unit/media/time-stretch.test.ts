import { describe, expect, it } from 'vitest';
import { createTimeStretch } from '../../../src-main/media/time-stretch.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { largestStep, levelOf, rms, sine } from './signal.ts';

const RATES = [8000, 16_000, 48_000];

/** A tone of `hz` in frames of 20 ms, each stretched in turn where it can be. */
function stretchAll(hz: number, rateHz: number, kind: 'shorten' | 'lengthen'): { heard: Int16Array; frames: number; frameLength: number } {
  const stretch = createTimeStretch(rateHz);
  const frameLength = rateHz / 50;
  const signal = sine(hz, 30 * frameLength, { rateHz });
  const into = new Int16Array(4 * frameLength);
  const heard: number[] = [];
  for (let at = 0; at < signal.length; at += frameLength) {
    const frame = signal.subarray(at, at + frameLength);
    const history = new Int16Array(frameLength * 2);
    history.set(heard.slice(-history.length), Math.max(0, history.length - heard.length));
    const length = kind === 'shorten' ? stretch.shorten(frame, 0.9, into) : stretch.lengthen(history, frame, 0.9, into);
    for (let i = 0; i < length; i++) heard.push(into[i]!);
  }
  return { heard: Int16Array.from(heard), frames: 30, frameLength };
}

describe.each(RATES)('time stretching at %i Hz', (rateHz) => {
  it.each([[110], [213], [440]])('leaves a tone of %i Hz a tone, shorter or longer, without a click', (hz) => {
    for (const kind of ['shorten', 'lengthen'] as const) {
      const { heard, frames, frameLength } = stretchAll(hz, rateHz, kind);
      const share = heard.length / (frames * frameLength);
      if (kind === 'shorten') expect(share).toBeLessThan(0.9);
      else expect(share).toBeGreaterThan(1.1);
      const steps = largestStep(sine(hz, rateHz, { rateHz }));
      expect(largestStep(heard)).toBeLessThan(1.3 * steps + 50);
      expect(rms(heard)).toBeCloseTo(0.5 / Math.SQRT2, 1);
      expect(levelOf(hz, heard, rateHz)).toBeGreaterThan(0.3);
    }
  });

  it('leaves noise as it is where likeness is asked for, and stretches it where not', () => {
    const random = createSeededRandom(5);
    const noise = Int16Array.from({ length: rateHz / 50 }, () => Math.round(8000 * (random.fraction() - 0.5)));
    const history = Int16Array.from({ length: rateHz / 25 }, () => Math.round(8000 * (random.fraction() - 0.5)));
    const stretch = createTimeStretch(rateHz);
    const into = new Int16Array(4 * noise.length);
    expect(stretch.shorten(noise, 0.9, into)).toBe(noise.length);
    expect(into.subarray(0, noise.length)).toEqual(noise);
    expect(stretch.lengthen(history, noise, 0.9, into)).toBe(noise.length);
    expect(stretch.shorten(noise, -1, into)).toBeLessThan(noise.length);
    expect(stretch.lengthen(history, noise, -1, into)).toBeGreaterThan(noise.length);
  });

  it('takes frames of any length', () => {
    const stretch = createTimeStretch(rateHz);
    const history = sine(200, rateHz / 20, { rateHz });
    for (const ms of [0.1, 1, 2.5, 5, 10, 60, 120]) {
      const frame = sine(200, Math.ceil(ms * rateHz / 1000), { rateHz });
      const into = new Int16Array(2 * frame.length + rateHz / 50);
      expect(stretch.shorten(frame, -1, into)).toBeLessThanOrEqual(frame.length);
      expect(stretch.lengthen(history, frame, -1, into)).toBeGreaterThanOrEqual(frame.length);
    }
  });
});
