/** AES-GCM: encryption and authentication in one (RFC 7714). */
import type { CipherGCMTypes } from 'node:crypto';
import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import type { SessionKeys } from './srtp-key-derivation.ts';
import type { SrtpTransform } from './srtp-transform.ts';
import { ENCRYPTED_FLAG, RTCP_CLEAR_BYTES, RTCP_INDEX_BYTES, SEQUENCE_NUMBERS } from './srtp-transform.ts';
import { writeUint16, writeUint32 } from '../../src-shared/rtp/wire-integers.ts';

const TAG_BYTES = 16;
const IV_BYTES = 12;
const SSRC_AT = 2;
const OPTIONS = { authTagLength: TAG_BYTES };

export function createGcm(keys: SessionKeys): SrtpTransform {
  const algorithm: CipherGCMTypes = keys.encryption.length === 32 ? 'aes-256-gcm' : 'aes-128-gcm';
  const key = createSecretKey(keys.encryption);
  const iv = new Uint8Array(IV_BYTES);
  const rtcpData = new Uint8Array(RTCP_CLEAR_BYTES + RTCP_INDEX_BYTES);

  /** RFC 7714 8.1 and 9.1: two zero octets, the SSRC, six octets of index, exclusive or with the salt. */
  function setIv(ssrc: number, index: number): void {
    iv.fill(0);
    writeUint32(iv, SSRC_AT, ssrc);
    writeUint32(iv, SSRC_AT + 4, Math.floor(index / SEQUENCE_NUMBERS));
    writeUint16(iv, SSRC_AT + 8, index % SEQUENCE_NUMBERS);
    for (let at = 0; at < IV_BYTES; at++) iv[at]! ^= keys.salt[at]!;
  }

  /** The tag stands behind what is encrypted: its end. */
  function seal(bytes: Uint8Array, from: number, to: number, authenticated: Uint8Array): number {
    const cipher = createCipheriv(algorithm, key, iv, OPTIONS);
    cipher.setAAD(authenticated);
    bytes.set(cipher.update(bytes.subarray(from, to)), from);
    cipher.final();
    bytes.set(cipher.getAuthTag(), to);
    return to + TAG_BYTES;
  }

  /** The tag is the end of `to`. The end of the plain text; 0: not authentic, and nothing is changed. */
  function open(bytes: Uint8Array, from: number, to: number, authenticated: Uint8Array): number {
    const end = to - TAG_BYTES;
    const cipher = createDecipheriv(algorithm, key, iv, OPTIONS);
    cipher.setAAD(authenticated);
    cipher.setAuthTag(bytes.subarray(end, to));
    const plain = cipher.update(bytes.subarray(from, end));
    try {
      cipher.final();
    } catch {
      return 0;
    }
    bytes.set(plain, from);
    return end;
  }

  /** RFC 7714 9.2 and 9.3: the header, or all of an unencrypted packet, and the word with the index. */
  function authenticatedRtcp(bytes: Uint8Array, length: number, word: number): Uint8Array {
    const data = length === RTCP_CLEAR_BYTES ? rtcpData : new Uint8Array(length + RTCP_INDEX_BYTES);
    data.set(bytes.subarray(0, length));
    writeUint32(data, length, word);
    return data;
  }

  return {
    tagBytes: TAG_BYTES,
    isTagLast: false,
    sealRtp(bytes, headerLength, length, ssrc, index) {
      setIv(ssrc, index);
      return seal(bytes, headerLength, length, bytes.subarray(0, headerLength));
    },
    openRtp(bytes, headerLength, length, ssrc, index) {
      setIv(ssrc, index);
      return open(bytes, headerLength, length, bytes.subarray(0, headerLength));
    },
    sealRtcp(bytes, length, ssrc, index) {
      setIv(ssrc, index);
      const word = ENCRYPTED_FLAG + index;
      const end = seal(bytes, RTCP_CLEAR_BYTES, length, authenticatedRtcp(bytes, RTCP_CLEAR_BYTES, word));
      writeUint32(bytes, end, word);
      return end + RTCP_INDEX_BYTES;
    },
    openRtcp(bytes, length, ssrc, isEncrypted, index) {
      setIv(ssrc, index);
      const end = length - RTCP_INDEX_BYTES;
      if (isEncrypted) return open(bytes, RTCP_CLEAR_BYTES, end, authenticatedRtcp(bytes, RTCP_CLEAR_BYTES, ENCRYPTED_FLAG + index));
      const plain = end - TAG_BYTES;
      return open(bytes, plain, end, authenticatedRtcp(bytes, plain, index));
    },
  };
}
