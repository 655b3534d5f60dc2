/** ITU-T G.722 at 64 kbit/s (mode 1): 16 kHz sound as two sub-bands of 8 kHz, each by adaptive differential PCM. One byte is two
 *  samples: 6 bits of the lower band, 2 of the higher. In whole numbers, bit by bit as the Recommendation has it. */
import type { Band } from './g722-band.ts';
import { adaptHigher, adaptLower, createBand, higherCode, higherDifference, lowerCode, lowerDifference, lowerFineDifference, predict, saturate } from './g722-band.ts';

export interface G722Encoder {
  /** Two samples a byte, into `into` from `offset` on; the number of bytes. An odd last sample is left out. */
  encode(pcm: Int16Array, into: Uint8Array, offset: number): number;
}

export interface G722Decoder {
  /** Two samples a byte, as many as fit into `into`; their number. */
  decode(payload: Uint8Array, into: Int16Array, offset: number, length: number): number;
}

/** Table 3: the even taps of the quadrature mirror filter; the odd ones are the same backwards. */
const QMF = Int32Array.of(3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11);
const QMF_TAPS = 24;
/** Pairs of samples that are filtered before the tail of the filter's memory is moved to its beginning. */
const BLOCK_PAIRS = 160;

/** The last 22 samples before those of the block; what is written behind them is filtered in place. */
interface FilterMemory {
  samples: Int32Array;
  /** Where the next pair goes. */
  at: number;
}

function createMemory(): FilterMemory {
  return { samples: new Int32Array(QMF_TAPS - 2 + 2 * BLOCK_PAIRS), at: QMF_TAPS - 2 };
}

/** Makes room for the pair that comes next, and puts it there. */
function put(memory: FilterMemory, first: number, second: number): void {
  const { samples } = memory;
  if (memory.at === samples.length) {
    samples.copyWithin(0, memory.at - QMF_TAPS + 2);
    memory.at = QMF_TAPS - 2;
  }
  samples[memory.at] = first;
  samples[memory.at + 1] = second;
  memory.at += 2;
}

/** Sum over the older sample of each of the last twelve pairs. */
function filterOlder({ samples, at }: FilterMemory): number {
  let sum = 0;
  for (let i = 0, from = at - QMF_TAPS; i < 12; i++, from += 2) sum += Math.imul(samples[from]!, QMF[i]!);
  return sum;
}

/** Sum over the newer sample of each of the last twelve pairs. */
function filterNewer({ samples, at }: FilterMemory): number {
  let sum = 0;
  for (let i = 0, from = at - 1; i < 12; i++, from -= 2) sum += Math.imul(samples[from]!, QMF[i]!);
  return sum;
}

/** The sub-bands have 15 bits (3.1: -16384 to 16383). */
function limit(value: number): number {
  if (value > 16_383) return 16_383;
  return value < -16_384 ? -16_384 : value;
}

export function createG722Encoder(): G722Encoder {
  const memory = createMemory();
  const lower = createBand(32);
  const higher = createBand(8);

  function encodePair(first: number, second: number): number {
    put(memory, first, second);
    const older = filterOlder(memory);
    const newer = filterNewer(memory);
    return encodeLower(lower, limit((newer + older) >> 14)) | (encodeHigher(higher, limit((newer - older) >> 14)) << 6);
  }

  return {
    encode(pcm, into, offset) {
      const count = Math.min(pcm.length >> 1, into.length - offset);
      for (let i = 0; i < count; i++) into[offset + i] = encodePair(pcm[2 * i]!, pcm[2 * i + 1]!);
      return count;
    },
  };
}

function encodeLower(band: Band, sample: number): number {
  const code = lowerCode(band, saturate(sample - band.estimate));
  const difference = lowerDifference(band, code);
  adaptLower(band, code);
  predict(band, difference);
  return code;
}

function encodeHigher(band: Band, sample: number): number {
  const code = higherCode(band, saturate(sample - band.estimate));
  const difference = higherDifference(band, code);
  adaptHigher(band, code);
  predict(band, difference);
  return code;
}

export function createG722Decoder(): G722Decoder {
  const memory = createMemory();
  const lower = createBand(32);
  const higher = createBand(8);

  /** What is heard has all six bits; the predictor goes by the upper four, so that it is the same in all modes. */
  function decodeLower(code: number): number {
    const heard = limit(saturate(lower.estimate + lowerFineDifference(lower, code)));
    const difference = lowerDifference(lower, code);
    adaptLower(lower, code);
    predict(lower, difference);
    return heard;
  }

  function decodeHigher(code: number): number {
    const difference = higherDifference(higher, code);
    const heard = limit(saturate(higher.estimate + difference));
    adaptHigher(higher, code);
    predict(higher, difference);
    return heard;
  }

  return {
    decode(payload, into, offset, length) {
      const count = Math.min(length, into.length >> 1);
      for (let i = 0; i < count; i++) {
        const byte = payload[offset + i]!;
        const low = decodeLower(byte & 0x3f);
        const high = decodeHigher(byte >> 6);
        put(memory, low + high, low - high);
        into[2 * i] = saturate(filterNewer(memory) >> 11);
        into[2 * i + 1] = saturate(filterOlder(memory) >> 11);
      }
      return 2 * count;
    },
  };
}
