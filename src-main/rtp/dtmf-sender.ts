/** RFC 4733 events as payloads, one a tick of the RTP sender. */

export interface DtmfSenderOptions {
  /** Of the telephone-event, which is that of the audio beside it. */
  clockRateHz: number;
  /** Interval of the ticks, and so of the updates. */
  tickMs: number;
  toneMs?: number;
  gapMs?: number;
}
/** `event`: send the 4 bytes written with `timestamp` and `marker`; `audio`: nothing of ours, send audio. */
export type DtmfTick = 'event' | 'audio';

export interface DtmfSender {
  /** Something is queued or being sent: false after the last digit's end packets and its gap. */
  readonly busy: boolean;
  /** RTP timestamp and marker for the payload that the last tick wrote. */
  readonly timestamp: number;
  readonly marker: boolean;
  /** Appends digits 0-9 * # A-D (lower case too); gives how many were taken, others are skipped. */
  queue(digits: string): number;
  /** At each frame's due time; `timestamp` is RtpSender.timestamp. */
  tick(timestamp: number, out: Uint8Array, offset: number): DtmfTick;
  clear(): void;
}

export const DTMF_PAYLOAD_LENGTH = 4;

export function createDtmfSender(_options: DtmfSenderOptions): DtmfSender {
  throw new Error('helper H5A writes this');
}
