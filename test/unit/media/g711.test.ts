import { describe, expect, it } from 'vitest';
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from '../../../src-shared/audio/g711.ts';

/** Decision values of the positive half as G.711 Tables 1a and 2a list them: eight segments of 16 steps, in units of the
 *  uniform 13-bit (A-law) or 14-bit (u-law) scale. `value[n]` is where code n begins; the last is where it would overflow. */
function decisionValues(law: 'A' | 'u'): number[] {
  const values = [0];
  for (let segment = 0; segment < 8; segment++) {
    const width = law === 'A' ? 2 ** Math.max(1, segment) : 2 ** (segment + 1);
    for (let step = 0; step < 16; step++) {
      // The first u-law step is half as wide as its segment says: 0 is in the middle of it.
      const first = law === 'u' && segment === 0 && step === 0;
      values.push(values.at(-1)! + (first ? 1 : width));
    }
  }
  return values;
}

/** Straight from the definition: search the interval, set the sign, invert the bits. */
function reference(law: 'A' | 'u', sample: number): number {
  const decision = law === 'A' ? aDecision : uDecision;
  const level = (sample < 0 ? -sample - 1 : sample) / (law === 'A' ? 8 : 4);
  let code = 127;
  while (code > 0 && decision[code]! > level) code--;
  if (law === 'A') return (code + (sample < 0 ? 0 : 128)) ^ 0x55;
  return 255 - (code + (sample < 0 ? 128 : 0));
}

const aDecision = decisionValues('A');
const uDecision = decisionValues('u');
const everySample = Int16Array.from({ length: 65_536 }, (_, i) => i - 32_768);
const everyCode = Uint8Array.from({ length: 256 }, (_, i) => i);

describe('G.711', () => {
  it('the reference has the decision values that the Recommendation prints', () => {
    expect(aDecision[128]).toBe(4096);
    expect(aDecision[112]).toBe(2048);
    expect(uDecision[128]).toBe(8159);
    expect(uDecision[112]).toBe(4063);
    expect(uDecision.slice(0, 3)).toEqual([0, 1, 3]);
  });

  it.each(['A', 'u'] as const)('%s-law encodes all 65 536 samples as the definition says', (law) => {
    const out = new Uint8Array(65_536);
    expect((law === 'A' ? encodeALaw : encodeMuLaw)(everySample, out)).toBe(65_536);
    const wrong = everySample.filter((sample, i) => out[i] !== reference(law, sample));
    expect([...wrong]).toEqual([]);
  });

  it.each(['A', 'u'] as const)('%s-law decodes to the middle of the interval', (law) => {
    const decoded = new Int16Array(256);
    expect((law === 'A' ? decodeALaw : decodeMuLaw)(everyCode, decoded)).toBe(256);
    const decision = law === 'A' ? aDecision : uDecision;
    const scale = law === 'A' ? 8 : 4;
    for (let n = 0; n < 128; n++) {
      const zeroOfMu = law === 'u' && n === 0;
      const middle = zeroOfMu ? 0 : (scale * (decision[n]! + decision[n + 1]!)) / 2;
      const positive = law === 'A' ? (n + 128) ^ 0x55 : 255 - n;
      const negative = law === 'A' ? n ^ 0x55 : 127 - n;
      expect(decoded[positive]).toBe(middle);
      expect(Math.abs(decoded[negative]! + middle)).toBe(0);
    }
  });

  it('knows the values that everyone knows', () => {
    const code = (encode: typeof encodeALaw, sample: number): number => {
      const out = new Uint8Array(1);
      encode(Int16Array.of(sample), out);
      return out[0]!;
    };
    expect([0, -1, 32_767, -32_768].map((sample) => code(encodeALaw, sample))).toEqual([0xd5, 0x55, 0xaa, 0x2a]);
    expect([0, -1, 32_767, -32_768].map((sample) => code(encodeMuLaw, sample))).toEqual([0xff, 0x7f, 0x80, 0x00]);
  });

  it('gives each code back after decoding and encoding it; u-law has two zeros', () => {
    const pcm = new Int16Array(256);
    const again = new Uint8Array(256);
    decodeALaw(everyCode, pcm);
    encodeALaw(pcm, again);
    expect(again).toEqual(everyCode);
    decodeMuLaw(everyCode, pcm);
    encodeMuLaw(pcm, again);
    const expected = everyCode.slice();
    expected[0x7f] = 0xff;
    expect(again).toEqual(expected);
  });

  it('never writes past the shorter of both buffers', () => {
    const short = new Uint8Array(10);
    expect(encodeALaw(new Int16Array(160), short)).toBe(10);
    expect(decodeMuLaw(new Uint8Array(160), new Int16Array(80))).toBe(80);
  });
});
