import { describe, expect, it } from 'vitest';
import { createDecoder, createEncoder } from '../../../../src-main/media/codecs/codec.ts';
import type { PayloadFormat } from '../../../../src-main/media/engine-port.ts';

const l16 = (clockRateHz: number, channels: number): PayloadFormat => ({ payloadType: 112, codec: 'L16', clockRateHz, channels, parameters: '' });
const samples = Int16Array.of(0, 1, -1, 258, -32_768, 32_767);

describe('L16', () => {
  it('has the upper byte first', () => {
    const into = new Uint8Array(14).fill(0xee);
    expect(createEncoder(l16(16_000, 1), 20).encode(samples, into, 1)).toBe(12);
    expect([...into]).toEqual([0xee, 0, 0, 0, 1, 0xff, 0xff, 1, 2, 0x80, 0, 0x7f, 0xff, 0xee]);
  });

  it('comes back as it was', () => {
    const payload = new Uint8Array(12);
    createEncoder(l16(16_000, 1), 20).encode(samples, payload, 0);
    const heard = new Int16Array(6);
    expect(createDecoder(l16(16_000, 1)).decode(payload, heard, 0, 12)).toBe(6);
    expect(heard).toEqual(samples);
  });

  it('in stereo says everything twice and hears the mean', () => {
    const payload = new Uint8Array(24);
    expect(createEncoder(l16(44_100, 2), 10).encode(samples, payload, 0)).toBe(24);
    expect([...payload.subarray(0, 8)]).toEqual([0, 0, 0, 0, 0, 1, 0, 1]);
    const apart = Uint8Array.of(0x7f, 0xff, 0x80, 0x01, 0x7f, 0xff, 0x7f, 0xff, 0x80, 0x00, 0x80, 0x00);
    const heard = new Int16Array(3);
    const decoder = createDecoder(l16(44_100, 2));
    expect(decoder.durationTicks(apart, 0, 12)).toBe(3);
    expect(decoder.decode(apart, heard, 0, 12)).toBe(3);
    expect([...heard]).toEqual([0, 32_767, -32_768]);
  });

  it.each([8000, 16_000, 32_000, 44_100, 48_000])('at %i Hz has that clock and that rate', (rate) => {
    expect(createDecoder(l16(rate, 1))).toMatchObject({ clockRateHz: rate, sampleRateHz: rate });
    expect(createEncoder(l16(rate, 1), 20)).toMatchObject({ clockRateHz: rate, sampleRateHz: rate });
  });

  it('leaves out what is less than a sample, and what does not fit', () => {
    const decoder = createDecoder(l16(16_000, 1));
    expect(decoder.durationTicks(new Uint8Array(5), 0, 5)).toBe(2);
    expect(decoder.decode(new Uint8Array(5), new Int16Array(9), 0, 5)).toBe(2);
    expect(decoder.decode(new Uint8Array(8), new Int16Array(3), 0, 8)).toBe(3);
    expect(createEncoder(l16(16_000, 1), 20).encode(samples, new Uint8Array(6), 1)).toBe(4);
  });
});
