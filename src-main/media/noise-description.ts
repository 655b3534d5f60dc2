/** What our own silence sounds like, for the peer to make noise like it (RFC 3389). */
import { createLinearPredictor } from './linear-prediction.ts';

export interface NoiseDescription {
  /** The next packet's samples, up to 32 768, with no DC. What counts is the newest tenth of a second. */
  hear(sound: Float32Array): void;
  /** Of what was heard, in dB below overload, 0 to 127. */
  level(): number;
  /** The payload of a comfort noise packet; gives its length. */
  write(into: Uint8Array, offset: number): number;
}

const HEARD_MS = 100;
/** Noise has no finer shape that one would miss. */
const COEFFICIENTS = 6;
const OVERLOAD = 32_768;
/** RFC 3389 3.1: seven bits. */
const SILENCE = 127;

export function createNoiseDescription(sampleRateHz: number): NoiseDescription {
  const heard = new Float32Array((sampleRateHz * HEARD_MS) / 1000);
  const predictor = createLinearPredictor(COEFFICIENTS, sampleRateHz, heard.length);

  function level(): number {
    let sum = 0;
    for (let i = 0; i < heard.length; i++) sum += heard[i]! * heard[i]!;
    const below = -10 * Math.log10(sum / heard.length / OVERLOAD ** 2);
    return Math.round(Math.max(0, Math.min(SILENCE, below)));
  }

  return {
    hear(sound) {
      heard.copyWithin(0, sound.length);
      heard.set(sound, heard.length - sound.length);
    },
    level,
    write(into, offset) {
      into[offset] = level();
      predictor.fit(heard, 0, heard.length);
      for (let i = 0; i < COEFFICIENTS; i++) into[offset + 1 + i] = quantised(predictor.reflections[i]!);
      return 1 + COEFFICIENTS;
    },
  };
}

/** RFC 3389 3.2: 0 to 254 stand for -1 to 1. */
function quantised(reflection: number): number {
  return Math.max(0, Math.min(254, Math.round((reflection * 32_768) / 258) + 127));
}
