import { describe, expect, it } from 'vitest';
import { createSignalTone, createTone, dtmfFrequenciesHz } from '../../../src-main/media/tones.ts';
import { largestStep, levelOf, rms } from './signal.ts';

const MS = 8;

function read(tone: { read(into: Int16Array): void }, ms: number): Int16Array {
  const samples = new Int16Array(ms * MS);
  for (let at = 0; at < samples.length; at += 20 * MS) tone.read(samples.subarray(at, at + 20 * MS));
  return samples;
}

describe('tones', () => {
  it('a steady sine has its frequency and level, without a seam between frames', () => {
    const samples = read(createTone({ frequenciesHz: [1000], sampleRateHz: 8000, level: 0.5 }), 1000);
    expect(levelOf(1000, samples)).toBeCloseTo(0.5, 3);
    expect(Math.sqrt(2) * rms(samples)).toBeCloseTo(0.5, 3);
    expect(largestStep(samples)).toBeLessThan(0.5 * 32_768 * 0.8);
  });

  it.each([
    ['ringback', [1000, 4000]],
    ['busy', [480, 480]],
    ['waiting', [200, 200, 200, 5000]],
  ] as const)('%s is 425 Hz in its cadence, twice through', (signal, cadence) => {
    const tone = createSignalTone(signal, 8000);
    for (const [part, ms] of [...cadence, ...cadence].entries()) {
      const samples = read(tone, ms);
      if (part % 2 === 1) expect(rms(samples)).toBe(0);
      else expect(levelOf(425, samples)).toBeCloseTo(0.2, 1);
    }
  });

  it('a cadence begins and ends softly', () => {
    const samples = read(createSignalTone('busy', 8000), 960);
    const fullStep = 0.2 * 32_768 * 2 * Math.sin((Math.PI * 425) / 8000);
    expect(Math.abs(samples[1]!)).toBeLessThan(fullStep / 10);
    expect(largestStep(samples.subarray(475 * MS, 485 * MS))).toBeLessThan(fullStep);
  });

  it('DTMF keys have their two frequencies, both heard at half the level', () => {
    expect(dtmfFrequenciesHz('1')).toEqual([697, 1209]);
    expect(dtmfFrequenciesHz('0')).toEqual([941, 1336]);
    expect(dtmfFrequenciesHz('#')).toEqual([941, 1477]);
    expect(dtmfFrequenciesHz('D')).toEqual([941, 1633]);
    expect(dtmfFrequenciesHz('x')).toBeUndefined();
    expect(dtmfFrequenciesHz('12')).toBeUndefined();
    const samples = read(createTone({ frequenciesHz: [770, 1336], sampleRateHz: 8000, level: 0.5 }), 1000);
    expect(levelOf(770, samples)).toBeCloseTo(0.25, 3);
    expect(levelOf(1336, samples)).toBeCloseTo(0.25, 3);
  });
});
