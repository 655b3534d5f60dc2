/** Attributes read by name (RFC 8866 6). Names are compared as they are: they are case-sensitive. */
import type { SdpAttribute, SdpMedia } from './types.ts';
import { parseDecimal } from './time.ts';

export interface RtpMap {
  payloadType: number;
  /** As on the wire; compare in one case. */
  encoding: string;
  clockRateHz: number;
  channels: number;
}

/** Payload numbers that mean something without `a=rtpmap` (RFC 3551 6), as far as audio in the field goes. */
const STATIC_RTPMAPS = new Map<number, [encoding: string, clockRateHz: number]>([
  [0, ['PCMU', 8000]], [3, ['GSM', 8000]], [4, ['G723', 8000]], [8, ['PCMA', 8000]], [9, ['G722', 8000]],
  [10, ['L16', 44_100]], [11, ['L16', 44_100]], [13, ['CN', 8000]], [15, ['G728', 8000]], [18, ['G729', 8000]],
]);
const STEREO_L16 = 10;
const MAX_PAYLOAD_TYPE = 127;
const RTPMAP = /^(\d{1,3}) +([^/ ]+)\/(\d{1,7})(?:\/(\d{1,3}))?/;

/** Value of the first attribute of that name; '' for a property attribute; undefined when there is none. */
export function attributeValue(attributes: readonly SdpAttribute[], name: string): string | undefined {
  const found = attributes.find((attribute) => attribute.name === name);
  return found && (found.value ?? '');
}

/** The first `a=fmtp` of a payload number, without the number; '' when there is none. */
export function formatParameters(media: SdpMedia, payloadType: number): string {
  const prefix = `${payloadType} `;
  const found = media.attributes.find(({ name, value }) => name === 'fmtp' && value?.startsWith(prefix));
  return found?.value?.slice(prefix.length).trim() ?? '';
}

/** The payloads of an RTP stream in the order of the m= line, each once, static ones without `a=rtpmap` included
 *  (RFC 3551 6); numbers that nothing explains are left out. */
export function rtpMapsOf(media: SdpMedia): RtpMap[] {
  const declared = declaredRtpMaps(media);
  const maps = new Map<number, RtpMap>();
  for (const format of media.formats) {
    const payloadType = parseDecimal(format);
    if (payloadType === undefined || payloadType > MAX_PAYLOAD_TYPE || maps.has(payloadType)) continue;
    const map = declared.get(payloadType) ?? staticRtpMap(payloadType);
    if (map) maps.set(payloadType, map);
  }
  return [...maps.values()];
}

/** The first `a=rtpmap` of each number counts. */
function declaredRtpMaps(media: SdpMedia): Map<number, RtpMap> {
  const maps = new Map<number, RtpMap>();
  for (const { name, value } of media.attributes) {
    const match = name === 'rtpmap' && value !== undefined ? RTPMAP.exec(value) : null;
    if (!match) continue;
    const payloadType = Number(match[1]);
    if (maps.has(payloadType)) continue;
    maps.set(payloadType, { payloadType, encoding: match[2] ?? '', clockRateHz: Number(match[3]), channels: Number(match[4] ?? 1) });
  }
  return maps;
}

function staticRtpMap(payloadType: number): RtpMap | undefined {
  const known = STATIC_RTPMAPS.get(payloadType);
  return known && { payloadType, encoding: known[0], clockRateHz: known[1], channels: payloadType === STEREO_L16 ? 2 : 1 };
}
