import { describe, expect, it } from 'vitest';
import { createComfortNoise } from '../../../src-main/media/comfort-noise.ts';
import { createNoiseDescription } from '../../../src-main/media/noise-description.ts';
import { correlation, rms } from './signal.ts';
import { inTurn, noise, silence, tones } from './talk.ts';

function described(sound: Float32Array): Uint8Array {
  const description = createNoiseDescription(8000);
  for (let from = 0; from + 160 <= sound.length; from += 160) description.hear(sound.slice(from, from + 160));
  const payload = new Uint8Array(10);
  return payload.slice(2, 2 + description.write(payload, 2));
}

/** What a peer makes of it. */
function remade(payload: Uint8Array): Int16Array {
  const comfort = createComfortNoise();
  comfort.describe(payload, 0, payload.length);
  const into = new Int16Array(8000);
  comfort.addTo(into, false);
  return into;
}

describe('the description of our silence', () => {
  it.each([-70, -52, -38])('has the level of the noise: %d dBov', (levelDb) => {
    expect(described(noise(1000, levelDb))[0]).toBeCloseTo(-levelDb, -0.5);
  });

  it('of no sound at all is the lowest level', () => {
    expect([...described(silence(200))]).toEqual([127, 127, 127, 127, 127, 127, 127]);
  });

  it('is of the newest tenth of a second', () => {
    expect(described(inTurn(tones(500, -10, 400), noise(120, -50)))[0]).toBeCloseTo(50, -0.5);
  });

  it.each([0, 0.5, 0.8])('gives noise of the same level and colour again (pole %d)', (pole) => {
    const original = noise(1000, -45, { pole });
    const again = remade(described(original));
    expect(20 * Math.log10(rms(again))).toBeCloseTo(-45, -0.5);
    for (const lag of [1, 2, 3]) expect(Math.abs(correlation(again, lag) - correlation(original, lag))).toBeLessThan(0.15);
  });

  it('stays within what the format can say, for any sound', () => {
    for (const sound of [tones(200, 0, 4000), tones(200, -3, 10), new Float32Array(1600).fill(32_767)]) {
      const payload = described(sound);
      expect(payload[0]).toBeLessThanOrEqual(127);
      expect(payload.slice(1).every((byte) => byte <= 254)).toBe(true);
    }
  });
});
