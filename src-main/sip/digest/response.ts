/** The arithmetic of digest authentication (RFC 7616 3.4; RFC 8760 for SIP). */
import { createHash } from 'node:crypto';

export type Qop = 'auth' | 'auth-int';

export interface Algorithm {
  /** For createHash. */
  hash: 'md5' | 'sha256' | 'sha512-256';
  /** A1 takes nonce and cnonce in too (RFC 7616 3.4.2). */
  isSession: boolean;
  /** Higher is better. */
  strength: number;
}

const HASHES: readonly [name: string, hash: Algorithm['hash']][] = [
  ['md5', 'md5'],
  ['sha-256', 'sha256'],
  ['sha-512-256', 'sha512-256'],
];

/** The algorithm of this name, in any case; without a name it is MD5 (RFC 7616 3.3). Undefined when it is not known. */
export function algorithmNamed(name = 'MD5'): Algorithm | undefined {
  const lower = name.toLowerCase();
  const isSession = lower.endsWith('-sess');
  const base = isSession ? lower.slice(0, -'-sess'.length) : lower;
  const strength = HASHES.findIndex(([known]) => known === base);
  const hash = HASHES[strength]?.[1];
  return hash && { hash, isSession, strength };
}

export interface DigestInput {
  algorithm: Algorithm;
  user: string;
  realm: string;
  password: string;
  nonce: string;
  cnonce: string;
  /** Eight hexadecimal digits. */
  nc: string;
  qop: Qop | undefined;
  method: string;
  uri: string;
  body: Uint8Array;
}

/** The `response` parameter (RFC 7616 3.4.1). Texts are hashed as UTF-8. */
export function digestResponse(input: DigestInput): string {
  const { algorithm, nonce, cnonce, nc, qop, method, uri } = input;
  const h = (text: string | Uint8Array): string => createHash(algorithm.hash).update(text).digest('hex');
  const secret = h(`${input.user}:${input.realm}:${input.password}`);
  const a1 = algorithm.isSession ? h(`${secret}:${nonce}:${cnonce}`) : secret;
  const a2 = h(qop === 'auth-int' ? `${method}:${uri}:${h(input.body)}` : `${method}:${uri}`);
  // RFC 7616 3.4.1 has no form without qop any more; RFC 2069 servers still ask for it.
  return h(qop ? `${a1}:${nonce}:${nc}:${cnonce}:${qop}:${a2}` : `${a1}:${nonce}:${a2}`);
}

/** RFC 7616 3.4.4: the user name where the server does not want to see it. */
export function hashedUser(algorithm: Algorithm, user: string, realm: string): string {
  return createHash(algorithm.hash).update(`${user}:${realm}`).digest('hex');
}
