/** STUN messages (RFC 8489 5, 14) with what ICE adds (RFC 8445 16.1): bytes to fields and back. Nothing here throws.
 *
 *   |0 0|  message type: method and class   |        message length         |
 *   |                     magic cookie 0x2112A442                           |
 *   |                     transaction id, 96 bits …                         |
 *   |  attribute type   |  length  |  value, padded to 32 bits …            |
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Endpoint } from '../ports.ts';
import { readUint16, readUint32, writeUint16, writeUint32 } from '../../src-shared/rtp/wire-integers.ts';
import { isStun, STUN_HEADER_LENGTH, STUN_MAGIC_COOKIE } from '../../src-shared/rtp/demultiplex.ts';
import { readAddress, writeAddress, xorAddress } from '../../src-shared/rtp/stun-address.ts';
import { crc32 } from './crc32.ts';

export type StunClass = 'request' | 'indication' | 'success' | 'error';

/** What we write. */
export interface StunFields {
  class: StunClass;
  /** 1, Binding, where it is absent. */
  method?: number;
  /** 12 bytes; random in a request (RFC 8489 5), the request's own in its response. */
  transactionId: Uint8Array;
  /** XOR-MAPPED-ADDRESS. */
  mapped?: Endpoint;
  username?: string;
  realm?: string;
  nonce?: string;
  software?: string;
  errorCode?: { code: number; reason: string };
  /** UNKNOWN-ATTRIBUTES of a 420. */
  unknownAttributes?: number[];
  priority?: number;
  useCandidate?: boolean;
  /** The tie-breaker. */
  iceControlled?: bigint;
  iceControlling?: bigint;
}

/** What was read. `mapped` comes from XOR-MAPPED-ADDRESS, else from the MAPPED-ADDRESS of RFC 3489's servers. */
export interface StunMessage extends StunFields {
  method: number;
  /** Comprehension-required attributes that we do not know (RFC 8489 6.3.1): a request that has some gets a 420. */
  notUnderstood: number[];
  /** `wrong`: what looks like STUN is none, or was changed on its way (RFC 8489 7). */
  fingerprint: 'absent' | 'right' | 'wrong';
  /** Where MESSAGE-INTEGRITY begins; see `hasIntegrity`. */
  integrityOffset?: number;
}

export interface StunFault {
  rule: string;
  section: string;
  message: string;
}

/** How the message is sealed. `key`: the password itself with short-term credentials (RFC 8489 9.1.1). */
export interface StunSeal {
  key?: string | Uint8Array;
  fingerprint?: boolean;
}

export const BINDING = 1;
export const TRANSACTION_ID_LENGTH = 12;

const HEADER_LENGTH = STUN_HEADER_LENGTH;
const ATTRIBUTE_HEADER_LENGTH = 4;
const INTEGRITY_LENGTH = 20;
const FINGERPRINT_LENGTH = 4;
const FINGERPRINT_XOR = 0x5354554e;
/** Below: must be understood (RFC 8489 14). */
const FIRST_OPTIONAL = 0x8000;
const MAX_NOT_UNDERSTOOD = 8;

const TYPE = {
  mappedAddress: 0x0001, username: 0x0006, messageIntegrity: 0x0008, errorCode: 0x0009, unknownAttributes: 0x000a,
  realm: 0x0014, nonce: 0x0015, xorMappedAddress: 0x0020, priority: 0x0024, useCandidate: 0x0025,
  software: 0x8022, fingerprint: 0x8028, iceControlled: 0x8029, iceControlling: 0x802a,
} as const;

const NOT_STUN: StunFault = { rule: 'not-stun', section: 'RFC 8489 5', message: 'This is not a STUN message.' };
const WRONG_LENGTH: StunFault = { rule: 'wrong-length', section: 'RFC 8489 5', message: 'The length field does not say how long the message is.' };
const TRUNCATED: StunFault = { rule: 'truncated-attribute', section: 'RFC 8489 14', message: 'An attribute is longer than the message.' };

export function decodeStun(bytes: Uint8Array): Result<StunMessage, StunFault> {
  if (!isStun(bytes)) return err(NOT_STUN);
  if (readUint16(bytes, 2) !== bytes.length - HEADER_LENGTH || bytes.length % 4 !== 0) return err(WRONG_LENGTH);
  const message: StunMessage = { ...readType(readUint16(bytes, 0)), transactionId: bytes.slice(8, HEADER_LENGTH), notUnderstood: [], fingerprint: 'absent' };
  let offset = HEADER_LENGTH;
  while (offset < bytes.length) {
    const type = readUint16(bytes, offset);
    const start = offset + ATTRIBUTE_HEADER_LENGTH;
    const end = start + readUint16(bytes, offset + 2);
    if (end > bytes.length) return err(TRUNCATED);
    readAttribute(message, bytes, offset, type, bytes.subarray(start, end));
    // RFC 8489 14.7: the fingerprint is the last attribute.
    if (message.fingerprint !== 'absent') break;
    offset = end + paddingOf(end);
  }
  return ok(message);
}

/** Was this message, which `decodeStun` has read, sealed with that key (RFC 8489 14.5)? */
export function hasIntegrity(bytes: Uint8Array, { integrityOffset }: StunMessage, key: string | Uint8Array): boolean {
  if (integrityOffset === undefined) return false;
  const start = integrityOffset + ATTRIBUTE_HEADER_LENGTH;
  return timingSafeEqual(integrityOf(bytes.subarray(0, integrityOffset), key), bytes.subarray(start, start + INTEGRITY_LENGTH));
}

export function encodeStun(fields: StunFields, { key, fingerprint = true }: StunSeal = {}): Uint8Array {
  const parts = [header(fields), ...attributesOf(fields)];
  if (key !== undefined) parts.push(attribute(TYPE.messageIntegrity, integrityOf(withLength(joined(parts), 0), key)));
  if (fingerprint) parts.push(attribute(TYPE.fingerprint, uint32(fingerprintOf(joined(parts)))));
  return withLength(joined(parts), 0);
}

/** RFC 8489 14: of several of one kind the first counts, and after MESSAGE-INTEGRITY only FINGERPRINT does (14.5). */
function readAttribute(message: StunMessage, bytes: Uint8Array, offset: number, type: number, value: Uint8Array): void {
  if (type === TYPE.fingerprint) {
    const isRight = value.length === FINGERPRINT_LENGTH && readUint32(value, 0) === fingerprintOf(bytes.subarray(0, offset));
    message.fingerprint = isRight && offset + ATTRIBUTE_HEADER_LENGTH + FINGERPRINT_LENGTH === bytes.length ? 'right' : 'wrong';
    return;
  }
  if (message.integrityOffset !== undefined) return;
  switch (type) {
    case TYPE.messageIntegrity:
      if (value.length === INTEGRITY_LENGTH) message.integrityOffset = offset;
      return;
    case TYPE.mappedAddress: return setOnce(message, 'mapped', readAddress(value));
    case TYPE.xorMappedAddress: {
      const mapped = readAddress(xorAddress(value, bytes.subarray(4, HEADER_LENGTH)));
      if (mapped) message.mapped = mapped;
      return;
    }
    case TYPE.username: return setOnce(message, 'username', text(value));
    case TYPE.realm: return setOnce(message, 'realm', text(value));
    case TYPE.nonce: return setOnce(message, 'nonce', text(value));
    case TYPE.software: return setOnce(message, 'software', text(value));
    case TYPE.errorCode: return setOnce(message, 'errorCode', readErrorCode(value));
    case TYPE.unknownAttributes: return setOnce(message, 'unknownAttributes', readTypes(value));
    case TYPE.priority: return setOnce(message, 'priority', value.length === 4 ? readUint32(value, 0) : undefined);
    case TYPE.useCandidate: return setOnce(message, 'useCandidate', true);
    case TYPE.iceControlled: return setOnce(message, 'iceControlled', readUint64(value));
    case TYPE.iceControlling: return setOnce(message, 'iceControlling', readUint64(value));
    default:
      if (type < FIRST_OPTIONAL && message.notUnderstood.length < MAX_NOT_UNDERSTOOD) message.notUnderstood.push(type);
  }
}

function setOnce<Key extends keyof StunFields>(message: StunMessage, key: Key, value: StunMessage[Key] | undefined): void {
  if (value !== undefined && message[key] === undefined) message[key] = value;
}

function attributesOf(fields: StunFields): Uint8Array[] {
  const { software, priority, useCandidate, iceControlled, iceControlling, username, realm, nonce, errorCode, unknownAttributes, mapped } = fields;
  return [
    ...some(errorCode, (value) => attribute(TYPE.errorCode, writeErrorCode(value))),
    ...some(unknownAttributes, (value) => attribute(TYPE.unknownAttributes, writeTypes(value))),
    ...some(mapped, (value) => attribute(TYPE.xorMappedAddress, xorAddress(writeAddress(value), header(fields).subarray(4)))),
    ...some(priority, (value) => attribute(TYPE.priority, uint32(value))),
    ...some(useCandidate || undefined, () => attribute(TYPE.useCandidate, new Uint8Array(0))),
    ...some(iceControlled, (value) => attribute(TYPE.iceControlled, uint64(value))),
    ...some(iceControlling, (value) => attribute(TYPE.iceControlling, uint64(value))),
    ...some(username, (value) => attribute(TYPE.username, octets(value))),
    ...some(realm, (value) => attribute(TYPE.realm, octets(value))),
    ...some(nonce, (value) => attribute(TYPE.nonce, octets(value))),
    ...some(software, (value) => attribute(TYPE.software, octets(value))),
  ];
}

function some<T>(value: T | undefined, make: (value: T) => Uint8Array): Uint8Array[] {
  return value === undefined ? [] : [make(value)];
}

const CLASSES: readonly StunClass[] = ['request', 'indication', 'success', 'error'];

/** RFC 8489 5: the bits of method and class are interleaved, M11-M7 C1 M6-M4 C0 M3-M0. */
function readType(type: number): { class: StunClass; method: number } {
  const stunClass = CLASSES[((type >> 7) & 0b10) | ((type >> 4) & 0b01)]!;
  return { class: stunClass, method: (type & 0xf) | ((type >> 1) & 0x70) | ((type >> 2) & 0xf80) };
}

function writeType({ class: stunClass, method = BINDING }: StunFields): number {
  const index = CLASSES.indexOf(stunClass);
  return (method & 0xf) | ((method & 0x70) << 1) | ((method & 0xf80) << 2) | ((index & 0b10) << 7) | ((index & 0b01) << 4);
}

function header(fields: StunFields): Uint8Array {
  const bytes = new Uint8Array(HEADER_LENGTH);
  writeUint16(bytes, 0, writeType(fields));
  writeUint32(bytes, 4, STUN_MAGIC_COOKIE);
  bytes.set(fields.transactionId.subarray(0, TRANSACTION_ID_LENGTH), 8);
  return bytes;
}

function attribute(type: number, value: Uint8Array): Uint8Array {
  const length = ATTRIBUTE_HEADER_LENGTH + value.length;
  const bytes = new Uint8Array(length + paddingOf(length));
  writeUint16(bytes, 0, type);
  writeUint16(bytes, 2, value.length);
  bytes.set(value, ATTRIBUTE_HEADER_LENGTH);
  return bytes;
}

/** RFC 8489 14.5: over all before it, with a length field that already counts it. */
function integrityOf(before: Uint8Array, key: string | Uint8Array): Uint8Array {
  return createHmac('sha1', key).update(withLength(before.slice(), ATTRIBUTE_HEADER_LENGTH + INTEGRITY_LENGTH)).digest();
}

/** RFC 8489 14.7: likewise. */
function fingerprintOf(before: Uint8Array): number {
  return (crc32(withLength(before.slice(), ATTRIBUTE_HEADER_LENGTH + FINGERPRINT_LENGTH)) ^ FINGERPRINT_XOR) >>> 0;
}

/** Writes the length field for these bytes and `more` of them. */
function withLength(bytes: Uint8Array, more: number): Uint8Array {
  writeUint16(bytes, 2, bytes.length - HEADER_LENGTH + more);
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function paddingOf(length: number): number {
  return -length & 3;
}

/** RFC 8489 14.8: class 3 to 6 and number 0 to 99, then the reason. */
function readErrorCode(value: Uint8Array): { code: number; reason: string } | undefined {
  if (value.length < 4) return undefined;
  return { code: (value[2]! & 7) * 100 + value[3]!, reason: text(value.subarray(4)) };
}

function writeErrorCode({ code, reason }: { code: number; reason: string }): Uint8Array {
  return joined([Uint8Array.of(0, 0, Math.floor(code / 100), code % 100), octets(reason)]);
}

function readTypes(value: Uint8Array): number[] {
  return Array.from({ length: Math.min(value.length >> 1, MAX_NOT_UNDERSTOOD) }, (_, at) => readUint16(value, 2 * at));
}

function writeTypes(types: readonly number[]): Uint8Array {
  return Uint8Array.from(types.flatMap((type) => [type >>> 8, type & 0xff]));
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeUint32(bytes, 0, value);
  return bytes;
}

function uint64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

function readUint64(value: Uint8Array): bigint | undefined {
  return value.length === 8 ? new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0) : undefined;
}

function octets(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function text(value: Uint8Array): string {
  return new TextDecoder().decode(value);
}
