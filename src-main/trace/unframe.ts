/** From a captured frame to the UDP datagram or TCP segment in it. Every length is the wire's word and is checked. */
import type { Endpoint } from '../ports.ts';
import { ETHERNET_BYTES, PROTOCOL_TCP, PROTOCOL_UDP } from './frame.ts';
import { ipv4Text, ipv6Text } from './ip-address.ts';

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
const VLAN_TAGS = [0x8100, 0x88a8];
const TCP_SYN = 0x02;
/** IPv6 headers between the fixed one and the transport: hop-by-hop, routing, destination options (RFC 8200 4.1). */
const SKIPPED_EXTENSIONS = [0, 43, 60];

/** Undefined: not UDP or TCP over IP, a fragment, or broken. */
export function unframe(linkType: number, frame: Uint8Array): Segment | undefined {
  const offset = ipOffset(linkType, frame);
  const version = (frame[offset] ?? 0) >> 4;
  if (version === 4) return ipv4(frame.subarray(offset));
  if (version === 6) return ipv6(frame.subarray(offset));
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

/** Steps over VLAN tags (IEEE 802.1Q). What is not IP has no version 4 or 6 there, or fails the checks that follow. */
function etherOffset(frame: Uint8Array): number {
  let offset = ETHERNET_BYTES;
  while (VLAN_TAGS.includes(uint16(frame, offset - 2))) offset += 4;
  const isIp = [0x0800, 0x86dd].includes(uint16(frame, offset - 2));
  return isIp ? offset : frame.length;
}

/** RFC 791 3.1. */
function ipv4(packet: Uint8Array): Segment | undefined {
  const headerBytes = ((packet[0] ?? 0) & 0x0f) * 4;
  const totalBytes = uint16(packet, 2);
  if (headerBytes < 20 || totalBytes < headerBytes || packet.length < headerBytes) return undefined;
  const fragment = uint16(packet, 6) & 0x3fff;
  if (fragment !== 0) return undefined;
  const addresses = { source: ipv4Text(packet.subarray(12, 16)), destination: ipv4Text(packet.subarray(16, 20)) };
  // What the link added to reach its least size is not part of the packet.
  return transport(packet[9] ?? 0, packet.subarray(headerBytes, totalBytes), addresses);
}

/** RFC 8200 3 and 4. */
function ipv6(packet: Uint8Array): Segment | undefined {
  if (packet.length < 40) return undefined;
  const end = 40 + uint16(packet, 4);
  const addresses = { source: ipv6Text(packet.subarray(8, 24)), destination: ipv6Text(packet.subarray(24, 40)) };
  let protocol = packet[6] ?? 0;
  let offset = 40;
  while (SKIPPED_EXTENSIONS.includes(protocol) && offset + 8 <= packet.length) {
    protocol = packet[offset] ?? 0;
    offset += ((packet[offset + 1] ?? 0) + 1) * 8;
  }
  return transport(protocol, packet.subarray(offset, end), addresses);
}

function transport(protocol: number, bytes: Uint8Array, addresses: { source: string; destination: string }): Segment | undefined {
  if (bytes.length < 8) return undefined;
  const ends = {
    source: { address: addresses.source, port: uint16(bytes, 0) },
    destination: { address: addresses.destination, port: uint16(bytes, 2) },
  };
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
