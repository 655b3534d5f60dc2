import type { CapturedPacket } from '../capture/captured-packet.ts';
import { createRtpView, readRtp } from '../rtp/packet.ts';

/** RTP that tells how the sound travelled, and nothing of what was said or keyed: numbers and times as they were, all sound zeros. */
export function silenced(packet: CapturedPacket): CapturedPacket {
  const bytes = packet.bytes.slice();
  const view = createRtpView();
  // What cannot be read as RTP is not handed on at all.
  if (readRtp(view, bytes)) return { ...packet, bytes: new Uint8Array(0) };
  bytes.fill(0, view.payloadOffset, view.payloadOffset + view.payloadLength);
  // Levels of the sound stand in header extensions (RFC 6464).
  if (view.hasExtension) bytes.fill(0, view.extensionOffset, view.extensionOffset + view.extensionLength);
  return { ...packet, bytes };
}
