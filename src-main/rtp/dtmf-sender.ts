/** RFC 4733 events as payloads, one a tick of the RTP sender.
 *
 *   idle ──digit──▶ tone ──tone is over: end packet──▶ gap (end packet twice more, then audio) ──▶ idle
 */
import type { Mutable } from './mutable.ts';
import { DTMF_DIGITS, DTMF_PAYLOAD_LENGTH, END_BIT, MAX_EVENT_DURATION } from '../../src-shared/rtp/telephone-event.ts';
import { writeUint16 } from '../../src-shared/rtp/wire-integers.ts';

export interface DtmfSenderOptions {
  /** Of the durations. */
  clockRateHz: number;
  /** Of the timestamps, which is that of the audio beside the events; absent: the same. */
  timestampRateHz?: number;
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
  /** At each frame's due time; `timestamp` is RtpSender.timestamp. `out` has 4 bytes at `offset`. */
  tick(timestamp: number, out: Uint8Array, offset: number): DtmfTick;
  /** Forgets what is queued; a digit being sent is ended in order. */
  clear(): void;
}

const DEFAULT_TONE_MS = 160;
const DEFAULT_GAP_MS = 80;
/** RFC 4733 2.5.1.4: the final packet is sent three times. */
const END_PACKETS = 3;
/** -10 dBm0, as a telephone keypad sends it. */
const VOLUME = 10;

export function createDtmfSender(options: DtmfSenderOptions): DtmfSender {
  const timestampsPerTick = (options.timestampRateHz ?? options.clockRateHz) / options.clockRateHz;
  const toTicks = (ms: number): number => Math.round(ms * options.clockRateHz / 1000);
  const tickTicks = toTicks(options.tickMs);
  const toneTicks = Math.max(tickTicks, toTicks(options.toneMs ?? DEFAULT_TONE_MS));
  const gapTicks = toTicks(options.gapMs ?? DEFAULT_GAP_MS);
  const digits: number[] = [];
  let phase: 'idle' | 'tone' | 'gap' = 'idle';
  let code = 0;
  /** Since the digit began, and where in that the present segment began. */
  let elapsedTicks = 0;
  let segmentTicks = 0;
  let gapElapsedTicks = 0;
  let endPackets = 0;

  function next(nowTimestamp: number, out: Uint8Array, offset: number): DtmfTick {
    if (phase === 'gap') return tickGap(nowTimestamp, out, offset);
    if (phase === 'idle' && !begin(nowTimestamp)) return 'audio';
    return tickTone(out, offset);
  }

  function begin(nowTimestamp: number): boolean {
    const digit = digits.shift();
    if (digit === undefined) return false;
    code = digit;
    phase = 'tone';
    elapsedTicks = 0;
    segmentTicks = 0;
    sender.timestamp = nowTimestamp;
    return true;
  }

  function tickTone(out: Uint8Array, offset: number): DtmfTick {
    // RFC 4733 2.5.1.2: the marker is set on the first packet of an event only.
    sender.marker = elapsedTicks === 0;
    const reportedTicks = elapsedTicks;
    elapsedTicks = Math.min(toneTicks, elapsedTicks + tickTicks);
    if (elapsedTicks - segmentTicks > MAX_EVENT_DURATION) beginSegment(reportedTicks);
    if (elapsedTicks < toneTicks) return write(out, offset, 0);
    phase = 'gap';
    gapElapsedTicks = 0;
    endPackets = 1;
    return write(out, offset, END_BIT);
  }

  /** RFC 4733 2.5.1.3: a long event goes on in a segment that begins where the last report ended. */
  function beginSegment(reportedTicks: number): void {
    sender.timestamp = (sender.timestamp + Math.round((reportedTicks - segmentTicks) * timestampsPerTick)) >>> 0;
    segmentTicks = reportedTicks;
  }

  function tickGap(nowTimestamp: number, out: Uint8Array, offset: number): DtmfTick {
    if (endPackets < END_PACKETS) {
      endPackets++;
      gapElapsedTicks += tickTicks;
      sender.marker = false;
      return write(out, offset, END_BIT);
    }
    if (gapElapsedTicks < gapTicks) {
      gapElapsedTicks += tickTicks;
      return 'audio';
    }
    phase = 'idle';
    return next(nowTimestamp, out, offset);
  }

  function write(out: Uint8Array, offset: number, endBit: number): DtmfTick {
    out[offset] = code;
    out[offset + 1] = endBit | VOLUME;
    writeUint16(out, offset + 2, elapsedTicks - segmentTicks);
    return 'event';
  }

  function isBusy(): boolean {
    return digits.length > 0 || phase === 'tone' || (phase === 'gap' && (endPackets < END_PACKETS || gapElapsedTicks < gapTicks));
  }

  const sender: Mutable<DtmfSender> = {
    busy: false,
    timestamp: 0,
    marker: false,
    queue(text) {
      const codes = Array.from(text.toUpperCase(), (character) => DTMF_DIGITS.indexOf(character)).filter((index) => index >= 0);
      digits.push(...codes);
      sender.busy = isBusy();
      return codes.length;
    },
    tick(nowTimestamp, out, offset) {
      const kind = next(nowTimestamp, out, offset);
      sender.busy = isBusy();
      return kind;
    },
    clear() {
      digits.splice(0);
      sender.busy = isBusy();
    },
  };
  return sender;
}

export { DTMF_PAYLOAD_LENGTH };
