/** Adaptive jitter buffer. Pops are the playout clock: each `pop` asks for the next piece of audio in order.
 *
 *   waiting ──first packet has waited for the target delay──▶ playing
 *      ▲                                                         │
 *      └──── starved, a pause in the timestamps (DTX), DTMF ─────┘
 *
 *  Playing, the delay grows by concealing a frame without moving on in the stream, and shrinks by leaving a frame out.
 */
import type { Mutable } from './mutable.ts';
import type { StoredPacket } from './packet-ring.ts';
import { MAX_STORED_PAYLOAD, RING_CAPACITY, createPacketRing } from './packet-ring.ts';
import { createPlayoutDelay } from './playout-delay.ts';

export interface JitterBufferOptions {
  clockRateHz: number;
  /** Ticks of one frame while no packet has told otherwise: concealment is counted in these. */
  frameTicks: number;
  /** Of the target delay; 20 to 200 ms unless told otherwise. */
  minMs?: number;
  /** Until the first second of packets has told better; the minimum unless told otherwise. */
  initialMs?: number;
  maxMs?: number;
}
/** What to play: the frame in `frame`, and a replacement for what is missing before it; one frame of concealment; nothing (silence: not
 *  started, paused, DTX). */
export type PopKind = 'frame' | 'lost' | 'empty';

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
export interface JitterBufferCounts {
  played: number;
  /** Frames of audio that were not there when they were due, and in how many runs. A pause of the talker is none. */
  concealed: number;
  concealedRuns: number;
  late: number;
  duplicates: number;
  overflow: number;
  /** Left out on purpose to shorten the delay. */
  shrunk: number;
}
export interface JitterBuffer {
  readonly frame: PoppedFrame;
  readonly counts: Readonly<JitterBufferCounts>;
  /** Time packets wait in the buffer, smoothed. */
  readonly delayMs: number;
  /** Longest delay that it allows. */
  readonly maxMs: number;
  /** What it is steering for. */
  targetMs(): number;
  /** Copies the payload. `sequence` is extended (RtpReceiver.sequence). `durationTicks` 0: a packet that holds no audio
   *  (telephone-event): it only keeps the sequence whole. */
  put(sequence: number, timestamp: number, payloadType: number, durationTicks: number,
    payload: Uint8Array, offset: number, length: number, nowMs: number): void;
  /** `quiet`: what was played last was silence, so a frame may be left out unheard. */
  pop(nowMs: number, quiet: boolean): PopKind;
  /** New SSRC, sequence jump, hold: forget packets and timing, keep the counts. */
  reset(): void;
  /** The peer has changed to a codec with another clock; `frameTicks` as in the options. Resets. */
  setClockRate(clockRateHz: number, frameTicks: number): void;
}

const DEFAULT_MIN_MS = 20;
const DEFAULT_MAX_MS = 200;
/** Without a packet for longer than this, concealment would only hum: silence, and a fresh start with the next packet. */
const CONCEAL_LIMIT_MS = 120;
/** While someone speaks, one frame is left out at most this often. */
const SHRINK_INTERVAL_MS = 1000;
/** A transit time this far from the others is a new timestamp base, not a delay. */
const TIMESTAMP_JUMP_MS = 1000;
/** Room for packets that were overtaken by the first to arrive. */
const EARLIER_THAN_FIRST = RING_CAPACITY / 2;
const DELAY_SMOOTHING = 1 / 16;
/** So many lost frames are handed out together with the one after them. */
const LONGEST_BRIDGE = 3;
/** While packets overtake each other, one that is not due yet may still come. */
const REORDERING_MEMORY_MS = 10_000;

export function createJitterBuffer(options: JitterBufferOptions): JitterBuffer {
  let { clockRateHz } = options;
  const maxMs = options.maxMs ?? DEFAULT_MAX_MS;
  const minMs = options.minMs ?? DEFAULT_MIN_MS;
  const playout = createPlayoutDelay({ minMs, maxMs, initialMs: options.initialMs ?? minMs });
  const ring = createPacketRing();
  const counts: JitterBufferCounts = { played: 0, concealed: 0, concealedRuns: 0, late: 0, duplicates: 0, overflow: 0, shrunk: 0 };
  const frame: PoppedFrame = { payloadType: 0, payload: new Uint8Array(0), offset: 0, length: 0, timestamp: 0, durationTicks: 0, missingTicks: 0 };
  let frameTicks = options.frameTicks;
  /** The stream's own place: what is to be played next. */
  let nextSequence = 0;
  let nextTicks = 0;
  let newestSequence = 0;
  let newestTicks = 0;
  let hasPackets = false;
  let hasPlayed = false;
  let waiting = true;
  /** Frames concealed since the buffer ran dry, without moving on: the packets may only be late. */
  let heldFrames = 0;
  let inLossRun = false;
  let lastShrinkAtMs = -Infinity;
  let lastReorderedAtMs = -Infinity;

  const toMs = (ticks: number): number => ticks * 1000 / clockRateHz;
  const isPause = (ticks: number): boolean => ticks * 2 >= frameTicks;

  function reset(): void {
    ring.clear();
    playout.reset();
    hasPackets = false;
    hasPlayed = false;
    waiting = true;
    heldFrames = 0;
  }

  function setClockRate(newClockRateHz: number, newFrameTicks: number): void {
    clockRateHz = newClockRateHz;
    frameTicks = newFrameTicks;
    reset();
  }

  function put(sequence: number, timestamp: number, payloadType: number, durationTicks: number,
    payload: Uint8Array, offset: number, length: number, nowMs: number): void {
    if (length > MAX_STORED_PAYLOAD) return void counts.overflow++;
    let ticks = unwrap(timestamp);
    if (durationTicks > 0 && isTimestampJump(nowMs - toMs(ticks))) {
      reset();
      ticks = timestamp;
    }
    if (!hasPackets) begin(sequence, ticks);
    if (sequence < nextSequence || ring.at(sequence)) return refuse(sequence, durationTicks > 0 ? nowMs - toMs(ticks) : null, nowMs);
    if (durationTicks > 0) playout.add(nowMs - toMs(ticks));
    if (sequence - nextSequence >= RING_CAPACITY) makeRoom(sequence - RING_CAPACITY + 1);
    const packet = ring.store(sequence, payload, offset, length);
    packet.ticks = ticks;
    packet.durationTicks = durationTicks;
    packet.payloadType = payloadType;
    packet.arrivalMs = nowMs;
    if (sequence < newestSequence) lastReorderedAtMs = nowMs;
    if (sequence < newestSequence) return;
    newestSequence = sequence;
    newestTicks = ticks;
  }

  function unwrap(timestamp: number): number {
    return hasPackets ? newestTicks + ((timestamp - newestTicks) | 0) : timestamp;
  }

  function isTimestampJump(transitMs: number): boolean {
    return !playout.isEmpty && Math.abs(transitMs - playout.leastMs) > TIMESTAMP_JUMP_MS;
  }

  function begin(sequence: number, ticks: number): void {
    hasPackets = true;
    nextSequence = sequence - EARLIER_THAN_FIRST;
    newestSequence = sequence;
    newestTicks = ticks;
  }

  function refuse(sequence: number, transitMs: number | null, nowMs: number): void {
    if (ring.knows(sequence)) return void counts.duplicates++;
    counts.late++;
    lastReorderedAtMs = nowMs;
    if (transitMs !== null) playout.add(transitMs);
  }

  /** The ring is too short for what has come: the oldest go, present or missing. */
  function makeRoom(firstToKeep: number): void {
    let dropped = 0;
    for (let sequence = nextSequence; ring.size > 0 && sequence < firstToKeep; sequence++) {
      const packet = ring.at(sequence);
      if (!packet) continue;
      ring.remove(packet);
      dropped++;
    }
    counts.overflow += dropped;
    if (hasPlayed) countConcealed(firstToKeep - nextSequence - dropped);
    nextSequence = firstToKeep;
    heldFrames = 0;
    waiting = true;
  }

  function countConcealed(frames: number): void {
    if (frames <= 0) return;
    counts.concealed += frames;
    if (!inLossRun) counts.concealedRuns++;
    inLossRun = true;
  }

  function pop(nowMs: number, quiet: boolean): PopKind {
    if (!waiting) {
      settleHeldFrames();
      shrink(nowMs, quiet);
    }
    passEvents();
    if (waiting) return popWaiting(nowMs);
    if (ring.size === 0) return popDry();
    const next = ring.at(nextSequence);
    return next ? popNext(next, nowMs) : popMissing(nowMs);
  }

  /** Packets without audio take no time; after them the talker begins anew. */
  function passEvents(): void {
    for (let packet = ring.at(nextSequence); packet && packet.durationTicks === 0; packet = ring.at(nextSequence)) {
      ring.remove(packet);
      nextSequence++;
      waiting = true;
      heldFrames = 0;
    }
  }

  /** What came after the buffer had run dry: late (play it, the delay has grown), lost (its time has been concealed), or a pause. */
  function settleHeldFrames(): void {
    if (heldFrames === 0 || ring.size === 0) return;
    const first = oldest(nextSequence);
    const missing = first.sequence - nextSequence;
    const isTalking = first.durationTicks > 0 && !isPause(first.ticks - nextTicks);
    if (missing > 0 || isTalking) countConcealed(heldFrames);
    const skipped = Math.min(heldFrames, missing);
    nextSequence += skipped;
    nextTicks = Math.min(first.ticks, nextTicks + skipped * frameTicks);
    heldFrames = 0;
  }

  function shrink(nowMs: number, quiet: boolean): void {
    const frameMs = toMs(frameTicks);
    const packets = ring.size;
    while (bufferedMs() > maxMs + frameMs && leaveOutOne());
    counts.overflow += packets - ring.size;
    const excessMs = nowMs - toMs(nextTicks) - playout.leastMs - playout.targetMs;
    if (excessMs <= frameMs || bufferedMs() <= 2 * frameMs) return;
    if (!quiet && nowMs - lastShrinkAtMs < SHRINK_INTERVAL_MS) return;
    if (!leaveOutOne()) return;
    lastShrinkAtMs = nowMs;
    counts.shrunk++;
  }

  function bufferedMs(): number {
    return ring.size === 0 ? 0 : toMs(newestTicks + frameTicks - nextTicks);
  }

  /** Moves on by one frame without playing it; only while packets follow, and never over an event. */
  function leaveOutOne(): boolean {
    if (ring.size < 2) return false;
    const packet = ring.at(nextSequence);
    if (packet?.durationTicks === 0) return false;
    nextTicks = packet ? packet.ticks + packet.durationTicks : nextTicks + frameTicks;
    if (packet) ring.remove(packet);
    nextSequence++;
    return true;
  }

  function popWaiting(nowMs: number): PopKind {
    if (ring.size === 0) return 'empty';
    const first = skipBacklog(nowMs);
    if (first.durationTicks === 0) return passAndWait(first);
    if (!isDue(first, nowMs)) return 'empty';
    settleWaiting(first);
    return play(first, nowMs);
  }

  function isDue(packet: StoredPacket, nowMs: number): boolean {
    return nowMs - toMs(packet.ticks) - playout.leastMs >= playout.targetMs;
  }

  /** What piled up while nobody played or the line stalled: begin near the live end, with the target delay still in hand. */
  function skipBacklog(nowMs: number): StoredPacket {
    let first = oldest(nextSequence);
    while (ring.size > 1) {
      const second = oldest(first.sequence + 1);
      if (!isDue(second, nowMs) || toMs(newestTicks - second.ticks) < playout.targetMs) return first;
      ring.remove(first);
      if (first.durationTicks > 0) counts.overflow++;
      nextSequence = second.sequence;
      hasPlayed = false;
      first = second;
    }
    return first;
  }

  function passAndWait(event: StoredPacket): PopKind {
    nextSequence = event.sequence;
    passEvents();
    return 'empty';
  }

  /** After an outage all that is missing was lost; after a pause nothing was. */
  function settleWaiting(first: StoredPacket): void {
    if (!hasPlayed) return;
    const missing = first.sequence - nextSequence;
    if (missing > 0) countConcealed(missing);
    else if (!isPause(first.ticks - nextTicks)) countConcealed(heldFrames);
  }

  /** Nothing is there at all. The stream waits: what comes now is late, not lost, and still of use. */
  function popDry(): PopKind {
    if (toMs((heldFrames + 1) * frameTicks) > CONCEAL_LIMIT_MS) {
      waiting = true;
      return 'empty';
    }
    heldFrames++;
    return 'lost';
  }

  function popNext(next: StoredPacket, nowMs: number): PopKind {
    if (!isPause(next.ticks - nextTicks)) return play(next, nowMs);
    waiting = true;
    return popWaiting(nowMs);
  }

  /** Later packets are there, the one that is due is not. */
  function popMissing(nowMs: number): PopKind {
    const first = oldest(nextSequence);
    if (!isPause(first.ticks - nextTicks)) return popAfterMissing(first, nowMs);
    const playoutMs = nowMs - toMs(nextTicks) - playout.leastMs;
    const isEarly = playoutMs < playout.targetMs;
    const missing = first.sequence - nextSequence;
    if (!isEarly && isBridgeable(first, missing, nowMs)) return playAfterLoss(first, missing, nowMs);
    countConcealed(1);
    // Playout runs too early: let the concealed frame be one more frame of delay, and the packet may still come.
    if (isEarly) return 'lost';
    nextSequence++;
    nextTicks += frameTicks;
    return 'lost';
  }

  /** Is all that is missing before `first` lost, as far as one can tell? */
  function isBridgeable(first: StoredPacket, missing: number, nowMs: number): boolean {
    if (first.durationTicks === 0 || first.ticks - nextTicks !== missing * frameTicks) return false;
    return missing === 1 || (missing <= LONGEST_BRIDGE && nowMs - lastReorderedAtMs > REORDERING_MEMORY_MS);
  }

  function playAfterLoss(first: StoredPacket, missing: number, nowMs: number): PopKind {
    countConcealed(missing);
    const missingTicks = missing * frameTicks;
    play(first, nowMs);
    frame.missingTicks = missingTicks;
    return 'frame';
  }

  /** The missing packets' time is over (or they held none). */
  function popAfterMissing(first: StoredPacket, nowMs: number): PopKind {
    nextSequence = first.sequence;
    return first.durationTicks > 0 ? play(first, nowMs) : passAndWait(first);
  }

  /** The packet that comes first in the stream, `from` on; there is one. */
  function oldest(from: number): StoredPacket {
    let sequence = from;
    let packet = ring.at(sequence);
    while (!packet) packet = ring.at(++sequence);
    return packet;
  }

  function play(packet: StoredPacket, nowMs: number): PopKind {
    ring.remove(packet);
    frame.payloadType = packet.payloadType;
    frame.payload = packet.payload;
    frame.length = packet.length;
    frame.timestamp = packet.ticks >>> 0;
    frame.durationTicks = packet.durationTicks;
    frame.missingTicks = 0;
    frameTicks = packet.durationTicks;
    nextSequence = packet.sequence + 1;
    nextTicks = packet.ticks + packet.durationTicks;
    buffer.delayMs += (nowMs - packet.arrivalMs - buffer.delayMs) * (counts.played === 0 ? 1 : DELAY_SMOOTHING);
    counts.played++;
    hasPlayed = true;
    waiting = false;
    heldFrames = 0;
    inLossRun = false;
    return 'frame';
  }

  const buffer: Mutable<JitterBuffer> = { frame, counts, delayMs: 0, maxMs, targetMs: () => playout.targetMs, put, pop, reset, setClockRate };
  return buffer;
}
