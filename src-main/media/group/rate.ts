/** The rates of sound that comes to a group. */
import type { Coding } from '../engine-port.ts';

/** Rates of a sound card. */
const PATH_RATES_HZ = [8000, 16_000, 48_000];
const HIGHEST_RATE_HZ = 48_000;

/** Of the sound path that all sources of a session are mixed on: what the best of its codecs can use. */
export function rateOfJoined(formats: readonly Coding[]): number {
  const highestHz = Math.max(...formats.map(sampleRateOf));
  return PATH_RATES_HZ.find((rateHz) => rateHz >= highestHz) ?? HIGHEST_RATE_HZ;
}

/** G.722 has twice as many samples as its clock says (RFC 3551 4.5.2). */
export function sampleRateOf({ codec, clockRateHz }: Coding): number {
  return codec === 'G722' ? 2 * clockRateHz : clockRateHz;
}
