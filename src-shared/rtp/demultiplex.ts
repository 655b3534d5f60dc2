import { RTP_FIXED_HEADER_LENGTH } from './packet.ts';
import { readUint32 } from './wire-integers.ts';

export type PacketKind = 'rtp' | 'rtcp' | 'stun' | 'dtls' | 'garbage';

const DTLS_HEADER_LENGTH = 13;
const RTCP_SHORTEST = 4;

export const STUN_HEADER_LENGTH = 20;
export const STUN_MAGIC_COOKIE = 0x2112a442;

/** Told from RTP, RTCP, DTLS and SIP by its first two bits and the cookie (RFC 7983 7, RFC 8489 5). */
export function isStun(bytes: Uint8Array): boolean {
  return bytes.length >= STUN_HEADER_LENGTH && bytes[0]! <= 3 && readUint32(bytes, 4) === STUN_MAGIC_COOKIE;
}

/** What arrived on a media socket, by its first bytes (RFC 7983 7, RFC 5761 4). Sound or not is for the parser to say. */
export function classifyPacket(bytes: Uint8Array): PacketKind {
  if (bytes.length < RTCP_SHORTEST) return 'garbage';
  const first = bytes[0]!;
  if (first <= 3) return isStun(bytes) ? 'stun' : 'garbage';
  if (first >= 20 && first <= 63) return bytes.length >= DTLS_HEADER_LENGTH ? 'dtls' : 'garbage';
  if (first < 128 || first > 191) return 'garbage';
  const second = bytes[1]!;
  // RFC 5761 4: RTCP packet types 192 to 223 are RTP payload types 64 to 95 with the marker set, which nobody may use.
  if (second >= 192 && second <= 223) return 'rtcp';
  return bytes.length >= RTP_FIXED_HEADER_LENGTH ? 'rtp' : 'garbage';
}
