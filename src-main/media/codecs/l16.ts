/** L16 (RFC 3551 4.5.11): samples of 16 bits, the upper byte first, one after the other of all channels. Here one channel is heard:
 *  several are mixed into one, and each gets what we say. */

import type { PayloadFormat } from '../engine-port.ts';
import type { AudioDecoder, AudioEncoder } from './codec.ts';

const SAMPLE_BYTES = 2;

export function createL16Encoder({ clockRateHz, channels }: PayloadFormat): AudioEncoder {
  const bytesATick = SAMPLE_BYTES * channels;
  return {
    sampleRateHz: clockRateHz,
    clockRateHz,
    encode(pcm, into, offset) {
      const count = Math.min(pcm.length, Math.floor((into.length - offset) / bytesATick));
      let at = offset;
      for (let i = 0; i < count; i++) {
        const sample = pcm[i]!;
        for (let channel = 0; channel < channels; channel++, at += SAMPLE_BYTES) {
          into[at] = sample >> 8;
          into[at + 1] = sample;
        }
      }
      return at - offset;
    },
  };
}

export function createL16Decoder({ clockRateHz, channels }: PayloadFormat): AudioDecoder {
  const bytesATick = SAMPLE_BYTES * channels;
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
        for (let channel = 0; channel < channels; channel++, at += SAMPLE_BYTES) sum += ((payload[at]! << 24) >> 16) | payload[at + 1]!;
        into[i] = channels === 1 ? sum : Math.round(sum / channels);
      }
      return count;
    },
  };
}
