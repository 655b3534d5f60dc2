/** From a captured frame to the IP packet in it, and to the UDP datagram or TCP segment in that. Every length is the wire's word
 *  and is checked. */
import type { Endpoint } from '../endpoint-text.ts';
import { ipv4Text, ipv6Text } from '../ip-bytes.ts';
import type { Fragment } from './ip-fragments.ts';

export interface IpPacket {
  source: string;
  destination: string;
  protocol: number;
  payload: Uint8Array;
  /** Only a piece of what was sent. */
  fragment: Fragment | undefined;
}

export interface Segment {
  source: Endpoint;
  destination: Endpoint;
  transport: 'udp' | 'tcp';
  /** TCP only: number of the first byte, and whether a connection begins here. */
  sequence: number;
  isSyn: boolean;
  payload: Uint8Array;
}

/** tcpdump.org/linktypes.html */
const LINKTYPE = { null: 0, ethernet: 1, rawBsd: 12, rawOpenBsd: 14, raw: 101, loop: 108, sll: 113, ipv4: 228, ipv6: 229, sll2: 276 };
const ETHERTYPES_IP = [0x0800, 0x86dd];
const ETHERTYPES_VLAN = [0x8100, 0x88a8];
const ETHERNET_BYTES = 14;
const PROTOCOL_TCP = 6;
const PROTOCOL_UDP = 17;
const TCP_SYN = 0x02;
/** IPv6 headers between the fixed one and the transport: hop-by-hop, routing, destination options (RFC 8200 4.1). */
const SKIPPED_EXTENSIONS = [0, 43, 60];
const FRAGMENT_EXTENSION = 44;

/** Undefined: no IP, or broken. */
export function ipPacketOf(linkType: number, frame: Uint8Array): IpPacket | undefined {
  const packet = frame.subarray(ipOffset(linkType, frame));
  const version = (packet[0] ?? 0) >> 4;
  if (version === 4) return ipv4(packet);
  if (version === 6) return ipv6(packet);
  return undefined;
}

function ipOffset(linkType: number, frame: Uint8Array): number {
  switch (linkType) {
    case LINKTYPE.ethernet: return etherOffset(frame);
    case LINKTYPE.null:
    case LINKTYPE.loop: return 4;
    case LINKTYPE.sll: return 16;
    case LINKTYPE.sll2: return 20;
    case LINKTYPE.raw:
    case LINKTYPE.rawBsd:
    case LINKTYPE.rawOpenBsd:
    case LINKTYPE.ipv4:
    case LINKTYPE.ipv6: return 0;
    default: return frame.length;
  }
}

/** Steps over VLAN tags (IEEE 802.1Q). */
function etherOffset(frame: Uint8Array): number {
  let offset = ETHERNET_BYTES;
  while (ETHERTYPES_VLAN.includes(uint16(frame, offset - 2))) offset += 4;
  return ETHERTYPES_IP.includes(uint16(frame, offset - 2)) ? offset : frame.length;
}

/** RFC 791 3.1. */
function ipv4(packet: Uint8Array): IpPacket | undefined {
  const headerBytes = ((packet[0] ?? 0) & 0x0f) * 4;
  const totalBytes = uint16(packet, 2);
  if (headerBytes < 20 || totalBytes < headerBytes || packet.length < headerBytes) return undefined;
  const flags = uint16(packet, 6);
  const fragment = { id: uint16(packet, 4), offset: (flags & 0x1fff) * 8, more: (flags & 0x2000) !== 0 };
  return {
    source: ipv4Text(packet.subarray(12, 16)),
    destination: ipv4Text(packet.subarray(16, 20)),
    protocol: packet[9] ?? 0,
    // What the link added to reach its least size is not part of the packet.
    payload: packet.subarray(headerBytes, totalBytes),
    fragment: fragment.more || fragment.offset > 0 ? fragment : undefined,
  };
}

/** RFC 8200 3 and 4. */
function ipv6(packet: Uint8Array): IpPacket | undefined {
  if (packet.length < 40) return undefined;
  const end = 40 + uint16(packet, 4);
  let protocol = packet[6] ?? 0;
  let offset = 40;
  while (SKIPPED_EXTENSIONS.includes(protocol) && offset + 8 <= packet.length) {
    protocol = packet[offset] ?? 0;
    offset += ((packet[offset + 1] ?? 0) + 1) * 8;
  }
  const isFragment = protocol === FRAGMENT_EXTENSION && offset + 8 <= packet.length;
  const fragment = isFragment ? ipv6Fragment(packet.subarray(offset)) : undefined;
  return {
    source: ipv6Text(packet.subarray(8, 24)),
    destination: ipv6Text(packet.subarray(24, 40)),
    protocol: isFragment ? (packet[offset] ?? 0) : protocol,
    payload: packet.subarray(isFragment ? offset + 8 : offset, end),
    fragment,
  };
}

/** RFC 8200 4.5. */
function ipv6Fragment(header: Uint8Array): Fragment {
  const flags = uint16(header, 2);
  return { id: uint16(header, 4) * 0x1_0000 + uint16(header, 6), offset: flags & 0xfff8, more: (flags & 1) !== 0 };
}

/** Undefined: neither UDP nor TCP, or broken. */
export function segmentOf({ source, destination, protocol, payload: bytes }: IpPacket): Segment | undefined {
  if (bytes.length < 8) return undefined;
  const ends = { source: { address: source, port: uint16(bytes, 0) }, destination: { address: destination, port: uint16(bytes, 2) } };
  if (protocol === PROTOCOL_UDP) return { ...ends, transport: 'udp', sequence: 0, isSyn: false, payload: bytes.subarray(8, uint16(bytes, 4)) };
  if (protocol !== PROTOCOL_TCP || bytes.length < 20) return undefined;
  const headerBytes = ((bytes[12] ?? 0) >> 4) * 4;
  if (headerBytes < 20) return undefined;
  const sequence = uint16(bytes, 4) * 0x1_0000 + uint16(bytes, 6);
  return { ...ends, transport: 'tcp', sequence, isSyn: ((bytes[13] ?? 0) & TCP_SYN) !== 0, payload: bytes.subarray(headerBytes) };
}

function uint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}
