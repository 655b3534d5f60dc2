/** A stream through the jitter buffer in virtual time: what the network did to each frame, and what came out of each pop. */
import type { JitterBuffer, PopKind } from '../../../src-main/rtp/jitter-buffer.ts';
import { createJitterBuffer } from '../../../src-main/rtp/jitter-buffer.ts';

/** One packet as it arrives. Frame n of the talker is sent at n * 20 ms. */
export interface Arrival {
  frame: number;
  atMs: number;
  /** Where its sequence number and timestamp are not those of a stream without pause. */
  sequence?: number;
  ticks?: number;
  durationTicks?: number;
}
export interface Popped {
  atMs: number;
  kind: PopKind;
  /** Frame number, from the payload; -1 where there is none. */
  frame: number;
  /** From its sending to its playing; NaN where there is none. */
  delayMs: number;
  targetMs: number;
}
export interface Playout {
  buffer: JitterBuffer;
  pops: Popped[];
  frames: number[];
}

const FRAME_MS = 20;
const FRAME_TICKS = 160;
/** Stretching always succeeds here, by a pitch of 125 Hz. */
const STRETCH_MS = 8;
const FIRST_TIMESTAMP = 0xffff_f000;

/** `pop` falls due every `popEveryMs`, from 7 ms on: no phase in common with the packets. */
export function playOut(arrivals: Arrival[], options: { untilMs: number; quiet?: boolean; popEveryMs?: number; initialMs?: number; maxMs?: number }): Playout {
  const buffer = createJitterBuffer({
    clockRateHz: 8000, frameTicks: FRAME_TICKS,
    ...(options.initialMs !== undefined && { initialMs: options.initialMs }),
    ...(options.maxMs !== undefined && { maxMs: options.maxMs }),
  });
  const inOrder = arrivals.toSorted((a, b) => a.atMs - b.atMs);
  const pops: Popped[] = [];
  let next = 0;
  let queuedMs = 0;

  function pop(tickMs: number): void {
    const kind = buffer.pop(tickMs, queuedMs, options.quiet ?? false);
    const atMs = tickMs + queuedMs;
    const targetMs = buffer.targetMs();
    const isPlayed = kind !== 'lost' && kind !== 'empty';
    const missing = isPlayed ? buffer.frame.missingTicks / FRAME_TICKS : 0;
    for (let i = 0; i < missing; i++) pops.push({ atMs: atMs + i * FRAME_MS, kind: 'lost', frame: -1, delayMs: NaN, targetMs });
    const heardAtMs = atMs + missing * FRAME_MS;
    const frame = isPlayed ? frameOf(buffer) : -1;
    pops.push({ atMs: heardAtMs, kind, frame, delayMs: isPlayed ? heardAtMs - frame * FRAME_MS : NaN, targetMs });
    const stretchMs = kind === 'accelerate' ? -STRETCH_MS : kind === 'expand' ? STRETCH_MS : 0;
    if (stretchMs !== 0) buffer.noteStretch(stretchMs, tickMs);
    queuedMs += (missing + 1) * FRAME_MS + stretchMs;
  }

  for (let tick = 0; ; tick++) {
    const atMs = 7 + tick * (options.popEveryMs ?? FRAME_MS);
    if (atMs >= options.untilMs) break;
    for (; next < inOrder.length && inOrder[next]!.atMs <= atMs; next++) put(buffer, inOrder[next]!);
    while (queuedMs < FRAME_MS) pop(atMs);
    queuedMs -= FRAME_MS;
  }
  return { buffer, pops, frames: pops.filter(({ frame }) => frame >= 0).map(({ frame }) => frame) };
}

function put(buffer: JitterBuffer, { frame, atMs, sequence = frame, ticks = frame * FRAME_TICKS, durationTicks = FRAME_TICKS }: Arrival): void {
  const payload = new Uint8Array(FRAME_TICKS);
  new DataView(payload.buffer).setUint32(0, frame);
  buffer.put(sequence, (FIRST_TIMESTAMP + ticks) >>> 0, 8, durationTicks, payload, 0, payload.length, atMs);
}

function frameOf(buffer: JitterBuffer): number {
  const { payload, offset } = buffer.frame;
  return new DataView(payload.buffer, payload.byteOffset + offset).getUint32(0);
}

/** `count` frames, each delayed as told; null: lost. */
export function stream(count: number, delayMs: (frame: number) => number | null, first = 0): Arrival[] {
  return Array.from({ length: count }, (_, i) => first + i).flatMap((frame) => {
    const delay = delayMs(frame);
    return delay === null ? [] : [{ frame, atMs: frame * FRAME_MS + delay }];
  });
}

export const countOf = (playout: Playout, kind: PopKind): number => playout.pops.filter((pop) => pop.kind === kind).length;
