/** What is sent: sequence, timestamp, SSRC, marker and the time at which each frame is due. */
import type { RtpHeader } from './packet.ts';
import { writeRtp } from './packet.ts';

export interface RtpSenderOptions {
  ssrc: number;
  /** Random starts (RFC 3550 5.1). */
  firstSequence: number;
  firstTimestamp: number;
  clockRateHz: number;
  ptimeMs: number;
  /** Monotonic ms at which the first frame is due. */
  startMs: number;
}
export interface RtpSender {
  readonly ssrc: number;
  /** Monotonic ms: t0 + n * ptime, so lateness never adds up. */
  readonly dueAtMs: number;
  /** RTP timestamp of the frame that is due. */
  readonly timestamp: number;
  readonly packetsSent: number;
  /** Payload bytes, as in an SR. */
  readonly octetsSent: number;
  /** Writes the 12-byte header of the frame that is due; its payload of `payloadLength` bytes lies or will lie at `out[12]`.
   *  Sets the marker on the first packet and after each pause. Gives the packet's length, 0 when it does not fit `out`.
   *  Does not move on: see `advance`. */
  writeFrame(out: Uint8Array, payloadType: number, payloadLength: number): number;
  /** The same for a telephone-event, whose timestamp is that of its start and whose marker the DTMF generator decides. */
  writeEvent(out: Uint8Array, payloadType: number, payloadLength: number, timestamp: number, marker: boolean): number;
  /** To the next frame: after each due time, whether something was sent or not. */
  advance(): void;
  /** Skips the frames that are overdue by more than `toleranceMs` (a suspended machine does not send a burst); gives their number. */
  catchUp(nowMs: number, toleranceMs: number): number;
  /** After a re-negotiation. Timestamps go on from where they are. */
  setFormat(format: { clockRateHz: number; ptimeMs: number }): void;
  /** After an SSRC collision (RFC 3550 8.2): sequence and timestamp start anew, counts too. */
  setSsrc(ssrc: number, firstSequence: number, firstTimestamp: number): void;
  /** RTP timestamp that belongs to a moment, for the SR. */
  timestampAt(nowMs: number): number;
}

export function createRtpSender(options: RtpSenderOptions): RtpSender {
  let { clockRateHz, ptimeMs, ssrc } = options;
  let sequence = options.firstSequence & 0xffff;
  /** Time and timestamp of frame 0; both are computed from it, never added up. */
  let startMs = options.startMs;
  let startTimestamp = options.firstTimestamp;
  let frames = 0;
  let packetsSent = 0;
  let octetsSent = 0;
  let sentThisFrame = false;
  let afterPause = true;
  const header: RtpHeader = { marker: false, payloadType: 0, sequence: 0, timestamp: 0, ssrc: 0 };

  const dueAtMs = (): number => startMs + frames * ptimeMs;
  const timestamp = (): number => (startTimestamp + Math.round(frames * ptimeMs * clockRateHz / 1000)) >>> 0;

  function write(out: Uint8Array, payloadType: number, payloadLength: number, timestampTicks: number, marker: boolean): number {
    header.marker = marker;
    header.payloadType = payloadType;
    header.sequence = sequence;
    header.timestamp = timestampTicks;
    header.ssrc = ssrc;
    const length = writeRtp(out, header, payloadLength);
    if (length === 0) return 0;
    sequence = (sequence + 1) & 0xffff;
    packetsSent = (packetsSent + 1) >>> 0;
    octetsSent = (octetsSent + payloadLength) >>> 0;
    sentThisFrame = true;
    afterPause = false;
    return length;
  }

  function skip(count: number): void {
    frames += count;
    sentThisFrame = false;
  }

  function rebase(newStartTimestamp: number): void {
    startMs = dueAtMs();
    startTimestamp = newStartTimestamp;
    frames = 0;
  }

  return {
    get ssrc() { return ssrc; },
    get dueAtMs() { return dueAtMs(); },
    get timestamp() { return timestamp(); },
    get packetsSent() { return packetsSent; },
    get octetsSent() { return octetsSent; },
    // RFC 3551 4.1: the marker is set on the first packet of a talkspurt.
    writeFrame: (out, payloadType, payloadLength) => write(out, payloadType, payloadLength, timestamp(), afterPause),
    writeEvent: write,
    advance() {
      if (!sentThisFrame) afterPause = true;
      skip(1);
    },
    catchUp(nowMs, toleranceMs) {
      const lateMs = nowMs - dueAtMs();
      if (lateMs <= toleranceMs) return 0;
      const skipped = Math.floor(lateMs / ptimeMs);
      if (skipped > 0) afterPause = true;
      skip(skipped);
      return skipped;
    },
    setFormat(format) {
      rebase(timestamp());
      ({ clockRateHz, ptimeMs } = format);
    },
    setSsrc(newSsrc, firstSequence, firstTimestamp) {
      rebase(firstTimestamp);
      ssrc = newSsrc;
      sequence = firstSequence & 0xffff;
      packetsSent = 0;
      octetsSent = 0;
      afterPause = true;
    },
    timestampAt: (nowMs) => (timestamp() + Math.round((nowMs - dueAtMs()) * clockRateHz / 1000)) >>> 0,
  };
}
