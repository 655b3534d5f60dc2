/** L16 (RFC 3551 4.5.11) and L24 (RFC 3190 4): samples of 16 or 24 bits, the uppermost byte first, one after the other of all channels.
 *  Here one channel of 16 bits is heard: several are mixed into one, and each gets what we say. */
import type { AudioDecoder, AudioEncoder } from './codec.ts';
import type { Coding } from '../engine-port.ts';

export interface SampleSize {
  bytes: 2 | 3;
}

export function createLinearEncoder({ clockRateHz, channels }: Coding, { bytes }: SampleSize): AudioEncoder {
  const bytesATick = bytes * channels;
  return {
    sampleRateHz: clockRateHz,
    clockRateHz,
    encode(pcm, into, offset) {
      const count = Math.min(pcm.length, Math.floor((into.length - offset) / bytesATick));
      let at = offset;
      for (let i = 0; i < count; i++) {
        const sample = pcm[i]!;
        for (let channel = 0; channel < channels; channel++, at += bytes) {
          into[at] = sample >> 8;
          into[at + 1] = sample;
          if (bytes === 3) into[at + 2] = 0;
        }
      }
      return at - offset;
    },
  };
}

export function createLinearDecoder({ clockRateHz, channels }: Coding, { bytes }: SampleSize): AudioDecoder {
  const bytesATick = bytes * channels;
  /** Of the sum of all channels, in the least bits that there are. */
  const share = bytes === 3 ? 256 * channels : channels;
  // What is left of a sample at the end does not count.
  const durationTicks = (_payload: Uint8Array, _offset: number, length: number): number => Math.floor(length / bytesATick);
  return {
    sampleRateHz: clockRateHz,
    clockRateHz,
    durationTicks,
    decode(payload, into, offset, length) {
      const count = Math.min(into.length, durationTicks(payload, offset, length));
      let at = offset;
      for (let i = 0; i < count; i++) {
        let sum = 0;
        for (let channel = 0; channel < channels; channel++, at += bytes) {
          const upper = ((payload[at]! << 24) >> 16) | payload[at + 1]!;
          sum += bytes === 3 ? (upper << 8) | payload[at + 2]! : upper;
        }
        into[i] = share === 1 ? sum : Math.max(-32_768, Math.min(32_767, Math.round(sum / share)));
      }
      return count;
    },
  };
}
