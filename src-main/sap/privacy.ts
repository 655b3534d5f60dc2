/** Private sessions: announcements that only those read who have the key. RFC 2974 7 leaves the algorithm open; this one is Rung's
 *  (docs/private-sessions.md has the layout and test vectors). */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, scrypt } from 'node:crypto';
import type { SapPacket } from '../../src-shared/sap/packet.ts';
import { serializeSap } from '../../src-shared/sap/packet.ts';
import { NO_BYTES } from '../../src-shared/sip/bytes.ts';
import type { Random } from '../ports.ts';
import { hex } from '../sip/hex.ts';

export interface SessionKey {
  name: string;
  /** What everything is derived from: the secret that is stored and shared. */
  master: Uint8Array;
  /** Stands in each packet, so that a receiver with many keys tries one. */
  id: string;
  encryption: Uint8Array;
}

/** What came out of a packet. */
export interface Opened {
  keyName: string;
  /** When it was sealed, epoch ms by the sender's clock: older ones are played back by somebody else. */
  sealedAtMs: number;
  body: Uint8Array;
}
/** `no-key`: none of ours, or not our format. `forged`: it names a key of ours and does not open with it. */
export type OpenFailure = 'no-key' | 'forged';

const MAGIC = Uint8Array.of(0x52, 0x75, 0x6e, 0x01);
const ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const TIME_BYTES = 8;
const NONCE_AT = MAGIC.length + ID_BYTES;
const SEALED_AT = NONCE_AT + NONCE_BYTES;
const MASTER_BYTES = 32;
/** RFC 7914: some 50 ms and 32 MB, once for each key that is entered, never for a packet. */
const SCRYPT = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** Who enters the same name and passphrase has the same key: the name is the salt. */
export async function keyOfPassphrase(name: string, passphrase: string): Promise<SessionKey> {
  const salt = createHash('sha256').update(`rung session key 1:${name.normalize('NFC')}`).digest();
  const master = await new Promise<Uint8Array>((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, MASTER_BYTES, SCRYPT, (error, derived) => (error ? reject(error) : resolve(derived)));
  });
  return keyOfMaster(name, master);
}

export function keyOfMaster(name: string, master: Uint8Array): SessionKey {
  const derive = (label: string, bytes: number): Uint8Array => new Uint8Array(hkdfSync('sha256', master, NO_BYTES, `rung session ${label} 1`, bytes));
  return { name, master, id: hex(derive('key id', ID_BYTES)), encryption: derive('encryption', 32) };
}

/** The body of an encrypted packet. `header`: as it will be sent, `encrypted` and all. */
export function seal(key: SessionKey, header: Omit<SapPacket, 'body'>, body: Uint8Array, sealedAtMs: number, random: Random): Uint8Array {
  const head = concat(MAGIC, Buffer.from(key.id, 'hex'));
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.encryption, nonce);
  cipher.setAAD(bound(header, head));
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(Math.floor(sealedAtMs)));
  return concat(head, nonce, cipher.update(time), cipher.update(body), cipher.final(), cipher.getAuthTag());
}

/** `keys`: by id. */
export function open(keys: ReadonlyMap<string, SessionKey>, packet: SapPacket): Opened | OpenFailure {
  const { body } = packet;
  if (body.length < SEALED_AT + TIME_BYTES + TAG_BYTES || !MAGIC.every((byte, i) => body[i] === byte)) return 'no-key';
  const key = keys.get(hex(body.subarray(MAGIC.length, NONCE_AT)));
  if (!key) return 'no-key';
  const decipher = createDecipheriv('aes-256-gcm', key.encryption, body.subarray(NONCE_AT, SEALED_AT));
  decipher.setAAD(bound(packet, body.subarray(0, NONCE_AT)));
  decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
  try {
    const plain = concat(decipher.update(body.subarray(SEALED_AT, body.length - TAG_BYTES)), decipher.final());
    return { keyName: key.name, sealedAtMs: Number(Buffer.from(plain.subarray(0, TIME_BYTES)).readBigUInt64BE()), body: plain.subarray(TIME_BYTES) };
  } catch {
    return 'forged';
  }
}

/** What is authenticated beside the text: an announcement can't be made a deletion, nor come in another's name. */
function bound(header: Omit<SapPacket, 'body'>, head: Uint8Array): Uint8Array {
  return serializeSap({ ...header, authentication: NO_BYTES, body: head });
}

function concat(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

// Sharing -------------------------------------------------------------------------------------------------------------

const LINK = /^rung:\/\/session-key\/?\?(.*)$/;
const MAX_NAME = 60;

/** Whoever has it reads, and announces, all sessions of this key. */
export function linkOf({ name, master }: SessionKey): string {
  return `rung://session-key?name=${encodeURIComponent(name)}&key=${Buffer.from(master).toString('base64url')}`;
}

/** Undefined: no such link. */
export function keyOfLink(link: string): SessionKey | undefined {
  const fields = new URLSearchParams(LINK.exec(link.trim())?.[1] ?? '');
  const name = (fields.get('name') ?? '').trim();
  const master = new Uint8Array(Buffer.from(fields.get('key') ?? '', 'base64url'));
  return name === '' || name.length > MAX_NAME || master.length !== MASTER_BYTES ? undefined : keyOfMaster(name, master);
}
