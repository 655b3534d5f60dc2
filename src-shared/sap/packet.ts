/** SAP packets (RFC 2974 6), read and written. Nothing is decrypted or inflated here: what comes out of that is given to `splitPayload`. */
import { ipv4Bytes, ipv4Text, ipv6Bytes, ipv6Text } from '../ip-bytes.ts';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { readUint16, writeUint16 } from '../rtp/wire-integers.ts';
import { latin1, utf8Bytes } from '../sip/bytes.ts';

export interface SapPacket {
  /** T: the session is withdrawn. */
  deletion: boolean;
  encrypted: boolean;
  compressed: boolean;
  /** Message identifier hash: with `source` it names one version of one announcement. 0: to be ignored (RFC 2974 6). */
  hash: number;
  /** Originating source, as the sender says. */
  source: string;
  /** Authentication data, empty where there is none. */
  authentication: Uint8Array;
  /** Payload type and payload; encrypted and deflated as the flags say. */
  body: Uint8Array;
}
/** `offset` counts bytes. */
export interface SapError { offset: number; rule: string; section: string; message: string }
export interface SapPayload { type: string; payload: Uint8Array }

export const SAP_PORT = 9875;
export const SDP_TYPE = 'application/sdp';

const VERSION = 1;
const IPV6_SOURCE = 0x10;
const DELETION = 0x04;
const ENCRYPTED = 0x02;
const COMPRESSED = 0x01;
const MAX_TYPE_LENGTH = 255;
/** RFC 2045 5.1: type "/" subtype, parameters behind it. */
const MIME_TYPE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+\/[!#$%&'*+.^_`|~0-9A-Za-z-]+\s*(?:;|$)/;

/** Never throws; `body` and `authentication` are views of the input. */
export function parseSap(bytes: Uint8Array): Result<SapPacket, SapError> {
  const flags = bytes[0];
  if (flags === undefined || bytes.length < 4) return refuse(0, 'too-short', `A SAP packet has 8 bytes at least; this one has ${bytes.length}.`);
  if (flags >> 5 !== VERSION) return refuse(0, 'version', `SAP version ${flags >> 5} is not 1, the only one there is.`);

  const isIpv6 = (flags & IPV6_SOURCE) !== 0;
  const sourceEnd = 4 + (isIpv6 ? 16 : 4);
  if (bytes.length < sourceEnd) return refuse(4, 'too-short', 'The packet ends within the originating source.');
  // RFC 2974 6: the authentication length counts words of 32 bits.
  const bodyAt = sourceEnd + 4 * (bytes[1] ?? 0);
  if (bytes.length < bodyAt) return refuse(1, 'authentication-length', `The authentication data would be ${bodyAt - sourceEnd} bytes long; only ${bytes.length - sourceEnd} follow.`);
  if (bytes.length === bodyAt) return refuse(bodyAt, 'no-payload', 'There is no payload behind the header.');

  const source = bytes.subarray(4, sourceEnd);
  return ok({
    deletion: (flags & DELETION) !== 0,
    encrypted: (flags & ENCRYPTED) !== 0,
    compressed: (flags & COMPRESSED) !== 0,
    hash: readUint16(bytes, 2),
    source: isIpv6 ? ipv6Text(source) : ipv4Text(source),
    authentication: bytes.subarray(sourceEnd, bodyAt),
    body: bytes.subarray(bodyAt),
  });
}

/** The payload type and what it describes, out of a body that is neither encrypted nor deflated any more. */
export function splitPayload(body: Uint8Array): Result<SapPayload, SapError> {
  // RFC 2974 6: where the type is absent the payload is SDP, known by its "v=0"; a deletion may hold the o= line alone.
  if (isSdp(body)) return ok({ type: SDP_TYPE, payload: body });
  const end = body.subarray(0, MAX_TYPE_LENGTH + 1).indexOf(0);
  if (end < 0) return refuse(0, 'payload-type', 'The payload begins with neither "v=0" nor a MIME type that a zero byte ends.');
  const type = latin1(body, 0, end);
  if (!MIME_TYPE.test(type)) return refuse(0, 'payload-type', 'The payload type is no MIME type.');
  return ok({ type: type.toLowerCase(), payload: body.subarray(end + 1) });
}

function isSdp(body: Uint8Array): boolean {
  const start = latin1(body, 0, Math.min(body.length, 3));
  return start === 'v=0' || start.startsWith('o=');
}

/** Payload type and payload, as they stand in a packet. */
export function joinPayload(payload: Uint8Array, type = SDP_TYPE): Uint8Array {
  const head = utf8Bytes(`${type}\0`);
  const body = new Uint8Array(head.length + payload.length);
  body.set(head);
  body.set(payload, head.length);
  return body;
}

/** Authentication data must be whole words, 255 at most. */
export function serializeSap(packet: SapPacket): Uint8Array {
  const isIpv6 = packet.source.includes(':');
  const source = isIpv6 ? ipv6Bytes(packet.source) : ipv4Bytes(packet.source);
  const bodyAt = 4 + source.length + packet.authentication.length;
  const bytes = new Uint8Array(bodyAt + packet.body.length);
  bytes[0] = (VERSION << 5) | (isIpv6 ? IPV6_SOURCE : 0) | (packet.deletion ? DELETION : 0) | (packet.encrypted ? ENCRYPTED : 0) | (packet.compressed ? COMPRESSED : 0);
  bytes[1] = packet.authentication.length / 4;
  writeUint16(bytes, 2, packet.hash);
  bytes.set(source, 4);
  bytes.set(packet.authentication, 4 + source.length);
  bytes.set(packet.body, bodyAt);
  return bytes;
}

function refuse(offset: number, rule: string, message: string): Result<never, SapError> {
  return err({ offset, rule, section: 'RFC 2974 6', message });
}
