/** Encrypting and authenticating one packet in place, whatever the cipher. Of one direction, of RTP or of RTCP. */
export interface SrtpTransform {
  readonly tagBytes: number;
  /** MKI and SRTCP index stand before the tag (RFC 3711 3.1, 3.4); else behind it (RFC 7714 8.2, 9.2). */
  readonly isTagLast: boolean;
  /** Encrypts what follows the header and appends the tag: the length then. `bytes` must have room for it. */
  sealRtp(bytes: Uint8Array, headerLength: number, length: number, ssrc: number, index: number): number;
  /** The tag is the end of `length`. The length without it; 0: not authentic, and nothing is changed. */
  openRtp(bytes: Uint8Array, headerLength: number, length: number, ssrc: number, index: number): number;
  /** Encrypts what follows the first eight bytes, appends index and tag: the length then. */
  sealRtcp(bytes: Uint8Array, length: number, ssrc: number, index: number): number;
  /** As openRtp. Whether it was encrypted stands in the packet (the E flag). */
  openRtcp(bytes: Uint8Array, length: number, ssrc: number, isEncrypted: boolean, index: number): number;
}

/** RFC 3711 3.4: the E flag stands before the 31 bits of the SRTCP index. */
export const ENCRYPTED_FLAG = 0x8000_0000;
/** RFC 3711 3.4: the header and the sender's SSRC of the first packet stay readable. */
export const RTCP_CLEAR_BYTES = 8;
export const RTCP_INDEX_BYTES = 4;
/** The packet index counts 16-bit sequence numbers (RFC 3711 3.3.1). */
export const SEQUENCE_NUMBERS = 0x1_0000;
