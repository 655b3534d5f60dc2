/** Adaptive jitter buffer. Pops are the playout clock: each `pop` asks for the next piece of audio in order.
 *
 *   waiting ──first packet has waited for the target delay──▶ playing
 *      ▲                                                         │
 *      └──── starved, a pause in the timestamps (DTX), DTMF ─────┘
 *
 *  Playing, the delay is steered to its target by asking for frames to be played in less or more time; whether that could be done shows
 *  in the time at which the next is asked for. Where nothing is there in time, it grows by concealing a frame without moving on.
 */
import type { JitterBufferCounts } from './jitter-buffer-counts.ts';
import { createJitterBufferCounts } from './jitter-buffer-counts.ts';
import { createLossMemory } from './loss-memory.ts';
import type { Mutable } from './mutable.ts';
import type { StoredPacket } from './packet-ring.ts';
import { MAX_STORED_PAYLOAD, RING_CAPACITY, createPacketRing } from './packet-ring.ts';
import { createPlayoutDelay } from './playout-delay.ts';
import type { Pace } from './playout-pace.ts';
import { paceOf } from './playout-pace.ts';
import type { PoppedFrame } from './popped-frame.ts';
import { createPoppedFrame, showPacket } from './popped-frame.ts';

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
/** What to play: the frame in `frame`, as it is or in less (`accelerate`) or more time (`expand`), after a replacement for what is missing
 *  before it; one frame of concealment; nothing (silence: not started, paused, DTX). */
export type PopKind = Pace | 'lost' | 'empty';

export interface JitterBuffer {
  readonly frame: PoppedFrame;
  readonly counts: Readonly<JitterBufferCounts>;
  /** Time from a packet's arrival to its sound, smoothed. */
  readonly delayMs: number;
  /** Longest delay that it allows. */
  readonly maxMs: number;
  /** What it is steering for. */
  targetMs(): number;
  /** Copies the payload. `sequence` is extended (RtpReceiver.sequence). `durationTicks` 0: a packet that holds no audio
   *  (telephone-event): it only keeps the sequence whole. */
  put(sequence: number, timestamp: number, payloadType: number, durationTicks: number,
    payload: Uint8Array, offset: number, length: number, nowMs: number): void;
  /** `queuedMs`: what was popped before will sound for so long yet. `quiet`: what was played last was silence. */
  pop(nowMs: number, queuedMs: number, quiet: boolean): PopKind;
  /** A frame was played in so much more time than it lasts (less: negative). */
  noteStretch(ms: number, nowMs: number): void;
  /** New SSRC, sequence jump, hold: forget packets and timing, keep the counts. */
  reset(): void;
  /** The peer has changed to a codec with another clock; `frameTicks` as in the options. Resets. */
  setClockRate(clockRateHz: number, frameTicks: number): void;
}

const DEFAULT_MIN_MS = 20;
const DEFAULT_MAX_MS = 200;
/** Without a packet for longer than this, concealment would only hum: silence, and a fresh start with the next packet. */
const CONCEAL_LIMIT_MS = 120;
/** A transit time this far from the others is a new timestamp base, not a delay. */
const TIMESTAMP_JUMP_MS = 1000;
/** Room for packets that were overtaken by the first to arrive. */
const EARLIER_THAN_FIRST = RING_CAPACITY / 2;
const DELAY_SMOOTHING = 1 / 16;
/** So many lost frames are handed out together with the one after them. */
const LONGEST_BRIDGE = 3;

export function createJitterBuffer(options: JitterBufferOptions): JitterBuffer {
  let { clockRateHz } = options;
  const maxMs = options.maxMs ?? DEFAULT_MAX_MS;
  const minMs = options.minMs ?? DEFAULT_MIN_MS;
  const playout = createPlayoutDelay({ minMs, maxMs, initialMs: options.initialMs ?? minMs });
  const ring = createPacketRing();
  const losses = createLossMemory();
  const counts = createJitterBufferCounts();
  const frame = createPoppedFrame();
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
  /** How things stand at the player. */
  const playing = { queuedMs: 0, isQuiet: false, stretchedAtMs: -Infinity };

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
    if (sequence < nextSequence || ring.at(sequence)) return refuse(sequence, ticks, durationTicks, nowMs);
    if (durationTicks > 0) playout.add(nowMs - toMs(ticks), toMs(durationTicks), nowMs);
    if (sequence - nextSequence >= RING_CAPACITY) makeRoom(sequence - RING_CAPACITY + 1);
    const packet = ring.store(sequence, payload, offset, length);
    packet.ticks = ticks;
    packet.durationTicks = durationTicks;
    packet.payloadType = payloadType;
    packet.arrivalMs = nowMs;
    if (sequence < newestSequence) return losses.noteReordered(nowMs);
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

  function refuse(sequence: number, ticks: number, durationTicks: number, nowMs: number): void {
    if (ring.knows(sequence)) return void counts.duplicates++;
    counts.late++;
    losses.noteReordered(nowMs);
    if (durationTicks === 0) return;
    counts.discardedMs += toMs(durationTicks);
    playout.add(nowMs - toMs(ticks), toMs(durationTicks), nowMs);
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
    countOverflow(dropped);
    if (hasPlayed) countConcealed(firstToKeep - nextSequence - dropped);
    nextSequence = firstToKeep;
    heldFrames = 0;
    waiting = true;
  }

  function countConcealed(frames: number): void {
    if (frames <= 0) return;
    counts.concealed += frames;
    counts.concealedMs += toMs(frames * frameTicks);
    losses.note(frames, true);
    keepReserve();
    if (!inLossRun) counts.concealedRuns++;
    inLossRun = true;
  }

  function countOverflow(frames: number): void {
    counts.overflow += frames;
    counts.discardedMs += toMs(frames * frameTicks);
  }

  function keepReserve(): void {
    playout.setReserve(toMs(losses.reserveFrames * frameTicks));
  }

  function pop(nowMs: number, queuedMs: number, quiet: boolean): PopKind {
    playing.queuedMs = queuedMs;
    playing.isQuiet = quiet;
    if (!waiting) {
      settleHeldFrames();
      leaveOutExcess();
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

  /** What piled up beyond the maximum while the player was held up. */
  function leaveOutExcess(): void {
    const packets = ring.size;
    while (bufferedMs() > maxMs + toMs(frameTicks) && leaveOutOne());
    countOverflow(packets - ring.size);
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
    play(first, nowMs);
    return 'frame';
  }

  function isDue(packet: StoredPacket, nowMs: number): boolean {
    return nowMs - toMs(packet.ticks) - playout.leastMs >= playout.targetMs;
  }

  /** What piled up while nobody played: begin near the live end, with the target delay still in hand. After a stall of the line, begin with
   *  as much as the buffer may hold, which is then played faster than it came. */
  function skipBacklog(nowMs: number): StoredPacket {
    const keptMs = hasPlayed ? maxMs : playout.targetMs;
    let first = oldest(nextSequence);
    while (ring.size > 1) {
      const second = oldest(first.sequence + 1);
      if (!isDue(second, nowMs) || toMs(newestTicks - second.ticks) < keptMs) return first;
      ring.remove(first);
      if (first.durationTicks > 0) countOverflow(1);
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
    if (!isPause(next.ticks - nextTicks)) return playAtPace(next, nowMs);
    waiting = true;
    return popWaiting(nowMs);
  }

  /** Later packets are there, the one that is due is not. */
  function popMissing(nowMs: number): PopKind {
    const first = oldest(nextSequence);
    if (!isPause(first.ticks - nextTicks)) return popAfterMissing(first, nowMs);
    const missing = first.sequence - nextSequence;
    const mayWait = losses.isReordering(nowMs) && spareMs(nextTicks, nowMs) < -toMs(frameTicks);
    if (!mayWait && isBridgeable(first, missing, nowMs)) return playAfterLoss(first, missing, nowMs);
    countConcealed(1);
    // Playout runs too early: let the concealed frame be one more frame of delay, and the packet may still come.
    if (mayWait) return 'lost';
    nextSequence++;
    nextTicks += frameTicks;
    return 'lost';
  }

  /** Time that passes between when a packet should be there at the latest and when it is asked for. */
  const spareMs = (ticks: number, nowMs: number): number => nowMs - toMs(ticks) - playout.leastMs - playout.targetMs;

  /** Is all that is missing before `first` lost, as far as one can tell? */
  function isBridgeable(first: StoredPacket, missing: number, nowMs: number): boolean {
    if (first.durationTicks === 0 || first.ticks - nextTicks !== missing * frameTicks) return false;
    return missing === 1 || (missing <= LONGEST_BRIDGE && !losses.isReordering(nowMs));
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
    return first.durationTicks > 0 ? playAtPace(first, nowMs) : passAndWait(first);
  }

  /** The packet that comes first in the stream, `from` on; there is one. */
  function oldest(from: number): StoredPacket {
    let sequence = from;
    let packet = ring.at(sequence);
    while (!packet) packet = ring.at(++sequence);
    return packet;
  }

  function playAtPace(packet: StoredPacket, nowMs: number): PopKind {
    const pace = paceOf(spareMs(packet.ticks, nowMs), playing.queuedMs, playing.isQuiet, nowMs - playing.stretchedAtMs);
    // Right after a loss the joint must not be moved, and what is hurried must have a successor.
    const isAsItIs = inLossRun || (pace === 'accelerate' && ring.size === 1);
    play(packet, nowMs);
    return isAsItIs ? 'frame' : pace;
  }

  function play(packet: StoredPacket, nowMs: number): void {
    ring.remove(packet);
    showPacket(frame, packet);
    frameTicks = packet.durationTicks;
    nextSequence = packet.sequence + 1;
    nextTicks = packet.ticks + packet.durationTicks;
    buffer.delayMs += (nowMs + playing.queuedMs - packet.arrivalMs - buffer.delayMs) * (counts.played === 0 ? 1 : DELAY_SMOOTHING);
    counts.played++;
    hasPlayed = true;
    waiting = false;
    heldFrames = 0;
    inLossRun = false;
    losses.note(1, false);
    keepReserve();
  }

  function noteStretch(ms: number, nowMs: number): void {
    playing.stretchedAtMs = nowMs;
    if (ms > 0) counts.lengthenedMs += ms;
    else counts.shortenedMs -= ms;
  }

  const buffer: Mutable<JitterBuffer> = { frame, counts, delayMs: 0, maxMs, targetMs: () => playout.targetMs, put, pop, noteStretch, reset, setClockRate };
  return buffer;
}
