/** The formats of a stream, so that two descriptions can be laid beside each other. */
import { formatParameters, rtpMapsOf } from '../sdp/attributes.ts';
import type { SdpMedia } from '../sdp/types.ts';

export interface StreamFormat {
  /** Payload number, or the format itself. */
  number: string;
  /** `PCMA/8000`, `opus/48000/2`; a number that nothing explains stays one. */
  name: string;
  parameters: string;
  /** Keypad events (RFC 4733). */
  isEvents: boolean;
  /** Goes beside a codec: events, comfort noise, redundancy. */
  isAuxiliary: boolean;
}

const AUXILIARY = new Set(['telephone-event', 'cn', 'red', 'rtx', 'ulpfec']);
const MAX_FORMATS = 60;

export function formatsOf(media: SdpMedia): StreamFormat[] {
  const maps = new Map(rtpMapsOf(media).map((map) => [String(map.payloadType), map]));
  return media.formats.slice(0, MAX_FORMATS).map((number) => {
    const map = maps.get(number);
    const encoding = map?.encoding.toLowerCase() ?? '';
    const name = map ? `${map.encoding}/${map.clockRateHz}${map.channels > 1 ? `/${map.channels}` : ''}` : number;
    return { number, name, parameters: map ? formatParameters(media, map.payloadType) : '', isEvents: encoding === 'telephone-event', isAuxiliary: AUXILIARY.has(encoding) };
  });
}

/** RFC 3264 6.1: formats are the same by name, clock rate and channels; numbers may differ. */
export function isSameFormat(one: StreamFormat, other: StreamFormat): boolean {
  return one.name.toLowerCase() === other.name.toLowerCase();
}
