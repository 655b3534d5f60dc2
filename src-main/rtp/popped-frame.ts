import type { StoredPacket } from './packet-ring.ts';

/** The popped packet; valid until the next `pop` or `put`. */
export interface PoppedFrame {
  payloadType: number;
  payload: Uint8Array;
  offset: number;
  length: number;
  timestamp: number;
  durationTicks: number;
  /** Of sound lost just before it, to be concealed now that both its sides are known; at most three frames. */
  missingTicks: number;
}

export function createPoppedFrame(): PoppedFrame {
  return { payloadType: 0, payload: new Uint8Array(0), offset: 0, length: 0, timestamp: 0, durationTicks: 0, missingTicks: 0 };
}

export function showPacket(frame: PoppedFrame, packet: StoredPacket): void {
  frame.payloadType = packet.payloadType;
  frame.payload = packet.payload;
  frame.length = packet.length;
  frame.timestamp = packet.ticks >>> 0;
  frame.durationTicks = packet.durationTicks;
  frame.missingTicks = 0;
}
