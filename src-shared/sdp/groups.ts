/** Where the media of a session go: each multicast group with its layers (RFC 8866 5.7) and ports (5.14), and addresses that are free. */
import { ipv6Bytes, ipv6Text } from '../ip-bytes.ts';
import { parseIpv4 } from '../sip/ip-address.ts';
import { isIpv6, isMulticast } from './address.ts';
import type { SdpConnection, SdpMedia, SessionDescription } from './types.ts';

export interface MediaTarget {
  /** Number of the m= line, from 0. */
  mediaIndex: number;
  address: string;
  port: number;
  /** Of IPv4 groups. */
  ttl?: number;
  multicast: boolean;
}

/** Of one stream: more layers nobody sends, and a hostile description could ask for millions. */
const MOST_ADDRESSES = 64;
const MOST_TARGETS = 256;
const RTP_AND_RTCP = 2;

/** Each address of each stream that is not declined, with each of its ports. At most 256. */
export function mediaTargets(description: SessionDescription): MediaTarget[] {
  const targets: MediaTarget[] = [];
  description.media.forEach((media, mediaIndex) => {
    if (media.port === 0) return;
    for (const connection of connectionsOf(description, media)) {
      for (const target of targetsOf(media, connection)) {
        if (targets.length < MOST_TARGETS) targets.push({ mediaIndex, ...target });
      }
    }
  });
  return targets;
}

/** RFC 8866 5.7: those of the stream, else that of the session. */
function connectionsOf(description: SessionDescription, media: SdpMedia): SdpConnection[] {
  if (media.connections.length > 0) return media.connections;
  return description.connection ? [description.connection] : [];
}

/** RFC 8866 5.14: several ports are several streams, each with the next even port; layers of several addresses pair with them. */
function targetsOf(media: SdpMedia, connection: SdpConnection): Omit<MediaTarget, 'mediaIndex'>[] {
  const addresses = layersOf(connection);
  const ports = Array.from({ length: Math.min(media.portCount ?? 1, MOST_ADDRESSES) }, (_, at) => media.port + at * portStep(media)).filter((port) => port <= 65_535);
  const multicast = isMulticast(connection.address);
  const target = (address: string, port: number): Omit<MediaTarget, 'mediaIndex'> => ({ address, port, multicast, ...(connection.ttl !== undefined && { ttl: connection.ttl }) });
  if (addresses.length === ports.length) return addresses.map((address, at) => target(address, ports[at] ?? media.port));
  return addresses.flatMap((address) => ports.map((port) => target(address, port)));
}

function portStep({ protocol }: SdpMedia): number {
  return /RTP\//i.test(protocol) ? RTP_AND_RTCP : 1;
}

/** `233.252.0.1/127/3`: three groups, one after the other (RFC 8866 5.7). Only groups have layers. */
export function layersOf({ address, count }: SdpConnection): string[] {
  if (!isMulticast(address)) return [address];
  const wanted = Math.max(1, Math.min(count ?? 1, MOST_ADDRESSES));
  const layers = Array.from({ length: wanted }, (_, later) => addressAfter(address, later));
  return layers.filter((each) => each !== undefined);
}

function addressAfter(address: string, later: number): string | undefined {
  if (isIpv6(address)) {
    const bytes = ipv6Bytes(address);
    let carry = later;
    for (let at = 15; at >= 0 && carry > 0; at--) {
      carry += bytes[at] ?? 0;
      bytes[at] = carry & 0xff;
      carry >>= 8;
    }
    return ipv6Text(bytes);
  }
  const number = (parseIpv4(address) ?? []).reduce((sum, byte) => sum * 256 + byte, 0) + later;
  return number < 2 ** 32 ? ipv4Of(number) : undefined;
}

function ipv4Of(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

/** `organisation`: 239.192.0.0/14 (RFC 2365 6.2), stays inside; `global`: 224.2.128.0 to 224.2.255.255, those of session directories. */
export type GroupScope = 'organisation' | 'global';

const SCOPES: Record<GroupScope, { first: number; size: number }> = {
  organisation: { first: 239 * 2 ** 24 + 192 * 2 ** 16, size: 2 ** 18 },
  global: { first: 224 * 2 ** 24 + 2 * 2 ** 16 + 128 * 2 ** 8, size: 2 ** 15 },
};
const TRIES = 64;
const FIRST_PORT = 16_384;
const PORT_PAIRS = 8192;

/** One that none of the sessions heard uses, by chance: two who choose at once hardly choose the same. `random`: from 0 up to, without, 1. */
export function freeGroup(scope: GroupScope, seen: ReadonlySet<string>, random: () => number): string {
  const { first, size } = SCOPES[scope];
  let address = ipv4Of(first + Math.floor(random() * size));
  for (let tries = 0; tries < TRIES && (seen.has(address) || /\.(?:0|255)$/.test(address)); tries++) address = ipv4Of(first + Math.floor(random() * size));
  return address;
}

/** Even, as RTP has it: RTCP takes the next (RFC 3550 11). */
export function freePort(random: () => number): number {
  return FIRST_PORT + RTP_AND_RTCP * Math.floor(random() * PORT_PAIRS);
}
