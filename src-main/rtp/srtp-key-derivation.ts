/** From master key to session keys (RFC 3711 4.3, RFC 6188 3, RFC 7714 11). The key derivation rate is always 0: derived once. */
import { createCipheriv } from 'node:crypto';
import type { SrtpKey } from './srtp-suites.ts';
import { SRTP_SUITES } from './srtp-suites.ts';

/** What one direction of RTP, or of RTCP, is protected with. */
export interface SessionKeys {
  encryption: Uint8Array;
  /** Empty where the cipher authenticates by itself. */
  authentication: Uint8Array;
  salt: Uint8Array;
}

export interface DerivedKeys {
  rtp: SessionKeys;
  rtcp: SessionKeys;
}

/** RFC 3711 4.3.1 and 4.3.2. */
const LABELS = { rtp: { encryption: 0, authentication: 1, salt: 2 }, rtcp: { encryption: 3, authentication: 4, salt: 5 } };
/** RFC 3711 4.3.1: the label is the octet before the six of the index, in a number of 14 octets. */
const LABEL_AT = 7;
/** RFC 3711 4.2.1: HMAC-SHA1's key. */
const AUTHENTICATION_KEY_BYTES = 20;
const IV_BYTES = 16;

/** `keyAndSalt` must be as long as the suite says. */
export function deriveKeys({ suite, keyAndSalt }: SrtpKey): DerivedKeys {
  const { cipher, keyBytes, saltBytes } = SRTP_SUITES[suite];
  const masterKey = keyAndSalt.subarray(0, keyBytes);
  const masterSalt = keyAndSalt.subarray(keyBytes, keyBytes + saltBytes);
  const derive = (label: number, length: number): Uint8Array => pseudoRandom(masterKey, masterSalt, label, length);
  const keysOf = (labels: typeof LABELS.rtp): SessionKeys => ({
    encryption: derive(labels.encryption, keyBytes),
    authentication: derive(labels.authentication, cipher === 'gcm' ? 0 : AUTHENTICATION_KEY_BYTES),
    salt: derive(labels.salt, saltBytes),
  });
  return { rtp: keysOf(LABELS.rtp), rtcp: keysOf(LABELS.rtcp) };
}

/** RFC 3711 4.3.3: the key stream of AES in counter mode. RFC 7714 11: a salt of 96 bits is filled up with zeros at its end. */
function pseudoRandom(masterKey: Uint8Array, masterSalt: Uint8Array, label: number, length: number): Uint8Array {
  const iv = new Uint8Array(IV_BYTES);
  iv.set(masterSalt);
  iv[LABEL_AT]! ^= label;
  const cipher = createCipheriv(masterKey.length === 32 ? 'aes-256-ctr' : 'aes-128-ctr', masterKey, iv);
  return Uint8Array.from(cipher.update(new Uint8Array(length)));
}
