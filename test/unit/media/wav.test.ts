import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeALaw, encodeMuLaw } from '../../../src-shared/audio/g711.ts';
import type { WavAudio } from '../../../src-main/media/wav-read.ts';
import { readWav } from '../../../src-main/media/wav-read.ts';
import { wavHeader } from '../../../src-shared/audio/wav-write.ts';
import { sine, snrDb } from './signal.ts';

interface Spec {
  tag: number;
  bits: number;
  channels?: number;
  rateHz?: number;
  data: Uint8Array;
  extensible?: boolean;
  /** Chunks before "data". */
  before?: Uint8Array[];
  claimedBytes?: number;
}

function chunk(name: string, data: Uint8Array, claimed = data.length): Uint8Array {
  const bytes = new Uint8Array(8 + data.length + (data.length & 1));
  bytes.set(new TextEncoder().encode(name));
  new DataView(bytes.buffer).setUint32(4, claimed, true);
  bytes.set(data, 8);
  return bytes;
}

function wav({ tag, bits, channels = 1, rateHz = 8000, data, extensible, before = [], claimedBytes }: Spec): Uint8Array {
  const fmt = new DataView(new ArrayBuffer(extensible ? 40 : 16));
  fmt.setUint16(0, extensible ? 0xfffe : tag, true);
  fmt.setUint16(2, channels, true);
  fmt.setUint32(4, rateHz, true);
  fmt.setUint32(8, (rateHz * channels * bits) / 8, true);
  fmt.setUint16(12, (channels * bits) / 8, true);
  fmt.setUint16(14, bits, true);
  if (extensible) {
    fmt.setUint16(16, 22, true);
    const guid = [tag, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
    guid.forEach((byte, i) => fmt.setUint8(24 + i, byte));
  }
  const chunks = [chunk('fmt ', new Uint8Array(fmt.buffer)), ...before, chunk('data', data, claimedBytes)];
  const body = new Uint8Array(4 + chunks.reduce((sum, { length }) => sum + length, 0));
  body.set(new TextEncoder().encode('WAVE'));
  let at = 4;
  for (const piece of chunks) {
    body.set(piece, at);
    at += piece.length;
  }
  return chunk('RIFF', body);
}

function samplesOf(bytes: Uint8Array): Float32Array {
  const audio = open(bytes);
  const samples = new Float32Array(audio.length);
  audio.read(0, samples);
  return samples;
}

function open(bytes: Uint8Array): WavAudio {
  const read = readWav(bytes, 'x.wav');
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

const tone = sine(1000, 800);
const bytesOf = (array: Int16Array | Int32Array | Float32Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const pcm16 = bytesOf(tone);
const pcm24 = Uint8Array.from([...tone].flatMap((sample) => [0, sample & 255, (sample >> 8) & 255]));

function compressed(encode: typeof encodeALaw): Uint8Array {
  const data = new Uint8Array(tone.length);
  encode(tone, data);
  return data;
}

describe('reading WAV', () => {
  it.each<[string, Spec, number]>([
    ['16-bit PCM', { tag: 1, bits: 16, data: pcm16 }, 100],
    ['16-bit PCM, extensible', { tag: 1, bits: 16, data: pcm16, extensible: true }, 100],
    ['24-bit PCM', { tag: 1, bits: 24, data: pcm24 }, 100],
    ['32-bit PCM', { tag: 1, bits: 32, data: bytesOf(Int32Array.from(tone, (s) => s * 65_536)) }, 100],
    ['32-bit float', { tag: 3, bits: 32, data: bytesOf(Float32Array.from(tone, (s) => s / 32_767)) }, 90],
    ['32-bit float, extensible', { tag: 3, bits: 32, data: bytesOf(Float32Array.from(tone, (s) => s / 32_767)), extensible: true }, 90],
    ['8-bit PCM', { tag: 1, bits: 8, data: Uint8Array.from(tone, (s) => (s >> 8) + 128) }, 35],
    ['A-law', { tag: 6, bits: 8, data: compressed(encodeALaw) }, 33],
    ['u-law', { tag: 7, bits: 8, data: compressed(encodeMuLaw) }, 33],
  ])('%s', (_, spec, leastDb) => {
    expect(Math.min(100, snrDb(tone, samplesOf(wav(spec))))).toBeGreaterThanOrEqual(leastDb);
  });

  it('stereo is mixed to mono', () => {
    const both = Int16Array.from([100, 300, -32_768, -32_768, 32_767, -32_767]);
    expect([...samplesOf(wav({ tag: 1, bits: 16, channels: 2, data: bytesOf(both) }))]).toEqual([200, -32_768, 0]);
  });

  it('is silent before and after the file', () => {
    const audio = open(wav({ tag: 1, bits: 16, data: bytesOf(Int16Array.of(5, 6)) }));
    const samples = new Float32Array(5);
    audio.read(-2, samples);
    expect([...samples]).toEqual([0, 0, 5, 6, 0]);
  });

  it('passes over other chunks, odd ones too', () => {
    const before = [chunk('LIST', new Uint8Array(7)), chunk('bext', new Uint8Array(602))];
    expect(snrDb(tone, samplesOf(wav({ tag: 1, bits: 16, data: pcm16, before })))).toBe(Infinity);
  });

  it.each([0xffff_ffff, 10_000_000])('takes what there is when the header claims %i bytes', (claimedBytes) => {
    expect(samplesOf(wav({ tag: 1, bits: 16, data: pcm16, claimedBytes }))).toHaveLength(800);
  });

  it('what is no number in a float file is silent, what is too loud clips', () => {
    const data = bytesOf(Float32Array.of(NaN, Infinity, -7, 1));
    expect([...samplesOf(wav({ tag: 3, bits: 32, data }))]).toEqual([0, 32_767, -32_767, 32_767]);
  });

  const fine: Spec = { tag: 1, bits: 16, data: pcm16 };
  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /not a WAV file/],
    ['text', new TextEncoder().encode('RIFF, said the engineer, is not enough'), /not a WAV file/],
    ['no data', wav(fine).subarray(0, 36), /no "data" chunk/],
    ['empty data', wav({ ...fine, data: new Uint8Array(0) }), /"data" chunk is empty/],
    ['no fmt', chunk('RIFF', Uint8Array.of(...new TextEncoder().encode('WAVE'), ...chunk('data', pcm16))), /no "fmt " chunk/],
    ['MP3 in WAV', wav({ ...fine, tag: 85 }), /format 85/],
    ['ADPCM', wav({ ...fine, tag: 2, bits: 4 }), /format 2, 4 bits/],
    ['no channel', wav({ ...fine, channels: 0 }), /0 channels/],
    ['six channels', wav({ ...fine, channels: 6 }), /6 channels/],
    ['no rate', wav({ ...fine, rateHz: 0 }), /0 Hz/],
    ['an absurd rate', wav({ ...fine, rateHz: 4_000_000 }), /4000000 Hz/],
  ])('refuses %s and says why', (_, bytes, why) => {
    const read = readWav(bytes, 'song.wav');
    expect(read.ok).toBe(false);
    if (read.ok) return;
    expect(read.error.code).toBe('wav-unreadable');
    expect(read.error.message).toMatch(why);
    expect(read.error.message).toMatch(/^Cannot play song\.wav: .*Choose a mono or stereo WAV/);
  });

  it('refuses a block size that contradicts the rest', () => {
    const bytes = wav(fine);
    bytes[32] = 7;
    expect(readWav(bytes, 'x').ok).toBe(false);
  });

  it('never throws on damaged files', () => {
    const good = wav({ ...fine, extensible: true });
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(80), fc.nat(255)), { maxLength: 8 }), fc.nat(good.length), (damages, length) => {
      const bytes = good.slice(0, length);
      for (const [at, value] of damages) if (at < bytes.length) bytes[at] = value;
      const read = readWav(bytes, 'x');
      if (read.ok) read.value.read(-10, new Float32Array(Math.min(read.value.length, 2000) + 20));
    }));
  });
});

describe('writing WAV', () => {
  it('the header is what the reader understands', () => {
    const header = wavHeader({ sampleRateHz: 8000, channels: 2, dataBytes: 8 });
    const bytes = new Uint8Array(52);
    bytes.set(header);
    bytes.set(bytesOf(Int16Array.of(1, 3, 5, 7)), 44);
    const audio = open(bytes);
    expect(audio).toMatchObject({ sampleRateHz: 8000, channels: 2, length: 2 });
    expect([...samplesOf(bytes)]).toEqual([2, 6]);
    expect(new DataView(header.buffer).getUint32(4, true)).toBe(bytes.length - 8);
  });

  it('more than 4 GiB is said as much as a header can', () => {
    const header = new DataView(wavHeader({ sampleRateHz: 8000, channels: 2, dataBytes: 2 ** 33 }).buffer);
    expect(header.getUint32(4, true)).toBe(0xffff_ffff);
  });
});
