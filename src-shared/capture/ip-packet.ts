/** IPv4 and IPv6 packets. Every length is the wire's word and is checked. */
import { readUint16, readUint32 } from '../rtp/wire-integers.ts';
import type { Fragment } from './ip-fragments.ts';

export interface IpPacket {
  /** The packet from its first byte on, and where in it the addresses stand: `addressBytes` of the source, then of the destination. */
  header: Uint8Array;
  addressesAt: number;
  addressBytes: 4 | 16;
  protocol: number;
  payload: Uint8Array;
  /** Only a piece of what was sent. */
  fragment: Fragment | undefined;
}

const IPV4_BYTES = 20;
const IPV6_BYTES = 40;
/** Between the fixed IPv6 header and the transport: hop-by-hop, routing, destination options, mobility (RFC 8200 4.1, RFC 6275 6.1). */
const SKIPPED_EXTENSIONS = [0, 43, 60, 135];
const FRAGMENT_EXTENSION = 44;
/** Its length counts words of 4 octets and two less than there are (RFC 4302 2.2). */
const AUTHENTICATION_EXTENSION = 51;

/** Undefined: no IP, or broken. */
export function ipPacketIn(bytes: Uint8Array): IpPacket | undefined {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4) return ipv4(bytes);
  return version === 6 ? ipv6(bytes) : undefined;
}

/** RFC 791 3.1. */
function ipv4(packet: Uint8Array): IpPacket | undefined {
  if (packet.length < IPV4_BYTES) return undefined;
  const headerBytes = (packet[0]! & 0x0f) * 4;
  // Zero: the network card was to cut it into packets (TSO), and the capture stands before it.
  const totalBytes = readUint16(packet, 2) || packet.length;
  if (headerBytes < IPV4_BYTES || totalBytes < headerBytes || packet.length < headerBytes) return undefined;
  const flags = readUint16(packet, 6);
  const isFragment = (flags & 0x3fff) !== 0;
  return {
    header: packet,
    addressesAt: 12,
    addressBytes: 4,
    protocol: packet[9]!,
    // What the link added to reach its least size is not part of the packet.
    payload: packet.subarray(headerBytes, totalBytes),
    fragment: isFragment ? { id: readUint16(packet, 4), offset: (flags & 0x1fff) * 8, more: (flags & 0x2000) !== 0 } : undefined,
  };
}

/** RFC 8200 3 and 4. */
function ipv6(packet: Uint8Array): IpPacket | undefined {
  if (packet.length < IPV6_BYTES) return undefined;
  // Zero: as with IPv4, or a jumbogram.
  const payloadBytes = readUint16(packet, 4);
  const end = payloadBytes === 0 ? packet.length : IPV6_BYTES + payloadBytes;
  let protocol = packet[6]!;
  let offset = IPV6_BYTES;
  while (offset + 8 <= packet.length && (SKIPPED_EXTENSIONS.includes(protocol) || protocol === AUTHENTICATION_EXTENSION)) {
    const words = packet[offset + 1]!;
    const length = protocol === AUTHENTICATION_EXTENSION ? (words + 2) * 4 : (words + 1) * 8;
    protocol = packet[offset]!;
    offset += length;
  }
  const isFragment = protocol === FRAGMENT_EXTENSION && offset + 8 <= packet.length;
  return {
    header: packet,
    addressesAt: 8,
    addressBytes: 16,
    protocol: isFragment ? packet[offset]! : protocol,
    payload: packet.subarray(isFragment ? offset + 8 : offset, end),
    fragment: isFragment ? ipv6Fragment(packet, offset) : undefined,
  };
}

/** RFC 8200 4.5. */
function ipv6Fragment(packet: Uint8Array, at: number): Fragment {
  const flags = readUint16(packet, at + 2);
  return { id: readUint32(packet, at + 4), offset: flags & 0xfff8, more: (flags & 1) !== 0 };
}
