/** What is sent: sequence, timestamp, SSRC, marker and the time at which each frame is due. */
import type { Mutable } from './mutable.ts';
import type { RtpHeader } from '../../src-shared/rtp/packet.ts';
import { writeRtp } from '../../src-shared/rtp/packet.ts';

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
  /** The same for comfort noise in a pause: it has no marker, and what is said next is a new talkspurt. */
  writeNoise(out: Uint8Array, payloadType: number, payloadLength: number): number;
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
  let { clockRateHz, ptimeMs } = options;
  let sequence = options.firstSequence & 0xffff;
  /** Time and timestamp of frame 0; both are computed from it, never added up. */
  let startMs = options.startMs;
  let startTimestamp = options.firstTimestamp;
  let frames = 0;
  let sentThisFrame = false;
  let afterPause = true;
  const header: RtpHeader = { marker: false, payloadType: 0, sequence: 0, timestamp: 0, ssrc: 0 };

  function goTo(frame: number): void {
    frames = frame;
    sender.dueAtMs = startMs + frame * ptimeMs;
    sender.timestamp = (startTimestamp + Math.round(frame * ptimeMs * clockRateHz / 1000)) >>> 0;
  }

  function write(out: Uint8Array, payloadType: number, payloadLength: number, timestampTicks: number, marker: boolean): number {
    header.marker = marker;
    header.payloadType = payloadType;
    header.sequence = sequence;
    header.timestamp = timestampTicks;
    header.ssrc = sender.ssrc;
    const length = writeRtp(out, header, payloadLength);
    if (length === 0) return 0;
    sequence = (sequence + 1) & 0xffff;
    sender.packetsSent = (sender.packetsSent + 1) >>> 0;
    sender.octetsSent = (sender.octetsSent + payloadLength) >>> 0;
    sentThisFrame = true;
    afterPause = false;
    return length;
  }

  function skip(count: number): void {
    goTo(frames + count);
    sentThisFrame = false;
  }

  function rebase(newStartTimestamp: number): void {
    startMs = sender.dueAtMs;
    startTimestamp = newStartTimestamp;
    goTo(0);
  }

  const sender: Mutable<RtpSender> = {
    ssrc: options.ssrc,
    dueAtMs: startMs,
    timestamp: startTimestamp >>> 0,
    packetsSent: 0,
    octetsSent: 0,
    // RFC 3551 4.1: the marker is set on the first packet of a talkspurt.
    writeFrame: (out, payloadType, payloadLength) => write(out, payloadType, payloadLength, sender.timestamp, afterPause),
    writeEvent: write,
    writeNoise(out, payloadType, payloadLength) {
      const length = write(out, payloadType, payloadLength, sender.timestamp, false);
      sentThisFrame = false;
      return length;
    },
    advance() {
      if (!sentThisFrame) afterPause = true;
      skip(1);
    },
    catchUp(nowMs, toleranceMs) {
      const lateMs = nowMs - sender.dueAtMs;
      if (lateMs <= toleranceMs) return 0;
      const skipped = Math.floor(lateMs / ptimeMs);
      if (skipped > 0) afterPause = true;
      skip(skipped);
      return skipped;
    },
    setFormat(format) {
      rebase(sender.timestamp);
      ({ clockRateHz, ptimeMs } = format);
    },
    setSsrc(newSsrc, firstSequence, firstTimestamp) {
      rebase(firstTimestamp);
      sender.ssrc = newSsrc;
      sequence = firstSequence & 0xffff;
      sender.packetsSent = 0;
      sender.octetsSent = 0;
      afterPause = true;
    },
    timestampAt: (nowMs) => (sender.timestamp + Math.round((nowMs - sender.dueAtMs) * clockRateHz / 1000)) >>> 0,
  };
  return sender;
}
