/** The crypto suites of SRTP that are known here (RFC 4568 6.2, RFC 6188, RFC 7714 14.1). */

export interface SuiteParameters {
  cipher: 'counter' | 'gcm';
  /** Of master key and session key alike. */
  keyBytes: 16 | 32;
  /** Of the master salt and the session salt. */
  saltBytes: 12 | 14;
  /** On an RTP packet. On RTCP it is 10, 16 with GCM (RFC 4568 6.2.2: only the RTP tag is shortened). */
  tagBytes: 4 | 10 | 16;
}

export const SRTP_SUITES = {
  AEAD_AES_256_GCM: { cipher: 'gcm', keyBytes: 32, saltBytes: 12, tagBytes: 16 },
  AEAD_AES_128_GCM: { cipher: 'gcm', keyBytes: 16, saltBytes: 12, tagBytes: 16 },
  AES_256_CM_HMAC_SHA1_80: { cipher: 'counter', keyBytes: 32, saltBytes: 14, tagBytes: 10 },
  AES_256_CM_HMAC_SHA1_32: { cipher: 'counter', keyBytes: 32, saltBytes: 14, tagBytes: 4 },
  AES_CM_128_HMAC_SHA1_80: { cipher: 'counter', keyBytes: 16, saltBytes: 14, tagBytes: 10 },
  AES_CM_128_HMAC_SHA1_32: { cipher: 'counter', keyBytes: 16, saltBytes: 14, tagBytes: 4 },
} as const satisfies Record<string, SuiteParameters>;

export type SrtpSuite = keyof typeof SRTP_SUITES;

export function isSrtpSuite(name: string): name is SrtpSuite {
  return Object.hasOwn(SRTP_SUITES, name);
}

/** What one side encrypts with: fresh for each call, known to both. */
export interface SrtpKey {
  suite: SrtpSuite;
  /** Master key, then master salt: as long as the suite says. */
  keyAndSalt: Uint8Array;
  /** Stands in each packet, where the other side has said so (RFC 3711 3.1). */
  mki?: Uint8Array;
}

/** RFC 4568 6.1: each side chooses the key of what it sends. */
export interface SrtpKeys {
  send: SrtpKey;
  receive: SrtpKey;
}

/** Master key and salt together. */
export function keyAndSaltBytes(suite: SrtpSuite): number {
  const { keyBytes, saltBytes } = SRTP_SUITES[suite];
  return keyBytes + saltBytes;
}
