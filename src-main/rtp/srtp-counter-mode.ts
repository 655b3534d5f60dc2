/** AES in counter mode with HMAC-SHA1 (RFC 3711 4.1.1, 4.2.1; RFC 6188 for keys of 256 bits). */
import { createCipheriv, createHmac, createSecretKey } from 'node:crypto';
import type { SessionKeys } from './srtp-key-derivation.ts';
import type { SrtpTransform } from './srtp-transform.ts';
import { ENCRYPTED_FLAG, RTCP_CLEAR_BYTES, RTCP_INDEX_BYTES, SEQUENCE_NUMBERS } from './srtp-transform.ts';
import { writeUint16, writeUint32 } from '../../src-shared/rtp/wire-integers.ts';

const BLOCK_BYTES = 16;
/** Key stream made at once: enough for most packets. */
const CHUNK_BLOCKS = 64;
const SSRC_AT = 4;
const INDEX_AT = 8;
const COUNTER_AT = 14;
const ROC_BYTES = 4;

export function createCounterMode(keys: SessionKeys, tagBytes: number): SrtpTransform {
  // Counter mode is the block cipher over a counter. Kept alive and fed with counters, it costs half of a new cipher for each packet.
  const blocks = createCipheriv(keys.encryption.length === 32 ? 'aes-256-ecb' : 'aes-128-ecb', keys.encryption, null).setAutoPadding(false);
  const authenticationKey = createSecretKey(keys.authentication);
  const iv = new Uint8Array(BLOCK_BYTES);
  const counters = new Uint8Array(CHUNK_BLOCKS * BLOCK_BYTES);
  /** The beginning of `counters`, as long as the packet before needed it. */
  let wanted = counters;
  const received = new Uint8Array(tagBytes);

  /** RFC 3711 4.1.1: salt, SSRC and index, each in its place, by exclusive or. The last two bytes are the block's number. */
  function setIv(ssrc: number, index: number): void {
    iv.set(keys.salt);
    const rollover = Math.floor(index / SEQUENCE_NUMBERS);
    xorUint32(iv, SSRC_AT, ssrc);
    xorUint32(iv, INDEX_AT, rollover);
    iv[INDEX_AT + 4]! ^= (index >>> 8) & 0xff;
    iv[INDEX_AT + 5]! ^= index & 0xff;
  }

  function crypt(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from, block = 0; at < to; at += counters.length, block += CHUNK_BLOCKS) {
      cryptChunk(bytes, at, Math.min(to, at + counters.length), block);
    }
  }

  function cryptChunk(bytes: Uint8Array, from: number, to: number, firstBlock: number): void {
    const length = Math.ceil((to - from) / BLOCK_BYTES) * BLOCK_BYTES;
    for (let at = 0, block = firstBlock; at < length; at += BLOCK_BYTES, block++) {
      counters.set(iv, at);
      writeUint16(counters, at + COUNTER_AT, block);
    }
    if (wanted.length !== length) wanted = counters.subarray(0, length);
    const stream = blocks.update(wanted);
    for (let at = from, key = 0; at < to; at++, key++) bytes[at]! ^= stream[key]!;
  }

  const digest = (bytes: Uint8Array, length: number): Uint8Array =>
    createHmac('sha1', authenticationKey).update(bytes.subarray(0, length)).digest();

  /** RFC 3711 4.2: over the packet and the rollover counter, which is written where the tag belongs. */
  function rtpTag(bytes: Uint8Array, length: number, index: number): Uint8Array {
    writeUint32(bytes, length, Math.floor(index / SEQUENCE_NUMBERS));
    return digest(bytes, length + ROC_BYTES);
  }

  function putTag(bytes: Uint8Array, at: number, tag: Uint8Array): number {
    for (let octet = 0; octet < tagBytes; octet++) bytes[at + octet] = tag[octet]!;
    return at + tagBytes;
  }

  /** Takes the same time wherever they differ. The digest is longer than the tag. */
  function isSameTag(bytes: Uint8Array, at: number, tag: Uint8Array): boolean {
    let difference = 0;
    for (let octet = 0; octet < tagBytes; octet++) difference |= bytes[at + octet]! ^ tag[octet]!;
    return difference === 0;
  }

  return {
    tagBytes,
    isTagLast: true,
    sealRtp(bytes, headerLength, length, ssrc, index) {
      setIv(ssrc, index);
      crypt(bytes, headerLength, length);
      return putTag(bytes, length, rtpTag(bytes, length, index));
    },
    openRtp(bytes, headerLength, length, ssrc, index) {
      const end = length - tagBytes;
      for (let octet = 0; octet < tagBytes; octet++) received[octet] = bytes[end + octet]!;
      const isAuthentic = isSameTag(received, 0, rtpTag(bytes, end, index));
      putTag(bytes, end, received);
      if (!isAuthentic) return 0;
      setIv(ssrc, index);
      crypt(bytes, headerLength, end);
      return end;
    },
    sealRtcp(bytes, length, ssrc, index) {
      setIv(ssrc, index);
      crypt(bytes, RTCP_CLEAR_BYTES, length);
      writeUint32(bytes, length, ENCRYPTED_FLAG + index);
      const end = length + RTCP_INDEX_BYTES;
      return putTag(bytes, end, digest(bytes, end));
    },
    openRtcp(bytes, length, ssrc, isEncrypted, index) {
      const tagAt = length - tagBytes;
      if (!isSameTag(bytes, tagAt, digest(bytes, tagAt))) return 0;
      const end = tagAt - RTCP_INDEX_BYTES;
      if (!isEncrypted) return end;
      setIv(ssrc, index);
      crypt(bytes, RTCP_CLEAR_BYTES, end);
      return end;
    },
  };
}

function xorUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at]! ^= value >>> 24;
  bytes[at + 1]! ^= (value >>> 16) & 0xff;
  bytes[at + 2]! ^= (value >>> 8) & 0xff;
  bytes[at + 3]! ^= value & 0xff;
}
