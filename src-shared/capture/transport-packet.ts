/** From a frame to the UDP datagram or TCP segment in it, through tunnels and out of fragments. */
import { hostText } from '../endpoint-text.ts';
import { ipv4Text, ipv6Text } from '../ip-bytes.ts';
import { readUint16, readUint32 } from '../rtp/wire-integers.ts';
import type { FragmentStore } from './ip-fragments.ts';
import type { IpPacket } from './ip-packet.ts';
import { ipPacketIn } from './ip-packet.ts';
import { inEthernet } from './link-layers.ts';

export interface TransportPacket {
  transport: 'udp' | 'tcp';
  ip: IpPacket;
  sourcePort: number;
  destinationPort: number;
  payload: Uint8Array;
  /** TCP only. */
  sequence: number;
  acknowledged: number;
  flags: number;
}

type OnOther = ((ip: IpPacket) => void) | undefined;

export interface PacketEnds {
  ip: Pick<IpPacket, 'header' | 'addressesAt' | 'addressBytes'>;
  sourcePort: number;
  destinationPort: number;
}

/** `address:port` */
export interface Ends {
  source: string;
  destination: string;
}

export const TCP_SYN = 0x02;
export const TCP_ACK = 0x10;

const PROTOCOL = { ipv4: 4, tcp: 6, udp: 17, ipv6: 41, gre: 47 };
const UDP_BYTES = 8;
const TCP_BYTES = 20;
/** Tunnels in tunnels in tunnels are an attack. */
const MOST_TUNNELS = 4;
const VXLAN_PORT = 4789;
const VXLAN_BYTES = 8;
const GRE_ETHERNET = 0x6558;
const GRE_ERSPAN = 0x88be;
const GRE_ERSPAN_3 = 0x22eb;
const GRE_IP = [0x0800, 0x86dd];

/** Undefined: neither UDP nor TCP, a fragment that others are still missing of, or broken. `onOther` hears of whole packets of other protocols. */
export function transportPacketIn(bytes: Uint8Array, fragments: FragmentStore, onOther?: OnOther, depth = 0): TransportPacket | undefined {
  const packet = ipPacketIn(bytes);
  const ip = packet?.fragment ? whole(packet, fragments) : packet;
  if (!ip) return undefined;
  switch (ip.protocol) {
    case PROTOCOL.udp: return inUdp(ip, fragments, onOther, depth);
    case PROTOCOL.tcp: return inTcp(ip);
    case PROTOCOL.ipv4:
    case PROTOCOL.ipv6: return inTunnel(ip.payload, fragments, onOther, depth);
    case PROTOCOL.gre: return inTunnel(inGre(ip.payload), fragments, onOther, depth);
    default:
      onOther?.(ip);
      return undefined;
  }
}

function whole(packet: IpPacket, fragments: FragmentStore): IpPacket | undefined {
  const { header, addressesAt, addressBytes, protocol, fragment } = packet;
  if (!fragment) return packet;
  const key = `${header.subarray(addressesAt, addressesAt + 2 * addressBytes).join('.')}|${protocol}|${fragment.id}`;
  const payload = fragments.add(key, fragment, packet.payload);
  return payload && { ...packet, payload, fragment: undefined };
}

function inTunnel(bytes: Uint8Array, fragments: FragmentStore, onOther: OnOther, depth: number): TransportPacket | undefined {
  return depth < MOST_TUNNELS ? transportPacketIn(bytes, fragments, onOther, depth + 1) : undefined;
}

/** RFC 768. A length of zero: more than the field can say. */
function inUdp(ip: IpPacket, fragments: FragmentStore, onOther: OnOther, depth: number): TransportPacket | undefined {
  const { payload } = ip;
  if (payload.length < UDP_BYTES) return undefined;
  const destinationPort = readUint16(payload, 2);
  const length = readUint16(payload, 4) || payload.length;
  const inner = payload.subarray(UDP_BYTES, length);
  // RFC 7348 5: the flag says that the network's number is there, which it must be.
  if (destinationPort === VXLAN_PORT && inner[0] === 0x08) return inTunnel(inEthernet(inner.subarray(VXLAN_BYTES)), fragments, onOther, depth);
  return { transport: 'udp', ip, sourcePort: readUint16(payload, 0), destinationPort, payload: inner, sequence: 0, acknowledged: 0, flags: 0 };
}

/** RFC 9293 3.1. */
function inTcp(ip: IpPacket): TransportPacket | undefined {
  const { payload } = ip;
  if (payload.length < TCP_BYTES) return undefined;
  const headerBytes = (payload[12]! >> 4) * 4;
  if (headerBytes < TCP_BYTES) return undefined;
  return {
    transport: 'tcp', ip, sourcePort: readUint16(payload, 0), destinationPort: readUint16(payload, 2), payload: payload.subarray(headerBytes),
    sequence: readUint32(payload, 4), acknowledged: readUint32(payload, 8), flags: payload[13]!,
  };
}

/** RFC 2784 2, RFC 2890 2: checksum, key and sequence number are there when their bits are set. What it carries, empty where that is no IP. */
function inGre(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 4) return bytes.subarray(bytes.length);
  const flags = readUint16(bytes, 0);
  const type = readUint16(bytes, 2);
  const hasSequence = (flags & 0x1000) !== 0;
  const inner = bytes.subarray(4 + (flags & 0x8000 ? 4 : 0) + (flags & 0x2000 ? 4 : 0) + (hasSequence ? 4 : 0));
  if (GRE_IP.includes(type)) return inner;
  if (type === GRE_ETHERNET) return inEthernet(inner);
  // draft-foschiano-erspan 4: type I has no header of its own, type II 8 octets, type III 12.
  if (type === GRE_ERSPAN) return inEthernet(inner.subarray(hasSequence ? 8 : 0));
  return type === GRE_ERSPAN_3 ? inEthernet(inner.subarray(12)) : bytes.subarray(bytes.length);
}

/** Names the way from source to destination: two bytes a character, which is quick to make and to look up. */
export function wayKey(packet: PacketEnds): string {
  const { ip: { header, addressesAt: at, addressBytes }, sourcePort, destinationPort } = packet;
  if (addressBytes === 4) {
    return String.fromCharCode(
      readUint16(header, at), readUint16(header, at + 2), readUint16(header, at + 4), readUint16(header, at + 6), sourcePort, destinationPort,
    );
  }
  let key = String.fromCharCode(sourcePort, destinationPort);
  for (let i = at; i < at + 32; i += 2) key += String.fromCharCode(readUint16(header, i));
  return key;
}

/** The same way, from the other end. */
export function oppositeKey(packet: TransportPacket): string {
  const { ip, sourcePort, destinationPort } = packet;
  const { header, addressesAt, addressBytes } = ip;
  const turned = new Uint8Array(2 * addressBytes);
  turned.set(header.subarray(addressesAt + addressBytes, addressesAt + 2 * addressBytes));
  turned.set(header.subarray(addressesAt, addressesAt + addressBytes), addressBytes);
  return wayKey({ ...packet, ip: { ...ip, header: turned, addressesAt: 0 }, sourcePort: destinationPort, destinationPort: sourcePort });
}

/** `address:port` of both ends. */
export function endsOf(packet: PacketEnds): Ends {
  return endsOfKey(wayKey(packet));
}

export function endsOfKey(key: string): Ends {
  const words = Array.from({ length: key.length }, (_, at) => key.charCodeAt(at));
  if (words.length === 6) return { source: endText(words, 0, 2, 4), destination: endText(words, 2, 4, 5) };
  return { source: endText(words, 2, 10, 0), destination: endText(words, 10, 18, 1) };
}

function endText(words: readonly number[], from: number, to: number, portAt: number): string {
  const address = Uint8Array.from(words.slice(from, to).flatMap((word) => [word >> 8, word & 0xff]));
  return `${hostText(address.length === 4 ? ipv4Text(address) : ipv6Text(address))}:${words[portAt]}`;
}
