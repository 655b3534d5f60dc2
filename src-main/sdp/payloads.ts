/** Payload numbers: which codec has which, and what both sides have in common. */
import type { CodecName } from '../../src-shared/model.ts';
import { rtpMapsOf } from '../../src-shared/sdp/attributes.ts';
import type { RtpMap } from '../../src-shared/sdp/attributes.ts';
import type { SdpMedia } from '../../src-shared/sdp/types.ts';

export interface Payload {
  payloadType: number;
  codec: CodecName;
}
export interface Payloads {
  /** In order of preference, each codec once. */
  codecs: Payload[];
  telephoneEvent: number | undefined;
}

/** RFC 3551 6. */
const STATIC_NUMBER: Record<CodecName, number> = { PCMU: 0, PCMA: 8 };
const CLOCK_RATE_HZ = 8000;
const USUAL_TELEPHONE_EVENT = 101;
const FIRST_DYNAMIC = 96;
const LAST_DYNAMIC = 127;

/** The peer's numbers of those codecs that we have, in our order. */
export function commonPayloads(remote: readonly RtpMap[], codecs: readonly CodecName[]): Payloads {
  return {
    codecs: codecs.flatMap((codec) => {
      const payloadType = numberOf(remote, codec);
      return payloadType === undefined ? [] : [{ payloadType, codec }];
    }),
    telephoneEvent: numberOf(remote, 'TELEPHONE-EVENT'),
  };
}

/** Numbers for our next offer. What a number has meant in this stream it keeps meaning (RFC 3264 8.3.2), so earlier
 *  descriptions of it, ours and the peer's, come first and their numbers are not given to anything else. */
export function offeredPayloads(codecs: readonly CodecName[], earlier: readonly (SdpMedia | undefined)[]): Payloads {
  const known = earlier.flatMap((media) => (media ? rtpMapsOf(media) : []));
  const taken = new Set(known.map((map) => map.payloadType));
  const choose = (encoding: string, usual: number): number | undefined => {
    const number = numberOf(known, encoding) ?? freeNumber(taken, usual);
    if (number !== undefined) taken.add(number);
    return number;
  };
  return {
    codecs: codecs.flatMap((codec) => {
      const payloadType = choose(codec, STATIC_NUMBER[codec]);
      return payloadType === undefined ? [] : [{ payloadType, codec }];
    }),
    telephoneEvent: choose('TELEPHONE-EVENT', USUAL_TELEPHONE_EVENT),
  };
}

/** Encoding names are compared in any case (RFC 4855 3). */
function numberOf(maps: readonly RtpMap[], encoding: string): number | undefined {
  return maps.find((map) => map.encoding.toUpperCase() === encoding && map.clockRateHz === CLOCK_RATE_HZ && map.channels === 1)?.payloadType;
}

/** Undefined when a hostile peer has used up every number. */
function freeNumber(taken: ReadonlySet<number>, usual: number): number | undefined {
  if (!taken.has(usual)) return usual;
  for (let number = FIRST_DYNAMIC; number <= LAST_DYNAMIC; number++) if (!taken.has(number)) return number;
  return undefined;
}
