import type { CodecName } from '../../../src-shared/model.ts';
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from './g711.ts';

/** One direction of one stream owns its codec: those that come later (G.722, Opus) carry state from frame to frame. */
export interface AudioCodec {
  readonly name: CodecName;
  readonly sampleRateHz: number;
  /** Rate of the RTP timestamp, which is not always the sample rate (G.722, RFC 3551 4.5.2). */
  readonly clockRateHz: number;
  /** Writes the payload of `pcm` into `into` from `offset` on and returns its length in bytes. */
  encode(pcm: Int16Array, into: Uint8Array, offset: number): number;
  /** Writes the samples of the `length` bytes of `payload` from `offset` on to the start of `into`, as many as fit, and returns their number. */
  decode(payload: Uint8Array, into: Int16Array, offset: number, length: number): number;
}

const pcma: AudioCodec = { name: 'PCMA', sampleRateHz: 8000, clockRateHz: 8000, encode: encodeALaw, decode: decodeALaw };
const pcmu: AudioCodec = { name: 'PCMU', sampleRateHz: 8000, clockRateHz: 8000, encode: encodeMuLaw, decode: decodeMuLaw };

/** The codec of this name; G.711 has no state, so every stream shares one. */
export function createCodec(name: CodecName): AudioCodec {
  return name === 'PCMA' ? pcma : pcmu;
}
