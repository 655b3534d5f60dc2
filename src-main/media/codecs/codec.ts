/** Codecs as the engine uses them: an encoder and a decoder for what a payload type means. Each stream owns its own: most carry state
 *  from frame to frame. */
import type { Coding } from '../engine-port.ts';
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from '../../../src-shared/audio/g711.ts';
import { createG722Decoder, createG722Encoder } from '../../../src-shared/audio/g722.ts';
import type { SampleSize } from './linear.ts';
import { createLinearDecoder, createLinearEncoder } from './linear.ts';
import { createOpusDecoder, createOpusEncoder } from './opus.ts';

export interface AudioEncoder {
  readonly sampleRateHz: number;
  /** Rate of the RTP timestamp, which is not always the sample rate (G.722, RFC 3551 4.5.2). */
  readonly clockRateHz: number;
  /** Writes the payload of `pcm`, one packet's sound, into `into` from `offset` on and gives its length in bytes; 0: nothing is to be
   *  sent (DTX). */
  encode(pcm: Int16Array, into: Uint8Array, offset: number): number;
  /** Of our packets, in percent, as the peer reports it: what is lost can be repeated in what follows. */
  setExpectedLoss?(percent: number): void;
  close?(): void;
}

export interface AudioDecoder {
  readonly sampleRateHz: number;
  readonly clockRateHz: number;
  /** RTP ticks of sound in a payload, undecoded; 0: unreadable. */
  durationTicks(payload: Uint8Array, offset: number, length: number): number;
  /** Writes the samples (mono) of the `length` bytes of `payload` from `offset` on to the start of `into`, as many as fit; gives their number. */
  decode(payload: Uint8Array, into: Int16Array, offset: number, length: number): number;
  /** The codec's own concealment of one lost frame of `into.length` samples; absent: concealment.ts does it. */
  conceal?(into: Int16Array): void;
  /** The lost packet before this one, out of this one's forward error correction: its samples; 0 when there is none. */
  recover?(payload: Uint8Array, into: Int16Array, offset: number, length: number): number;
  close?(): void;
}

interface Codec {
  encoder(format: Coding, ptimeMs: number): AudioEncoder;
  decoder(format: Coding): AudioDecoder;
}

const G711 = { sampleRateHz: 8000, clockRateHz: 8000 };
const bytes = (_payload: Uint8Array, _offset: number, length: number): number => length;
// G.711 has no state, so every stream shares one.
const pcma: AudioEncoder & AudioDecoder = { ...G711, encode: encodeALaw, decode: decodeALaw, durationTicks: bytes };
const pcmu: AudioEncoder & AudioDecoder = { ...G711, encode: encodeMuLaw, decode: decodeMuLaw, durationTicks: bytes };

/** RFC 3551 4.5.2: the clock is half the sample rate, so that a byte is a tick. */
const G722 = { sampleRateHz: 16_000, clockRateHz: 8000 };

function linear(size: SampleSize): Codec {
  return { encoder: (format) => createLinearEncoder(format, size), decoder: (format) => createLinearDecoder(format, size) };
}

const CODECS: Record<Coding['codec'], Codec> = {
  opus: { encoder: ({ parameters }, ptimeMs) => createOpusEncoder(parameters, ptimeMs), decoder: createOpusDecoder },
  G722: { encoder: () => ({ ...G722, ...createG722Encoder() }), decoder: () => ({ ...G722, ...createG722Decoder(), durationTicks: bytes }) },
  PCMA: { encoder: () => pcma, decoder: () => pcma },
  PCMU: { encoder: () => pcmu, decoder: () => pcmu },
  L16: linear({ bytes: 2 }),
  L24: linear({ bytes: 3 }),
};

/** For packets of `ptimeMs` each. */
export function createEncoder(format: Coding, ptimeMs: number): AudioEncoder {
  return CODECS[format.codec].encoder(format, ptimeMs);
}

export function createDecoder(format: Coding): AudioDecoder {
  return CODECS[format.codec].decoder(format);
}

/** Would a codec of the one serve for the other? Its payload type may be another one. */
export function isSameCoding(one: Coding, other: Coding): boolean {
  return one.codec === other.codec && one.clockRateHz === other.clockRateHz && one.channels === other.channels && one.parameters === other.parameters;
}
