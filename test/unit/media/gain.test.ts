import { describe, expect, it } from 'vitest';
import { createGain } from '../../../src-main/media/gain.ts';
import { largestStep, levelOf, rms, sine } from './signal.ts';

/** In frames of 20 ms. */
function through(sound: Int16Array, db: number): Int16Array {
  const gain = createGain();
  gain.setDb(db);
  const out = sound.slice();
  for (let at = 0; at < out.length; at += 160) gain.apply(out.subarray(at, at + 160));
  return out;
}

describe('gain', () => {
  it('of 0 dB touches nothing', () => {
    const sound = sine(440, 1600, { level: 1 });
    expect(through(sound, 0)).toEqual(sound);
  });

  it.each([[6, 1.995], [-6, 0.501], [-40, 0.01], [20, 10]])('of %d dB comes within a moment, without a step', (db, factor) => {
    const sound = sine(440, 8000, { level: 0.05 });
    const out = through(sound, db);
    expect(rms(out.subarray(6400)) / rms(sound.subarray(6400))).toBeCloseTo(factor, 1);
    expect(largestStep(out)).toBeLessThan(largestStep(sound) * Math.max(1, factor) * 1.1);
  });

  it('limits what is too loud: the sine stays a sine, and nothing wraps around', () => {
    const out = through(sine(500, 8000, { level: 0.9 }), 20);
    const end = out.subarray(1600);
    expect(Math.max(...end)).toBeGreaterThan(32_000);
    expect(levelOf(500, end)).toBeGreaterThan(0.97);
    // Clipped to a square, its third harmonic would have 0.3 to 0.4.
    expect(levelOf(1500, end)).toBeLessThan(0.01);
  });

  it('is back after a loud moment, slowly', () => {
    const sound = sine(500, 8000, { level: 0.05 });
    sound.set(sine(500, 320, { level: 0.9 }), 3200);
    const out = through(sound, 12);
    expect(rms(out.subarray(3520, 3680)) / rms(sound.subarray(3520, 3680))).toBeLessThan(2.5);
    expect(rms(out.subarray(7000)) / rms(sound.subarray(7000))).toBeCloseTo(3.98, 0);
  });
});

describe('a sum of voices', () => {
  const summed = (frames: Int16Array[]): Int32Array => Int32Array.from(frames[0]!, (_, i) => frames.reduce((sum, frame) => sum + frame[i]!, 0));

  it('that fits is left as it is', () => {
    const [a, b] = [sine(500, 160, { level: 0.3 }), sine(800, 160, { level: 0.3 })];
    const sum = summed([a, b]);
    const out = new Int16Array(160);
    createGain().limit(sum, out);
    expect([...out]).toEqual([...sum]);
  });

  it('that does not fit is turned down as a whole', () => {
    const gain = createGain();
    const out = new Int16Array(1600);
    const voices = [500, 800, 1100].map((hz) => sine(hz, 1600, { level: 0.8 }));
    for (let at = 0; at < 1600; at += 160) gain.limit(summed(voices.map((voice) => voice.subarray(at, at + 160))), out.subarray(at, at + 160));
    const end = out.subarray(800);
    for (const hz of [500, 800, 1100]) expect(levelOf(hz, end)).toBeGreaterThan(0.25);
    expect(levelOf(1400, end)).toBeLessThan(0.02);
  });
});
