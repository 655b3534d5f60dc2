/** How RTCP is carried and what it tells: rtcp-mux (RFC 5761), rtcp-rsize (RFC 5506), rtcp-xr (RFC 3611 5). */
import { attributeValue } from '../../src-shared/sdp/attributes.ts';
import type { SdpAttribute, SdpMedia } from '../../src-shared/sdp/types.ts';
import type { MediaAgreement } from '../media/engine-port.ts';
import type { StreamOf } from './remote-audio.ts';

const MUX: SdpAttribute = { name: 'rtcp-mux' };
const REDUCED_SIZE: SdpAttribute = { name: 'rtcp-rsize' };
/** What the peer hears is what we want to be told. */
const EXTENDED: SdpAttribute = { name: 'rtcp-xr', value: 'voip-metrics' };
/** And the times that round trips are measured by, where they are meant. */
const EXTENDED_WITH_TIMES: SdpAttribute = { name: 'rtcp-xr', value: 'rcvr-rtt=all voip-metrics' };

/** Only what we use: an INVITE of more than 1300 bytes would have to go over TCP (RFC 3261 18.1.1), and few are far from that. */
export const offeredRtcp: readonly SdpAttribute[] = [MUX, EXTENDED];

const has = ({ media }: StreamOf, { name }: SdpAttribute): boolean => attributeValue(media.attributes, name) !== undefined;

/** RFC 3611 5.1: at the level of the session too. */
function extendedOf({ description, media }: StreamOf): string[] | undefined {
  const value = attributeValue(media.attributes, EXTENDED.name) ?? attributeValue(description.attributes, EXTENDED.name);
  return value?.trim().split(/ +/);
}

const wantsTimes = (extended: readonly string[]): boolean => extended.some((name) => name.startsWith('rcvr-rtt'));

/** Does this stream put RTCP on the RTP port, or offer to? */
export function hasRtcpMux(stream: StreamOf): boolean {
  return has(stream, MUX);
}

/** For the answer: what was offered and we can do (RFC 5761 5.1.1), which is all of it. */
export function answeredRtcp(offered: StreamOf): SdpAttribute[] {
  const extended = extendedOf(offered);
  return [
    ...[MUX, REDUCED_SIZE].filter((attribute) => has(offered, attribute)),
    ...(extended ? [wantsTimes(extended) ? EXTENDED_WITH_TIMES : EXTENDED] : []),
  ];
}

/** What our description of a stream and the peer's agree on. */
export function agreedRtcp(ours: SdpMedia, theirs: StreamOf): Pick<MediaAgreement, 'rtcpMux' | 'rtcpReducedSize' | 'rtcpExtended'> {
  const both = (attribute: SdpAttribute): boolean => attributeValue(ours.attributes, attribute.name) !== undefined && has(theirs, attribute);
  const wanted = extendedOf(theirs);
  return {
    ...(both(MUX) && { rtcpMux: true }),
    ...(both(REDUCED_SIZE) && { rtcpReducedSize: true }),
    ...(wanted && { rtcpExtended: { voipMetrics: wanted.includes('voip-metrics'), receiverTime: wantsTimes(wanted) } }),
  };
}
