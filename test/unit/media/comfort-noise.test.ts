import { describe, expect, it } from 'vitest';
import { createComfortNoise } from '../../../src-main/media/comfort-noise.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { rms } from './signal.ts';

const RATE_HZ = 8000;

function noise(...payload: number[]): Int16Array {
  const comfort = createComfortNoise();
  comfort.describe(Uint8Array.from(payload), 0, payload.length);
  const into = new Int16Array(RATE_HZ);
  comfort.addTo(into, false);
  return into;
}

/** Of the sound with itself one sample later. */
function correlation(samples: Int16Array): number {
  let product = 0;
  let energy = 1;
  for (let i = 1; i < samples.length; i++) {
    product += samples[i]! * samples[i - 1]!;
    energy += samples[i]! ** 2;
  }
  return product / energy;
}

describe('comfort noise', () => {
  it.each([20, 40, 60])('is %i dB below overload, with and without a spectrum', (level) => {
    expect(20 * Math.log10(rms(noise(level)))).toBeCloseTo(-level, 0);
    expect(20 * Math.log10(rms(noise(level, 40, 160)))).toBeCloseTo(-level, 0);
  });

  it('has the spectrum that is described: a negative first reflection is low in tone, a positive one high', () => {
    expect(correlation(noise(30))).toBeCloseTo(0, 1);
    expect(correlation(noise(30, 127 - 90))).toBeCloseTo(258 * 90 / 32_768, 1);
    expect(correlation(noise(30, 127 + 90))).toBeCloseTo(-258 * 90 / 32_768, 1);
  });

  it('begins with a fade, on top of what is there', () => {
    const comfort = createComfortNoise();
    comfort.describe(Uint8Array.from([20]), 0, 1);
    const frame = new Int16Array(160).fill(1000);
    comfort.addTo(frame, true);
    expect(frame[0]).toBe(1000);
    expect(rms(frame.subarray(0, 40).map((sample) => sample - 1000))).toBeLessThan(0.5 * rms(frame.subarray(120).map((sample) => sample - 1000)));
  });

  it('takes any description, and an empty one for none', () => {
    const comfort = createComfortNoise();
    comfort.describe(new Uint8Array(0), 0, 0);
    expect(comfort.isKnown).toBe(false);
    const random = createSeededRandom(9);
    for (let n = 0; n < 200; n++) {
      const payload = Uint8Array.from({ length: 1 + Math.floor(random.fraction() * 40) }, () => Math.floor(random.fraction() * 256));
      comfort.describe(payload, 0, payload.length);
      const frame = new Int16Array(160);
      comfort.addTo(frame, false);
      expect(frame.every((sample) => Number.isInteger(sample))).toBe(true);
    }
    expect(comfort.isKnown).toBe(true);
  });
});
