/** What is sent: sequence, timestamp, SSRC, marker and the time at which each frame is due. */

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
   *  Sets the marker on the first packet and after each pause. Gives the packet's length. Does not move on: see `advance`. */
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

export function createRtpSender(_options: RtpSenderOptions): RtpSender {
  throw new Error('helper H5A writes this');
}
