/** How each codec is written in a description: its rate, its channels, the number that we give it and what we say about it. */
import type { CodecName } from '../../src-shared/model.ts';
import type { RtpMap } from '../../src-shared/sdp/attributes.ts';
import { COMFORT_NOISE_RATE_HZ } from '../media/comfort-noise.ts';
import { OWN_OPUS_PARAMETERS } from '../media/codecs/opus-parameters.ts';
import type { PayloadFormat } from '../media/engine-port.ts';

interface OfferedFormat {
  clockRateHz: number;
  channels: number;
  /** Static (RFC 3551 6), or what we choose where it is free. */
  usualNumber: number;
  parameters: string;
}

/** G.722's clock is 8000 Hz though it has 16 000 samples a second (RFC 3551 4.5.2); Opus is always written as 48000/2 (RFC 7587 7). */
export const OFFERED_FORMATS: Record<CodecName, OfferedFormat> = {
  opus: { clockRateHz: 48_000, channels: 2, usualNumber: 111, parameters: OWN_OPUS_PARAMETERS },
  G722: { clockRateHz: 8000, channels: 1, usualNumber: 9, parameters: '' },
  PCMA: { clockRateHz: 8000, channels: 1, usualNumber: 8, parameters: '' },
  PCMU: { clockRateHz: 8000, channels: 1, usualNumber: 0, parameters: '' },
  L16: { clockRateHz: 16_000, channels: 1, usualNumber: 112, parameters: '' },
};

/** telephone-event by clock rate. */
const EVENT_NUMBERS = new Map([[8000, 101], [48_000, 102], [16_000, 103]]);
const OTHER_EVENTS = 104;
const L16_RATES_HZ = [8000, 16_000, 32_000, 44_100, 48_000];

/** Is this payload one that our codec of that name can read and write? Names are compared in any case (RFC 4855 3). */
export function isFormatOf(codec: CodecName, { encoding, clockRateHz, channels }: RtpMap): boolean {
  if (encoding.toUpperCase() !== codec.toUpperCase()) return false;
  if (codec === 'L16') return L16_RATES_HZ.includes(clockRateHz) && (channels === 1 || channels === 2);
  const offered = OFFERED_FORMATS[codec];
  // `opus/48000` without its channels is seen, and can only mean one thing.
  return clockRateHz === offered.clockRateHz && (channels === offered.channels || (codec === 'opus' && channels === 1));
}

export function isOfferedFormat(codec: CodecName, { clockRateHz, channels }: RtpMap): boolean {
  const offered = OFFERED_FORMATS[codec];
  return clockRateHz === offered.clockRateHz && channels === offered.channels;
}

export function isEventFormat({ encoding, channels }: RtpMap): boolean {
  return encoding.toUpperCase() === 'TELEPHONE-EVENT' && channels === 1;
}

export function isNoiseFormat({ encoding, clockRateHz, channels }: RtpMap): boolean {
  return encoding.toUpperCase() === 'CN' && clockRateHz === COMFORT_NOISE_RATE_HZ && channels === 1;
}

/** RFC 3389 4: for codecs that have no comfort noise of their own, at their clock rate. G.722's clock is not its sample rate. */
export function hasComfortNoise({ codec, clockRateHz }: PayloadFormat): boolean {
  return codec !== 'opus' && codec !== 'G722' && clockRateHz === COMFORT_NOISE_RATE_HZ;
}

export function usualEventNumber(clockRateHz: number): number {
  return EVENT_NUMBERS.get(clockRateHz) ?? OTHER_EVENTS;
}
