import { describe, expect, it } from 'vitest';
import { decodeALaw, encodeALaw } from '../../../src-shared/audio/g711.ts';
import { createInbandDetector } from '../../../src-main/media/inband-detector.ts';
import { dtmfFrequenciesHz } from '../../../src-main/media/tones.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { join } from './signal.ts';

interface Press {
  toneMs?: number;
  pauseMs?: number;
  rateHz?: number;
  /** Of each tone, peak. */
  level?: number;
  /** Both frequencies, as a factor. */
  off?: number;
  /** Column against row. */
  twistDb?: number;
  /** Peak of white noise. */
  noise?: number;
}

const ALL = '123A456B789C*0#D';

function dialled(digits: string, press: Press = {}): Int16Array {
  const { toneMs = 60, pauseMs = 60, rateHz = 8000, level = 0.2, off = 1, twistDb = 0, noise = 0 } = press;
  const random = createSeededRandom(3);
  const parts: Int16Array[] = [];
  const samplesOf = (ms: number): number => Math.round((ms * rateHz) / 1000);
  const hiss = (): number => (noise === 0 ? 0 : noise * (random.bytes(1)[0]! / 127.5 - 1));
  for (const digit of digits) {
    const [low, high] = dtmfFrequenciesHz(digit) ?? [0, 0];
    const highLevel = level * 10 ** (twistDb / 20);
    const tone = (i: number): number => level * Math.sin((2 * Math.PI * low * off * i) / rateHz) + highLevel * Math.sin((2 * Math.PI * high * off * i) / rateHz);
    parts.push(Int16Array.from({ length: samplesOf(pauseMs) }, () => 32_767 * hiss()));
    parts.push(Int16Array.from({ length: samplesOf(toneMs) }, (_, i) => 32_767 * (tone(i) + hiss())));
  }
  parts.push(new Int16Array(samplesOf(100)));
  return join(parts);
}

/** In frames of 20 ms, from any phase. */
function heard(sound: Int16Array, rateHz = 8000, skip = 0): { digits: string; durationsMs: number[] } {
  const detector = createInbandDetector(rateHz);
  const frameSamples = rateHz / 50;
  const durationsMs: number[] = [];
  let digits = '';
  for (let at = skip; at < sound.length; at += frameSamples) {
    const found = detector.hear(sound.subarray(at, at + frameSamples));
    if (!found) continue;
    digits += found.digit;
    durationsMs.push(found.durationMs);
  }
  return { digits, durationsMs };
}

describe('in-band DTMF', () => {
  it.each([8000, 16_000, 48_000])('all sixteen keys at %d Hz, each once, with their length', (rateHz) => {
    const { digits, durationsMs } = heard(dialled(ALL, { rateHz, toneMs: 100 }), rateHz);
    expect(digits).toBe(ALL);
    for (const ms of durationsMs) expect(Math.abs(ms - 100)).toBeLessThanOrEqual(20);
  });

  it.each<[string, Press]>([
    ['as short as Q.24 allows, wherever they begin', { toneMs: 43, pauseMs: 40 }],
    ['1.5 % too low', { off: 0.985 }],
    ['1.5 % too high', { off: 1.015 }],
    ['quiet', { level: 0.04 }],
    ['loud', { level: 0.49 }],
    ['with the columns 8 dB weaker', { twistDb: -8 }],
    ['with the columns 4 dB stronger', { twistDb: 4 }],
    ['in noise 15 dB below', { noise: 0.06 }],
  ])('%s', (_, press) => {
    const sound = dialled(ALL, press);
    for (let skip = 0; skip < 160; skip += 32) expect(heard(sound, 8000, skip).digits).toBe(ALL);
  });

  it('after A-law', () => {
    const sound = dialled(ALL);
    const payload = new Uint8Array(sound.length);
    encodeALaw(sound, payload);
    const decoded = new Int16Array(sound.length);
    decodeALaw(payload, decoded);
    expect(heard(decoded).digits).toBe(ALL);
  });

  it('the same key twice is two presses; a drop-out of 10 ms does not split one', () => {
    expect(heard(dialled('1122', { pauseMs: 45 })).digits).toBe('1122');
    const sound = dialled('5', { toneMs: 200 });
    sound.fill(0, 8 * 150, 8 * 160);
    expect(heard(sound)).toMatchObject({ digits: '5' });
  });

  it('a key that is never let go is not reported before it is', () => {
    const sound = dialled('7', { toneMs: 3000 });
    expect(heard(sound.subarray(0, sound.length - 1600)).digits).toBe('');
    expect(heard(sound)).toMatchObject({ digits: '7', durationsMs: [3000] });
  });

  it.each<[string, Press]>([
    ['shorter than 20 ms', { toneMs: 20 }],
    ['4 % beside', { off: 1.04 }],
    ['one tone alone', { twistDb: -40 }],
    ['far below any telephone', { level: 0.01 }],
  ])('is not heard in tones %s', (_, press) => {
    expect(heard(dialled(ALL, press)).digits).toBe('');
  });

  it('is not heard in a voice: vowels gliding through many pitches, half a minute', () => {
    const rateHz = 8000;
    const random = createSeededRandom(11);
    const formants = [[700, 1220], [300, 2300], [500, 1500], [400, 900], [697, 1209], [770, 1336]];
    const parts: Int16Array[] = [];
    for (let vowel = 0; vowel < 150; vowel++) {
      const [first, second] = formants[vowel % formants.length]!;
      const [from, to] = [80 + random.bytes(1)[0]!, 80 + random.bytes(1)[0]!];
      let phase = 0;
      parts.push(Int16Array.from({ length: rateHz / 5 }, (_, i) => {
        phase += (2 * Math.PI * (from + ((to - from) * i * 5) / rateHz)) / rateHz;
        let sum = 0;
        for (let harmonic = 1; harmonic <= 16; harmonic++) {
          const hz = harmonic * from;
          const near = Math.max(Math.exp(-(((hz - first!) / 200) ** 2)), 0.7 * Math.exp(-(((hz - second!) / 250) ** 2)), 0.05);
          sum += near * Math.sin(harmonic * phase);
        }
        return 6000 * sum;
      }));
    }
    expect(heard(join(parts)).digits).toBe('');
  });
});
