import { describe, expect, it } from 'vitest';
import { createConcealment } from '../../../src-main/media/concealment.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { correlation, join, largestStep, rms, sine, snrDb } from './signal.ts';

const FRAME = 160;

/** A voice-like wave: pulses of 125 Hz through a damped resonance. */
function voice(samples: number): Int16Array {
  const wave = new Float64Array(samples);
  for (let start = 0; start < samples; start += 64) {
    for (let i = 0; i < 200 && start + i < samples; i++) wave[start + i]! += 9000 * Math.exp(-i / 30) * Math.sin((2 * Math.PI * 700 * i) / 8000);
  }
  return Int16Array.from(wave, Math.round);
}

/** Plays `signal` in frames of 20 ms, with the frames in `lost` concealed. `bridged`: the frame after a loss is known while it is played. */
function play(signal: Int16Array, lost: readonly number[], { rateHz = 8000, bridged = false } = {}): Int16Array {
  const concealment = createConcealment(rateHz);
  const length = rateHz / 50;
  const frameAt = (n: number): Int16Array => signal.slice(n * length, (n + 1) * length);
  const frames = Array.from({ length: signal.length / length }, (_, n) => {
    const frame = frameAt(n);
    if (!lost.includes(n)) concealment.heard(frame);
    else if (bridged && !lost.includes(n + 1)) concealment.bridge(frame.fill(0), frameAt(n + 1));
    else concealment.conceal(frame.fill(0));
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

  it('fades: full strength at first, nothing after 100 ms, and comes back', () => {
    const heard = play(sine(250, 20 * FRAME), [10, 11, 12, 13, 14, 15]);
    const loudness = (ms: number): number => rms(heard.subarray(10 * FRAME + ms * 8, 10 * FRAME + (ms + 5) * 8));
    expect(loudness(0)).toBeCloseTo(0.5 / Math.SQRT2, 1);
    expect(loudness(20)).toBeLessThan(loudness(0) * 0.9);
    expect(loudness(75)).toBeLessThan(loudness(20) * 0.5);
    expect(loudness(100)).toBe(0);
    expect(loudness(130)).toBeCloseTo(0.5 / Math.SQRT2, 1);
  });

  it('noise stays noise: as loud, and not a buzz of one stretch repeated', () => {
    const random = createSeededRandom(3);
    const signal = Int16Array.from({ length: 20 * FRAME }, () => Math.round(8000 * (random.fraction() - 0.5)));
    const replaced = play(signal, [10]).subarray(10 * FRAME, 11 * FRAME);
    expect(rms(replaced) / rms(signal)).toBeGreaterThan(0.4);
    expect(rms(replaced) / rms(signal)).toBeLessThan(1.1);
    for (let lag = 20; lag < 120; lag++) expect(Math.abs(correlation(replaced, lag))).toBeLessThan(0.6);
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
      const fate = random.fraction();
      if (fate < 0.3) concealment.conceal(frame);
      else if (fate < 0.6) concealment.bridge(frame, frame.slice(0, 1 + Math.floor(random.fraction() * frame.length)));
      else concealment.heard(frame);
      expect(frame.every((sample) => Number.isInteger(sample))).toBe(true);
    }
  });
});

describe('a loss whose both sides are known', () => {
  /** A voice that glides up by a fifth within a second. */
  function glidingVoice(rateHz: number): Int16Array {
    const wave = new Float64Array(rateHz / 2);
    for (let start = 0; start < wave.length; start += Math.round(rateHz / (110 + 100 * start / rateHz))) {
      for (let i = 0; i < rateHz / 40 && start + i < wave.length; i++) {
        wave[start + i]! += 9000 * Math.exp(-i * 270 / rateHz) * Math.sin((2 * Math.PI * 700 * i) / rateHz);
      }
    }
    return Int16Array.from(wave, Math.round);
  }

  it.each([8000, 16_000, 48_000])('is bridged in phase and far closer to the truth than what is continued from before only (%i Hz)', (rateHz) => {
    const signal = glidingVoice(rateHz);
    const length = rateHz / 50;
    const lost = [6, 10, 14, 18];
    const errorOf = (heard: Int16Array): number => {
      const after = lost.flatMap((n) => Array.from(signal.subarray(n * length, (n + 2) * length), (sample, i) => sample - heard[n * length + i]!));
      return rms(after);
    };
    expect(errorOf(play(signal, lost, { rateHz, bridged: true }))).toBeLessThan(0.5 * errorOf(play(signal, lost, { rateHz })));
  });

  it('leaves what follows as it is, without a click', () => {
    for (const hz of [110, 213, 440, 1234]) {
      const signal = sine(hz, 20 * FRAME);
      const heard = play(signal, [5, 9, 10, 15], { bridged: true });
      expect(largestStep(heard)).toBeLessThan(1.3 * largestStep(signal) + 200);
      expect(heard.subarray(6 * FRAME, 9 * FRAME)).toEqual(signal.subarray(6 * FRAME, 9 * FRAME));
    }
  });
});
