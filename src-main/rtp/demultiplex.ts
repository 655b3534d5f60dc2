import { isStun } from '../stun/message.ts';
import { RTP_FIXED_HEADER_LENGTH } from './packet.ts';

export type PacketKind = 'rtp' | 'rtcp' | 'stun' | 'dtls' | 'garbage';

const DTLS_HEADER_LENGTH = 13;
const RTCP_SHORTEST = 4;

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
