/** Made-up Ethernet, IP, UDP and TCP headers around what was really sent, with right lengths and checksums. */
import type { Endpoint } from '../endpoint-text.ts';
import { ipv4Bytes, ipv6Bytes } from '../ip-bytes.ts';

const ETHERNET_BYTES = 14;
const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
const PROTOCOL_TCP = 6;
const PROTOCOL_UDP = 17;
const IPV4_BYTES = 20;
const IPV6_BYTES = 40;
const UDP_BYTES = 8;
const TCP_BYTES = 20;
const TCP_PSH_ACK = 0x18;
const HOP_LIMIT = 64;

/** What fits into one IPv4 packet beside its headers; IPv6 would take a little more. */
export const MAX_UDP_PAYLOAD = 65_535 - IPV4_BYTES - UDP_BYTES;
export const MAX_TCP_PAYLOAD = 65_535 - IPV4_BYTES - TCP_BYTES;

export interface Way {
  source: Endpoint;
  destination: Endpoint;
}

/** RFC 768. */
export function udpFrame(way: Way, payload: Uint8Array): Uint8Array {
  const segment = new Uint8Array(UDP_BYTES + payload.length);
  const view = new DataView(segment.buffer);
  view.setUint16(0, way.source.port);
  view.setUint16(2, way.destination.port);
  view.setUint16(4, segment.length);
  segment.set(payload, UDP_BYTES);
  const checksum = transportChecksum(way, PROTOCOL_UDP, segment);
  // Zero would mean that there is none.
  view.setUint16(6, checksum === 0 ? 0xffff : checksum);
  return ipFrame(way, PROTOCOL_UDP, segment);
}

/** RFC 9293 3.1: a segment in the middle of a connection. */
export function tcpFrame(way: Way, sequence: number, acknowledgment: number, payload: Uint8Array): Uint8Array {
  const segment = new Uint8Array(TCP_BYTES + payload.length);
  const view = new DataView(segment.buffer);
  view.setUint16(0, way.source.port);
  view.setUint16(2, way.destination.port);
  view.setUint32(4, sequence);
  view.setUint32(8, acknowledgment);
  view.setUint8(12, (TCP_BYTES / 4) << 4);
  view.setUint8(13, TCP_PSH_ACK);
  view.setUint16(14, 0xffff);
  segment.set(payload, TCP_BYTES);
  view.setUint16(16, transportChecksum(way, PROTOCOL_TCP, segment));
  return ipFrame(way, PROTOCOL_TCP, segment);
}

function isIpv6({ source, destination }: Way): boolean {
  return source.address.includes(':') || destination.address.includes(':');
}

function ipFrame(way: Way, protocol: number, segment: Uint8Array): Uint8Array {
  return isIpv6(way) ? ipv6Frame(way, protocol, segment) : ipv4Frame(way, protocol, segment);
}

/** RFC 791 3.1. */
function ipv4Frame(way: Way, protocol: number, segment: Uint8Array): Uint8Array {
  const source = ipv4Bytes(way.source.address);
  const destination = ipv4Bytes(way.destination.address);
  const frame = ethernetFrame(source, destination, ETHERTYPE_IPV4, IPV4_BYTES + segment.length);
  const header = frame.subarray(ETHERNET_BYTES, ETHERNET_BYTES + IPV4_BYTES);
  const view = new DataView(frame.buffer, ETHERNET_BYTES, IPV4_BYTES);
  view.setUint8(0, 0x45);
  view.setUint16(2, IPV4_BYTES + segment.length);
  // Don't fragment.
  view.setUint16(6, 0x4000);
  view.setUint8(8, HOP_LIMIT);
  view.setUint8(9, protocol);
  header.set(source, 12);
  header.set(destination, 16);
  view.setUint16(10, onesComplement(sum16(header, 0)));
  frame.set(segment, ETHERNET_BYTES + IPV4_BYTES);
  return frame;
}

/** RFC 8200 3. */
function ipv6Frame(way: Way, protocol: number, segment: Uint8Array): Uint8Array {
  const source = ipv6Bytes(way.source.address);
  const destination = ipv6Bytes(way.destination.address);
  const frame = ethernetFrame(source, destination, ETHERTYPE_IPV6, IPV6_BYTES + segment.length);
  const view = new DataView(frame.buffer, ETHERNET_BYTES, IPV6_BYTES);
  view.setUint8(0, 0x60);
  view.setUint16(4, segment.length);
  view.setUint8(6, protocol);
  view.setUint8(7, HOP_LIMIT);
  frame.set(source, ETHERNET_BYTES + 8);
  frame.set(destination, ETHERNET_BYTES + 24);
  frame.set(segment, ETHERNET_BYTES + IPV6_BYTES);
  return frame;
}

/** Hardware addresses are locally administered and end in the IP address's last four bytes, so that hosts can be told apart. */
function ethernetFrame(source: Uint8Array, destination: Uint8Array, ethertype: number, payloadBytes: number): Uint8Array {
  const frame = new Uint8Array(ETHERNET_BYTES + payloadBytes);
  frame[0] = 0x02;
  frame.set(destination.subarray(-4), 2);
  frame[6] = 0x02;
  frame.set(source.subarray(-4), 8);
  new DataView(frame.buffer).setUint16(12, ethertype);
  return frame;
}

/** With the pseudo header of RFC 768, RFC 9293 3.1 and RFC 8200 8.1. */
function transportChecksum(way: Way, protocol: number, segment: Uint8Array): number {
  const toBytes = isIpv6(way) ? ipv6Bytes : ipv4Bytes;
  const addresses = sum16(toBytes(way.destination.address), sum16(toBytes(way.source.address), 0));
  return onesComplement(sum16(segment, addresses + protocol + segment.length));
}

/** RFC 1071: 16-bit words added up; an odd last byte counts as the high half. */
function sum16(bytes: Uint8Array, start: number): number {
  let sum = start;
  for (let i = 0; i + 1 < bytes.length; i += 2) sum += ((bytes[i] as number) << 8) | (bytes[i + 1] as number);
  return bytes.length % 2 === 1 ? sum + ((bytes[bytes.length - 1] as number) << 8) : sum;
}

function onesComplement(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x1_0000);
  return ~folded & 0xffff;
}
