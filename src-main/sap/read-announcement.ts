/** From a packet to what it announces: inflating, payload type, description. */
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Content } from '../../src-shared/sap/content.ts';
import { contentOf } from '../../src-shared/sap/content.ts';
import type { SapError, SapPacket } from '../../src-shared/sap/packet.ts';
import type { Opened, OpenFailure } from './privacy.ts';

/** What makes a body readable. zlib is Node's, and keys are kept elsewhere: ports, both. */
export interface Opener {
  /** Inflates zlib data; undefined where it is none, or more than `limit` bytes would come out. */
  inflate(bytes: Uint8Array, limit: number): Uint8Array | undefined;
  /** Of an encrypted packet. */
  open(packet: SapPacket): Opened | OpenFailure;
}

export interface Announcement {
  packet: SapPacket;
  content: Content;
  /** Of an encrypted packet that a key of ours opened. */
  opened?: Pick<Opened, 'keyName' | 'sealedAtMs'>;
}
/** No datagram holds more; what deflated would come out larger is a bomb. */
const MAX_PAYLOAD = 65_536;

/** Of a packet whose header was read. */
export function readAnnouncement(packet: SapPacket, opener: Opener): Result<Announcement, SapError> {
  if (packet.encrypted) return readSealed(packet, opener);
  const content = readBody(packet, packet.body, opener);
  return content.ok ? ok({ packet, content: content.value }) : content;
}

function readSealed(packet: SapPacket, opener: Opener): Result<Announcement, SapError> {
  const opened = opener.open(packet);
  if (opened === 'no-key') return ok({ packet, content: { kind: 'sealed' } });
  if (opened === 'forged') return refuse('encryption', 'The packet names a key that is known here and does not open with it: it is damaged or forged.');
  const content = readBody(packet, opened.body, opener);
  return content.ok ? ok({ packet, content: content.value, opened }) : content;
}

function readBody(packet: SapPacket, body: Uint8Array, opener: Opener): Result<Content, SapError> {
  const plain = packet.compressed ? opener.inflate(body, MAX_PAYLOAD) : body;
  if (!plain) return refuse('compression', `The payload is not zlib data, or more than ${MAX_PAYLOAD} bytes when inflated.`);
  return contentOf(packet, plain);
}

function refuse(rule: string, message: string): Result<never, SapError> {
  return err({ offset: 0, rule, section: 'RFC 2974 6', message });
}
