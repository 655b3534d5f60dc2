/** RFC 4733 events to digits: each press once, however often its packets come. */
import { DTMF_DIGITS, DTMF_PAYLOAD_LENGTH, END_BIT, MAX_EVENT_DURATION } from './telephone-event.ts';
import { readUint16 } from './wire-integers.ts';

export interface ReceivedDigit {
  digit: string;
  durationMs: number;
}
export interface DtmfReceiver {
  /** One telephone-event packet of the accepted source: the presses it completes (mostly none). */
  receive(timestamp: number, marker: boolean, payload: Uint8Array, offset: number, length: number, nowMs: number): readonly ReceivedDigit[];
  /** Once a tick: a press whose end packets were lost ends after a while without updates. */
  poll(nowMs: number): readonly ReceivedDigit[];
  reset(): void;
}

/** Updates come every 20 to 50 ms: this many ms without one and the key is up (RFC 4733 2.5.2.2). */
const UPDATE_TIMEOUT_MS = 200;
/** A packet whose timestamp lies this little behind belongs to a press that is over; further behind, to a new timestamp base. */
const OLD_PACKET_S = 10;
/** A segment follows one that was at most this far from the longest duration (RFC 4733 2.5.1.3). */
const SEGMENT_SLACK_MS = 100;
const NONE: readonly ReceivedDigit[] = [];

export function createDtmfReceiver(options: { clockRateHz: number }): DtmfReceiver {
  const { clockRateHz } = options;
  let pressed = false;
  let code = 0;
  /** Timestamp of the segment that was last heard of, of a press that lasts or the last that ended. */
  let segmentTimestamp = 0;
  let hasSegment = false;
  /** Of the segments before. */
  let earlierTicks = 0;
  let durationTicks = 0;
  let heardAtMs = 0;

  function receive(timestamp: number, marker: boolean, payload: Uint8Array, offset: number, length: number, nowMs: number): readonly ReceivedDigit[] {
    if (length < DTMF_PAYLOAD_LENGTH || offset + DTMF_PAYLOAD_LENGTH > payload.length) return NONE;
    const event = payload[offset]!;
    if (event >= DTMF_DIGITS.length || isOld(timestamp)) return NONE;
    const ended = (payload[offset + 1]! & END_BIT) !== 0;
    const duration = readUint16(payload, offset + 2);
    const interrupted = follow(timestamp, marker, event);
    durationTicks = Math.max(durationTicks, duration);
    heardAtMs = nowMs;
    if (!ended) return interrupted ? [interrupted] : NONE;
    return interrupted ? [interrupted, release()] : [release()];
  }

  /** Retransmitted ends and overtaken updates (2.5.2.3): everything up to the last press once that is over. */
  function isOld(timestamp: number): boolean {
    if (!hasSegment) return false;
    const ahead = (timestamp - segmentTimestamp) | 0;
    const isPast = pressed ? ahead < 0 : ahead <= 0;
    return isPast && ahead > -OLD_PACKET_S * clockRateHz;
  }

  /** Same press, next segment of it, or a new one; gives the press that ended without an end packet, if one did. */
  function follow(timestamp: number, marker: boolean, event: number): ReceivedDigit | null {
    if (pressed && timestamp === segmentTimestamp) return null;
    const continues = pressed && !marker && event === code && isNextSegment(timestamp);
    const interrupted = pressed && !continues ? release() : null;
    earlierTicks = continues ? earlierTicks + ((timestamp - segmentTimestamp) | 0) : 0;
    pressed = true;
    hasSegment = true;
    code = event;
    segmentTimestamp = timestamp;
    durationTicks = 0;
    return interrupted;
  }

  function isNextSegment(timestamp: number): boolean {
    const ahead = (timestamp - segmentTimestamp) | 0;
    return ahead <= MAX_EVENT_DURATION && ahead >= MAX_EVENT_DURATION - SEGMENT_SLACK_MS * clockRateHz / 1000;
  }

  function release(): ReceivedDigit {
    pressed = false;
    return { digit: DTMF_DIGITS[code]!, durationMs: Math.round((earlierTicks + durationTicks) * 1000 / clockRateHz) };
  }

  return {
    receive,
    poll: (nowMs) => (pressed && nowMs - heardAtMs >= UPDATE_TIMEOUT_MS ? [release()] : NONE),
    reset() {
      pressed = false;
      hasSegment = false;
    },
  };
}
