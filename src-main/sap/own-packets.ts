/** A session of ours as SAP packets. */
import { createHmac } from 'node:crypto';
import { joinPayload, serializeSap } from '../../src-shared/sap/packet.ts';
import type { SdpOrigin } from '../../src-shared/sdp/types.ts';
import { NO_BYTES, utf8Bytes } from '../../src-shared/sip/bytes.ts';
import type { Random } from '../ports.ts';
import type { OwnPackets } from './announcer.ts';
import type { SessionKey } from './privacy.ts';
import { seal } from './privacy.ts';

/** What makes a session private. */
export interface Sealing { key: SessionKey; random: Random; wallMs(): number }

/** `source`: our address. */
export function ownPackets(sdp: string, origin: SdpOrigin, source: string, sealing?: Sealing): OwnPackets {
  const { username, sessionId, sessionVersion, netType, addrType, address } = origin;
  // RFC 2974 6: of SDP, a deletion is the o= line alone.
  const originLine = `o=${username} ${sessionId} ${sessionVersion} ${netType} ${addrType} ${address}\r\n`;
  const sealedAtMs = sealing?.wallMs() ?? 0;
  const packet = (deletion: boolean, text: string, atMs: number): Uint8Array => {
    const header = { deletion, encrypted: sealing !== undefined, compressed: false, hash: hashOf(sdp, sealing?.key), source, authentication: NO_BYTES };
    const body = joinPayload(utf8Bytes(text));
    return serializeSap({ ...header, body: sealing ? seal(sealing.key, header, body, atMs, sealing.random) : body });
  };
  // What is older than another packet counts for nothing.
  return { announcement: packet(false, sdp, sealedAtMs), deletion: () => packet(true, originLine, Math.max(sealing?.wallMs() ?? 0, sealedAtMs + 1)) };
}

/** RFC 2974 6: another one when the session changes, and never 0. Of what is private it tells nothing to whom has no key. */
function hashOf(sdp: string, key: SessionKey | undefined): number {
  const hash = createHmac('sha256', key?.encryption ?? '').update(sdp).digest();
  return hash.readUInt16BE(0) || 1;
}
