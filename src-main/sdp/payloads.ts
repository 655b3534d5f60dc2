/** Payload numbers: which codec has which, and what both sides have in common. */
import type { CodecName } from '../../src-shared/model.ts';
import { formatParameters, rtpMapsOf } from '../../src-shared/sdp/attributes.ts';
import type { RtpMap } from '../../src-shared/sdp/attributes.ts';
import type { SdpMedia } from '../../src-shared/sdp/types.ts';
import { COMFORT_NOISE_PAYLOAD_TYPE } from '../media/comfort-noise.ts';
import type { EventFormat, PayloadFormat } from '../media/engine-port.ts';
import { hasComfortNoise, isEventFormat, isFormatOf, isNoiseFormat, isOfferedFormat, OFFERED_FORMATS, usualEventNumber } from './payload-formats.ts';

export interface Payloads {
  /** In order of preference, each codec once. */
  codecs: PayloadFormat[];
  /** telephone-event, one for each clock rate and one at 8000 Hz. */
  events: EventFormat[];
  /** Comfort noise, where it is wanted and one of the codecs has use for it. */
  noise?: number;
}

/** What is wanted, best first. */
export interface Wanted {
  codecs: readonly CodecName[];
  /** Comfort noise in place of pauses (RFC 3389). */
  comfortNoise?: boolean;
}

const FIRST_DYNAMIC = 96;
const LAST_DYNAMIC = 127;
const USUAL_EVENT_RATE_HZ = 8000;

/** The numbers that a description gives to those codecs that we have, in our order, with the parameters that stand there. */
export function commonPayloads(media: SdpMedia, { codecs, comfortNoise = false }: Wanted): Payloads {
  const maps = rtpMapsOf(media);
  const common = codecs.flatMap((codec) => {
    const map = formatIn(maps, codec);
    return map ? [payloadFormat(codec, map, formatParameters(media, map.payloadType))] : [];
  });
  const noise = comfortNoise && common.some(hasComfortNoise) ? maps.find(isNoiseFormat) : undefined;
  return { codecs: common, events: commonEvents(maps, common), ...(noise && { noise: noise.payloadType }) };
}

/** Who has them at another rate alone is understood all the same. */
function commonEvents(maps: readonly RtpMap[], codecs: readonly PayloadFormat[]): EventFormat[] {
  const events = eventsIn(maps);
  const fitting = eventRates(codecs).flatMap((rate) => events.find((event) => event.clockRateHz === rate) ?? []);
  return fitting.length > 0 ? fitting : events.slice(0, 1);
}

/** Numbers for our next offer. What a number has meant in this stream it keeps meaning (RFC 3264 8.3.2), so earlier
 *  descriptions of it, ours and the peer's, come first and their numbers are not given to anything else. */
export function offeredPayloads({ codecs, comfortNoise = false }: Wanted, earlier: readonly (SdpMedia | undefined)[]): Payloads {
  const known = earlier.flatMap((media) => (media ? rtpMapsOf(media) : []));
  const taken = new Set(known.map((map) => map.payloadType));
  const offered = codecs.flatMap((codec) => offeredFormat(codec, known, taken) ?? []);
  const events = eventRates(offered).flatMap((rate) => offeredEvent(rate, known, taken) ?? []);
  const noise = comfortNoise && offered.some(hasComfortNoise) ? offeredNoise(known, taken) : undefined;
  return { codecs: offered, events, ...(noise !== undefined && { noise }) };
}

function offeredNoise(known: readonly RtpMap[], taken: Set<number>): number | undefined {
  return known.find(isNoiseFormat)?.payloadType ?? takeNumber(taken, COMFORT_NOISE_PAYLOAD_TYPE);
}

function offeredFormat(codec: CodecName, known: readonly RtpMap[], taken: Set<number>): PayloadFormat | undefined {
  const { parameters, usualNumber, ...format } = OFFERED_FORMATS[codec];
  const before = formatIn(known, codec);
  if (before) return payloadFormat(codec, before, parameters);
  const payloadType = takeNumber(taken, usualNumber);
  return payloadType === undefined ? undefined : { payloadType, codec, ...format, parameters };
}

function offeredEvent(clockRateHz: number, known: readonly RtpMap[], taken: Set<number>): EventFormat | undefined {
  const before = eventsIn(known).find((event) => event.clockRateHz === clockRateHz);
  if (before) return before;
  const payloadType = takeNumber(taken, usualEventNumber(clockRateHz));
  return payloadType === undefined ? undefined : { payloadType, clockRateHz };
}

/** With what we say about them instead of what the peer says: the parameters are of whoever receives. */
export function asReceivedByUs(codecs: readonly PayloadFormat[]): PayloadFormat[] {
  return codecs.map((format) => ({ ...format, parameters: OFFERED_FORMATS[format.codec].parameters }));
}

/** The form that we would offer ourselves, else the first that we can do. */
function formatIn(maps: readonly RtpMap[], codec: CodecName): RtpMap | undefined {
  const usable = maps.filter((map) => isFormatOf(codec, map));
  return usable.find((map) => isOfferedFormat(codec, map)) ?? usable[0];
}

function eventsIn(maps: readonly RtpMap[]): EventFormat[] {
  return maps.filter(isEventFormat).map(({ payloadType, clockRateHz }) => ({ payloadType, clockRateHz }));
}

function payloadFormat(codec: CodecName, { payloadType, clockRateHz, channels }: RtpMap, parameters: string): PayloadFormat {
  return { payloadType, codec, clockRateHz, channels, parameters };
}

/** RFC 4733 2.1: events have the clock of the codec that they interrupt. Many phones know them at 8000 Hz only, beside any codec. Each rate
 *  once, in the order of the codecs. */
function eventRates(codecs: readonly PayloadFormat[]): number[] {
  return [...new Set([...codecs.map((codec) => codec.clockRateHz), USUAL_EVENT_RATE_HZ])];
}

/** Undefined when a hostile peer has used up every number. */
function takeNumber(taken: Set<number>, usual: number): number | undefined {
  const number = taken.has(usual) ? freeNumber(taken) : usual;
  if (number !== undefined) taken.add(number);
  return number;
}

function freeNumber(taken: ReadonlySet<number>): number | undefined {
  for (let number = FIRST_DYNAMIC; number <= LAST_DYNAMIC; number++) if (!taken.has(number)) return number;
  return undefined;
}
