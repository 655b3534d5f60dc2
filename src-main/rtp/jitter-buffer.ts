/** Adaptive jitter buffer. Pops are the playout clock: each `pop` asks for the next piece of audio in order. */

export interface JitterBufferOptions {
  clockRateHz: number;
  /** Ticks of one frame while no packet has told otherwise: concealment is counted in these. */
  frameTicks: number;
  minMs?: number;
  initialMs?: number;
  maxMs?: number;
}
/** What to play: the frame in `frame`; one frame of concealment; nothing (silence: not started, paused, DTX). */
export type PopKind = 'frame' | 'lost' | 'empty';

/** The popped packet; valid until the next `pop` or `put`. */
export interface PoppedFrame {
  payloadType: number;
  payload: Uint8Array;
  offset: number;
  length: number;
  timestamp: number;
  durationTicks: number;
}
export interface JitterBufferCounts {
  played: number;
  /** Frames concealed, and in how many runs. */
  concealed: number;
  concealedRuns: number;
  late: number;
  duplicates: number;
  overflow: number;
  /** Dropped on purpose to shorten the delay. */
  shrunk: number;
}
export interface JitterBuffer {
  readonly frame: PoppedFrame;
  readonly counts: Readonly<JitterBufferCounts>;
  /** Time packets wait in the buffer, smoothed. */
  readonly delayMs: number;
  /** What it is steering for. */
  readonly targetMs: number;
  /** Copies the payload. `sequence` is extended (RtpReceiver.sequence). `durationTicks` 0: a packet that holds no audio
   *  (telephone-event): it only keeps the sequence whole. */
  put(sequence: number, timestamp: number, payloadType: number, durationTicks: number,
    payload: Uint8Array, offset: number, length: number, nowMs: number): void;
  /** `quiet`: what was played last was silence, so a frame may be dropped unheard. */
  pop(nowMs: number, quiet: boolean): PopKind;
  /** New SSRC, sequence jump, hold: forget packets and timing, keep the counts. */
  reset(): void;
}

export function createJitterBuffer(_options: JitterBufferOptions): JitterBuffer {
  throw new Error('helper H5A writes this');
}
