/** Between a stream and its sockets: what leaves is encrypted, what arrives is decrypted, once keys are agreed. */
import type { Srtp } from '../rtp/srtp.ts';
import { createSrtp } from '../rtp/srtp.ts';
import type { LateJoin } from '../rtp/srtp-late-join.ts';
import { createPacketBuffers } from './packet-buffers.ts';

export interface Encryption {
  readonly srtp: Srtp;
  /** What goes on the wire; undefined: nothing may. */
  sealRtp(packet: Uint8Array): Uint8Array | undefined;
  sealRtcp(packet: Uint8Array): Uint8Array | undefined;
  /** What has arrived, in the clear, in the same bytes; undefined: not authentic, or here before. */
  openRtp(packet: Uint8Array): Uint8Array | undefined;
  openRtcp(packet: Uint8Array): Uint8Array | undefined;
}

/** Of a group: `packets`: how many may leave at once; `lateJoin`: others may have talked before. */
export function createEncryption({ packets, lateJoin }: { packets?: number; lateJoin?: LateJoin } = {}): Encryption {
  const srtp = createSrtp(lateJoin);
  const buffers = createPacketBuffers(packets);

  /** In a buffer of its own: the packet has no room for its tag. */
  function seal(packet: Uint8Array, protect: Srtp['protectRtp']): Uint8Array | undefined {
    if (!srtp.isOn) return packet;
    const sealed = buffers.next();
    if (packet.length > sealed.length) return undefined;
    sealed.set(packet);
    const length = protect(sealed, packet.length);
    return length === 0 ? undefined : buffers.packet(length);
  }

  function open(packet: Uint8Array, unprotect: Srtp['unprotectRtp']): Uint8Array | undefined {
    if (!srtp.isOn) return packet;
    const length = unprotect(packet);
    return length === 0 ? undefined : packet.subarray(0, length);
  }

  return {
    srtp,
    sealRtp: (packet) => seal(packet, srtp.protectRtp),
    sealRtcp: (packet) => seal(packet, srtp.protectRtcp),
    openRtp: (packet) => open(packet, srtp.unprotectRtp),
    openRtcp: (packet) => open(packet, srtp.unprotectRtcp),
  };
}
