/** What a description of a multicast session means for who joins it: groups, senders, codecs. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import { canonicalAddress, isMulticast } from '../../src-shared/sdp/address.ts';
import type { RtpMap } from '../../src-shared/sdp/attributes.ts';
import { formatParameters, rtpMapsOf } from '../../src-shared/sdp/attributes.ts';
import { sourceFiltersOf } from '../../src-shared/sdp/source-filter.ts';
import type { SdpMedia, SessionDescription } from '../../src-shared/sdp/types.ts';
import type { Coding } from '../media/engine-port.ts';
import type { GroupMedium } from '../media/group-port.ts';
import { bandwidthOf, mayTalk, packetTimeOf, rtcpPortOf } from './joined-terms.ts';
import { groupKeyOf, isSecureProtocol } from './media-keys.ts';

/** A medium that can be joined, but for the interface, which the description does not know. */
export type JoinableMedium = Omit<GroupMedium, 'interface'> & {
  /** Its place among the m= lines. */
  index: number;
};

const MOST_MEDIA = 8;
const MOST_SENDERS = 16;
const LINEAR_RATES_HZ = [8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000];
const MOST_CHANNELS = 8;
/** RFC 8866 5.7 wants it for IPv4; IPv6 has none, its groups say how far they reach. */
const USUAL_TTL = 15;

/** Every sound stream of the session that can be heard here. Error: `session-not-audible`, with what stands in the way. */
export function joinableMedia(description: SessionDescription): Result<JoinableMedium[], RungError> {
  const media: JoinableMedium[] = [];
  const reasons: string[] = [];
  for (const [index, medium] of description.media.entries()) {
    if (medium.media !== 'audio' || medium.port === 0) continue;
    const found = joinable(description, medium, index);
    if (typeof found === 'string') reasons.push(found);
    else if (media.length < MOST_MEDIA) media.push(found);
  }
  return media.length > 0 ? ok(media) : err(notAudible(reasons));
}

/** The reason where it is not. */
function joinable(description: SessionDescription, medium: SdpMedia, index: number): JoinableMedium | string {
  // Of the layers of hierarchical encodings (RFC 8866 5.7) the first is sound by itself.
  const connection = medium.connections[0] ?? description.connection;
  const group = canonicalAddress(connection?.address ?? '');
  if (!isMulticast(group)) return `${group === '' ? 'no address' : group} is no multicast group`;
  if (!/^RTP\/S?AVPF?$/.test(medium.protocol)) return `${medium.protocol} is not possible here`;
  const key = groupKeyOf(medium);
  if (isSecureProtocol(medium.protocol) && !key) return `${medium.protocol} without a key (a=crypto) that can be used here`;
  const formats = formatsOf(medium);
  const [first] = formats;
  if (!first) return rtpMapsOf(medium).map(({ encoding, clockRateHz, channels }) => `${encoding}/${clockRateHz}/${channels}`).join(', ') || 'no known codec';
  const senders = sendersOf(description, medium, group);
  const talk = { coding: first, ptimeMs: packetTimeOf(medium) };
  const rtcpPort = rtcpPortOf(medium, senders.only.length > 0);
  return {
    index, group, port: medium.port, ...senders, formats, ttl: Math.min(255, connection?.ttl ?? USUAL_TTL), bandwidthBps: bandwidthOf(description, medium, first),
    ...(rtcpPort !== undefined && { rtcpPort }), ...(key && { key }),
    // Where only some are heard, we are not.
    ...(senders.only.length === 0 && mayTalk(description, medium) && { talk }),
  };
}

function sendersOf(description: SessionDescription, medium: SdpMedia, group: string): { only: string[]; except: string[] } {
  const filters = sourceFiltersOf(medium.attributes, description.attributes, group);
  const named = (wanted: 'incl' | 'excl'): string[] => filters.flatMap(({ mode, sources }) => (mode === wanted ? sources : [])).slice(0, MOST_SENDERS);
  return { only: named('incl'), except: named('excl') };
}

function formatsOf(medium: SdpMedia): Coding[] {
  return rtpMapsOf(medium).flatMap((map) => codingOf(map, formatParameters(medium, map.payloadType)) ?? []);
}

/** Undefined for what we cannot decode. Names are compared in any case (RFC 4855 3). */
function codingOf({ payloadType, encoding, clockRateHz, channels }: RtpMap, parameters: string): Coding | undefined {
  const codec = CODECS.find((known) => known.toUpperCase() === encoding.toUpperCase());
  return codec && isDecodable(codec, clockRateHz, channels) ? { payloadType, codec, clockRateHz, channels, parameters } : undefined;
}

const CODECS = ['PCMU', 'PCMA', 'G722', 'opus', 'L16', 'L24'] as const satisfies Coding['codec'][];

function isDecodable(codec: Coding['codec'], clockRateHz: number, channels: number): boolean {
  switch (codec) {
    case 'L16':
    case 'L24':
      return LINEAR_RATES_HZ.includes(clockRateHz) && channels >= 1 && channels <= MOST_CHANNELS;
    case 'opus':
      return clockRateHz === 48_000 && channels <= 2;
    default:
      return clockRateHz === 8000 && channels === 1;
  }
}

function notAudible(reasons: string[]): RungError {
  const why = reasons.length > 0 ? reasons.join('; ') : 'it has no sound';
  return rungError('session-not-audible', `This session cannot be listened to: ${why}. Rung plays PCMU, PCMA, G.722, Opus, L16 and L24 on multicast groups.`, { why });
}
