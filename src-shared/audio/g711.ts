/** ITU-T G.711: A-law and u-law by table. Nothing is allocated per frame. */

// A sample is told apart by its upper 12 bits (A-law works on 13 bits with steps of two) or 14 bits (u-law).
const A_SHIFT = 4;
const MU_SHIFT = 2;
const MU_BIAS = 33;
const MU_MAX = 0x1fff;
const aLawOfSample = encodeTable(A_SHIFT, compressALaw);
const muLawOfSample = encodeTable(MU_SHIFT, compressMuLaw);
const sampleOfALaw = Int16Array.from({ length: 256 }, (_, code) => expandALaw(code));
const sampleOfMuLaw = Int16Array.from({ length: 256 }, (_, code) => expandMuLaw(code));

/** A-law payload of `pcm` (16 bit) into `into` from `offset` on; returns the number of bytes, one a sample. */
export function encodeALaw(pcm: Int16Array, into: Uint8Array, offset = 0): number {
  const count = Math.min(pcm.length, into.length - offset);
  for (let i = 0; i < count; i++) into[offset + i] = aLawOfSample[(pcm[i]! + 32_768) >> A_SHIFT]!;
  return count;
}

/** u-law payload of `pcm` (16 bit) into `into` from `offset` on; returns the number of bytes, one a sample. */
export function encodeMuLaw(pcm: Int16Array, into: Uint8Array, offset = 0): number {
  const count = Math.min(pcm.length, into.length - offset);
  for (let i = 0; i < count; i++) into[offset + i] = muLawOfSample[(pcm[i]! + 32_768) >> MU_SHIFT]!;
  return count;
}

/** 16-bit samples of an A-law payload, `length` bytes from `offset` on, into the start of `into`; returns their number. */
export function decodeALaw(payload: Uint8Array, into: Int16Array, offset = 0, length = payload.length - offset): number {
  const count = Math.min(length, into.length);
  for (let i = 0; i < count; i++) into[i] = sampleOfALaw[payload[offset + i]!]!;
  return count;
}

/** 16-bit samples of a u-law payload, `length` bytes from `offset` on, into the start of `into`; returns their number. */
export function decodeMuLaw(payload: Uint8Array, into: Int16Array, offset = 0, length = payload.length - offset): number {
  const count = Math.min(length, into.length);
  for (let i = 0; i < count; i++) into[i] = sampleOfMuLaw[payload[offset + i]!]!;
  return count;
}

function encodeTable(shift: number, compress: (sample: number) => number): Uint8Array {
  return Uint8Array.from({ length: 65_536 >> shift }, (_, index) => compress((index << shift) - 32_768));
}

/** Magnitude by one's complement, so that the two halves of the characteristic mirror each other (as G.191 has it). */
function magnitude(sample: number): number {
  return sample < 0 ? ~sample : sample;
}

/** Number of the highest bit set; -1 for 0. */
function highestBit(value: number): number {
  return 31 - Math.clz32(value);
}

/** G.711 Table 1: eight segments, the two lowest of the same slope; every even bit is inverted on the line. */
function compressALaw(sample: number): number {
  const level = magnitude(sample) >> 4;
  const segment = Math.max(0, highestBit(level) - 3);
  const step = segment === 0 ? level : (level >> (segment - 1)) & 0x0f;
  const sign = sample < 0 ? 0 : 0x80;
  return (sign | (segment << 4) | step) ^ 0x55;
}

function expandALaw(code: number): number {
  const bits = code ^ 0x55;
  const segment = (bits >> 4) & 7;
  const step = bits & 0x0f;
  const level = segment === 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1);
  return bits & 0x80 ? level : -level;
}

/** G.711 Table 2: eight segments, each twice as steep; all bits are inverted on the line. */
function compressMuLaw(sample: number): number {
  const level = Math.min((magnitude(sample) >> MU_SHIFT) + MU_BIAS, MU_MAX);
  const segment = highestBit(level) - 5;
  const step = (level >> (segment + 1)) & 0x0f;
  const sign = sample < 0 ? 0x80 : 0;
  return ~(sign | (segment << 4) | step) & 0xff;
}

function expandMuLaw(code: number): number {
  const bits = ~code & 0xff;
  const segment = (bits >> 4) & 7;
  const level = ((((bits & 0x0f) << 1) + MU_BIAS) << segment) - MU_BIAS;
  return (bits & 0x80 ? -level : level) << MU_SHIFT;
}
