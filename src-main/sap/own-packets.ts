/** A session of ours as SAP packets. */
import { createHash } from 'node:crypto';
import type { SapPacket } from '../../src-shared/sap/packet.ts';
import { joinPayload, serializeSap } from '../../src-shared/sap/packet.ts';
import type { SdpOrigin } from '../../src-shared/sdp/types.ts';
import { utf8Bytes } from '../../src-shared/sip/bytes.ts';
import type { OwnPackets } from './announcer.ts';

/** `source`: our address. */
export function ownPackets(sdp: string, origin: SdpOrigin, source: string): OwnPackets {
  const head: Omit<SapPacket, 'body' | 'deletion'> = { encrypted: false, compressed: false, hash: hashOf(sdp), source, authentication: new Uint8Array(0) };
  const { username, sessionId, sessionVersion, netType, addrType, address } = origin;
  // RFC 2974 6: of SDP, a deletion is the o= line alone.
  const originLine = `o=${username} ${sessionId} ${sessionVersion} ${netType} ${addrType} ${address}\r\n`;
  return {
    announcement: serializeSap({ ...head, deletion: false, body: joinPayload(utf8Bytes(sdp)) }),
    deletion: serializeSap({ ...head, deletion: true, body: joinPayload(utf8Bytes(originLine)) }),
  };
}

/** RFC 2974 6: another one when the session changes, and never 0. */
function hashOf(sdp: string): number {
  const hash = createHash('sha256').update(sdp).digest();
  return hash.readUInt16BE(0) || 1;
}
