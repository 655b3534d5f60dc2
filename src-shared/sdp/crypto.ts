/** `a=crypto`: the keys of SRTP in a session description (RFC 4568 9). */
import type { SdpAttribute } from './types.ts';

export interface CryptoKey {
  /** Master key, then master salt, in base64. */
  inline: string;
  /** How many packets it may protect: `2^20`, `1048576`. */
  lifetime?: string;
  /** Its number in the packets, and how many bytes that takes there. */
  mki?: { value: string; bytes: number };
}

export interface CryptoAttribute {
  /** By which the answer names the line that it has chosen. */
  tag: number;
  suite: string;
  /** More than one only with MKIs. */
  keys: CryptoKey[];
  sessionParameters: string[];
}

const LINE = /^(\d{1,9})[ \t]+([A-Za-z0-9_]{1,64})[ \t]+(\S+)((?:[ \t]+\S+)*)[ \t]*$/;
/** RFC 4568 9.2: lifetime and MKI may both be missing; 39 digits are 128 bits. */
const KEY = /^inline:([A-Za-z0-9+/]+={0,2})(?:\|(2\^\d{1,2}|\d{1,15}))?(?:\|(\d{1,39}):(\d{1,3}))?$/i;
const MAX_MKI_BYTES = 128;
const MAX_KEYS = 16;

/** The value of `a=crypto`. Undefined where it is not well formed, or its key is not in the line itself. */
export function parseCrypto(value: string): CryptoAttribute | undefined {
  const [, tag, suite, parameters, rest] = LINE.exec(value) ?? [];
  if (tag === undefined || suite === undefined || parameters === undefined) return undefined;
  const texts = parameters.split(';');
  const keys = texts.slice(0, MAX_KEYS).map(parseKey).filter((key) => key !== undefined);
  if (keys.length !== texts.length) return undefined;
  return { tag: Number(tag), suite, keys, sessionParameters: rest?.split(/[ \t]+/).filter((text) => text !== '') ?? [] };
}

function parseKey(text: string): CryptoKey | undefined {
  const [, inline, lifetime, mkiValue, mkiBytes] = KEY.exec(text) ?? [];
  if (inline === undefined) return undefined;
  const bytes = Number(mkiBytes ?? 1);
  if (bytes < 1 || bytes > MAX_MKI_BYTES) return undefined;
  return { inline, ...(lifetime !== undefined && { lifetime }), ...(mkiValue !== undefined && { mki: { value: mkiValue, bytes } }) };
}

/** Of a stream, those that can be read, in order of preference. */
export function cryptoAttributes(attributes: readonly SdpAttribute[]): CryptoAttribute[] {
  return attributes.flatMap(({ name, value }) => (name === 'crypto' && value !== undefined && parseCrypto(value)) || []);
}

/** The line of one key, without lifetime (2^48 packets: for ever) and MKI. */
export function cryptoAttribute(tag: number, suite: string, inline: string): SdpAttribute {
  return { name: 'crypto', value: `${tag} ${suite} inline:${inline}` };
}
