/** HEP version 3, the Homer Encapsulation Protocol: one captured packet as one datagram for a capture server
 *  (HEP3 network protocol specification, rev. 36). `src-shared/capture/hep-read.ts` reads it. */
import { parseIpv4, parseIpv6 } from '../../src-shared/sip/ip-address.ts';
import type { TransportName } from '../../src-shared/model.ts';
import { CHUNK, CHUNK_HEADER_BYTES, HEP3, SIP } from '../../src-shared/capture/hep-chunks.ts';
import type { Endpoint } from '../ports.ts';

export interface HepPacket {
  /** Epoch milliseconds with fraction. */
  atMs: number;
  source: Endpoint;
  destination: Endpoint;
  transport: TransportName;
  bytes: Uint8Array;
  /** Correlation; empty: none. */
  callId: string;
  /** Absent: SIP. */
  payloadType?: number;
}

const AF_INET = 2;
const AF_INET6 = 10;
/** Payload type: as JSON (hep-rtcp.ts). */
export const RTCP = 5;
/** Tells Rung from other agents at the same server. */
const AGENT_ID = 2002;
const MAX_PAYLOAD_BYTES = 65_000;

export function encodeHep(packet: HepPacket): Uint8Array {
  const { source, destination } = packet;
  const [from, to] = addressChunks(source, destination);
  const microseconds = Math.round((packet.atMs % 1000) * 1000);
  const chunks: [type: number, value: Uint8Array][] = [
    [CHUNK.family, Uint8Array.of(from[0] === CHUNK.source4 ? AF_INET : AF_INET6)],
    [CHUNK.protocol, Uint8Array.of(packet.transport === 'udp' ? 17 : 6)],
    from,
    to,
    [CHUNK.sourcePort, uint16(source.port)],
    [CHUNK.destinationPort, uint16(destination.port)],
    [CHUNK.seconds, uint32(Math.floor(packet.atMs / 1000))],
    [CHUNK.microseconds, uint32(Math.min(microseconds, 999_999))],
    [CHUNK.payloadType, Uint8Array.of(packet.payloadType ?? SIP)],
    [CHUNK.agentId, uint32(AGENT_ID)],
    [CHUNK.payload, packet.bytes.subarray(0, MAX_PAYLOAD_BYTES)],
  ];
  if (packet.callId !== '') chunks.push([CHUNK.correlation, new TextEncoder().encode(packet.callId).subarray(0, 255)]);
  return join(chunks);
}

/** Both in one family: IPv4 where both are, else IPv6 with mapped addresses. */
function addressChunks(source: Endpoint, destination: Endpoint): [[number, Uint8Array], [number, Uint8Array]] {
  const [from, to] = [parseIpv4(source.address), parseIpv4(destination.address)];
  if (from && to) return [[CHUNK.source4, Uint8Array.from(from)], [CHUNK.destination4, Uint8Array.from(to)]];
  return [[CHUNK.source6, asIpv6(source.address)], [CHUNK.destination6, asIpv6(destination.address)]];
}

function asIpv6(address: string): Uint8Array {
  const four = parseIpv4(address);
  if (four) return Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...four]);
  const six = parseIpv6(address);
  return six ? Uint8Array.from(six.flatMap((group) => [group >> 8, group & 0xff])) : new Uint8Array(16);
}

function join(chunks: [number, Uint8Array][]): Uint8Array {
  const length = chunks.reduce((sum, [, value]) => sum + CHUNK_HEADER_BYTES + value.length, CHUNK_HEADER_BYTES);
  const bytes = new Uint8Array(length);
  bytes.set(HEP3);
  const view = new DataView(bytes.buffer);
  view.setUint16(4, length);
  let at = CHUNK_HEADER_BYTES;
  for (const [type, value] of chunks) {
    // Vendor 0, which is what the buffer holds.
    view.setUint16(at + 2, type);
    view.setUint16(at + 4, CHUNK_HEADER_BYTES + value.length);
    bytes.set(value, at + CHUNK_HEADER_BYTES);
    at += CHUNK_HEADER_BYTES + value.length;
  }
  return bytes;
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
