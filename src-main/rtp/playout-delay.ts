/** How long packets must wait so that nearly all are there when they are due: a percentile of their transit times. */
import type { Mutable } from './mutable.ts';

export interface PlayoutDelay {
  /** Least transit time seen lately: what a packet takes when nothing delays it, plus the unknown offset of the clocks. */
  readonly leastMs: number;
  /** How far behind `leastMs` playout should be. */
  readonly targetMs: number;
  readonly isEmpty: boolean;
  /** Arrival minus timestamp, in ms, of each packet that holds audio, late ones too. */
  add(transitMs: number): void;
  reset(): void;
}

export interface PlayoutDelayLimits {
  minMs: number;
  /** While little has been seen. */
  initialMs: number;
  maxMs: number;
}

/** Five seconds of 20 ms packets: what delayed one of them is forgotten after that. */
const WINDOW = 256;
const QUANTILE = 0.99;
const BUCKET_MS = 5;
const BUCKETS = 100;
/** Packets between two estimates, and packets until the estimate counts. */
const ESTIMATE_EVERY = 8;
const ENOUGH = 50;

export function createPlayoutDelay(limits: PlayoutDelayLimits): PlayoutDelay {
  const transits = new Float64Array(WINDOW);
  const histogram = new Uint16Array(BUCKETS);
  let count = 0;
  let cursor = 0;

  function estimate(): void {
    let leastMs = Infinity;
    for (let i = 0; i < count; i++) leastMs = Math.min(leastMs, transits[i]!);
    histogram.fill(0);
    for (let i = 0; i < count; i++) histogram[bucketOf(transits[i]! - leastMs)]!++;
    const floorMs = count < ENOUGH ? limits.initialMs : limits.minMs;
    playout.leastMs = leastMs;
    playout.targetMs = Math.min(limits.maxMs, Math.max(floorMs, quantileMs()));
  }

  function quantileMs(): number {
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += histogram[bucket]!;
      if (seen >= count * QUANTILE) return (bucket + 1) * BUCKET_MS;
    }
    return BUCKETS * BUCKET_MS;
  }

  const playout: Mutable<PlayoutDelay> = {
    leastMs: 0,
    targetMs: limits.initialMs,
    isEmpty: true,
    add(transitMs) {
      transits[cursor] = transitMs;
      cursor = (cursor + 1) % WINDOW;
      count = Math.min(WINDOW, count + 1);
      playout.isEmpty = false;
      if (cursor % ESTIMATE_EVERY === 0 || count < ESTIMATE_EVERY) estimate();
    },
    reset() {
      count = 0;
      cursor = 0;
      playout.isEmpty = true;
      playout.targetMs = limits.initialMs;
    },
  };
  return playout;
}

function bucketOf(excessMs: number): number {
  return Math.min(BUCKETS - 1, Math.floor(excessMs / BUCKET_MS));
}
