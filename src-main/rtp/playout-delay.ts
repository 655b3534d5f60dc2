/** How long packets must wait so that nearly all are there when they are due: a quantile of the delays of the last five to ten seconds. */
import type { Mutable } from './mutable.ts';

export interface PlayoutDelay {
  /** Least transit time seen lately: what a packet takes when nothing delays it, plus the unknown offset of the clocks. */
  readonly leastMs: number;
  /** How far behind `leastMs` playout should be. */
  readonly targetMs: number;
  readonly isEmpty: boolean;
  /** Arrival minus timestamp, in ms, of each packet that holds audio, late ones too, and how long the audio is. */
  add(transitMs: number, durationMs: number, nowMs: number): void;
  /** Delay on top, so that what follows a loss is there when the loss is due. */
  setReserve(reserveMs: number): void;
  reset(): void;
}

export interface PlayoutDelayLimits {
  minMs: number;
  /** While little has been seen. */
  initialMs: number;
  maxMs: number;
}

const QUANTILE = 0.995;
/** Two histograms of so many packets each: when the younger is full, the elder is forgotten. */
const PACKETS_EACH = 256;
const BUCKET_MS = 5;
const BUCKETS = 100;
/** The least transit is that of the last five seconds, in parts. */
const LEAST_PARTS = 10;
const PART_MS = 500;
/** Packets between two estimates, and packets until the estimate counts. */
const ESTIMATE_EVERY = 8;
const ENOUGH = 50;
/** A packet so much later than the best stands for a stall, and those that come in its wake for nothing. */
const STALL_MS = 60;

export function createPlayoutDelay(limits: PlayoutDelayLimits): PlayoutDelay {
  let younger = new Uint16Array(BUCKETS);
  let elder = new Uint16Array(BUCKETS);
  const leastOfParts = new Float64Array(LEAST_PARTS).fill(Infinity);
  const state = { inYounger: 0, inElder: 0, count: 0, part: -1, lastTransitMs: 0, isStall: false, reserveMs: 0 };

  /** Each stall is one event, however many packets it held up: what arrives at once behind it, each a frame less late, tells nothing new. */
  function isInWake(transitMs: number, durationMs: number): boolean {
    const earlierByMs = state.lastTransitMs - transitMs;
    const isWake = state.isStall && earlierByMs > durationMs / 2 && earlierByMs < durationMs * 1.5;
    state.isStall = isWake || transitMs - playout.leastMs > STALL_MS;
    state.lastTransitMs = transitMs;
    return isWake;
  }

  function noteLeast(transitMs: number, nowMs: number): void {
    const part = Math.floor(nowMs / PART_MS);
    // After a pause of the stream the parts that passed hold nothing.
    if (state.part >= 0) for (let p = Math.max(state.part + 1, part - LEAST_PARTS + 1); p <= part; p++) leastOfParts[p % LEAST_PARTS] = Infinity;
    state.part = Math.max(part, state.part);
    const slot = state.part % LEAST_PARTS;
    leastOfParts[slot] = Math.min(leastOfParts[slot]!, transitMs);
    let leastMs = Infinity;
    for (let p = 0; p < LEAST_PARTS; p++) leastMs = Math.min(leastMs, leastOfParts[p]!);
    moveLeast(leastMs);
  }

  /** The path has become longer or shorter: what was learned holds relative to where it begins. */
  function moveLeast(leastMs: number): void {
    const buckets = playout.isEmpty ? 0 : Math.round((leastMs - playout.leastMs) / BUCKET_MS);
    playout.isEmpty = false;
    playout.leastMs = leastMs;
    if (buckets === 0) return;
    shift(younger, buckets);
    shift(elder, buckets);
  }

  function learn(excessMs: number): void {
    if (state.inYounger === PACKETS_EACH) forgetElder();
    younger[bucketOf(excessMs)]!++;
    state.inYounger++;
  }

  function forgetElder(): void {
    [younger, elder] = [elder, younger];
    younger.fill(0);
    state.inElder = state.inYounger;
    state.inYounger = 0;
  }

  function estimate(): void {
    const floorMs = state.count < ENOUGH ? limits.initialMs : limits.minMs;
    playout.targetMs = Math.min(limits.maxMs, Math.max(floorMs, quantileMs() + state.reserveMs));
  }

  function quantileMs(): number {
    const total = state.inYounger + state.inElder;
    // One packet alone is an exception, however few have been seen.
    const enough = Math.min(total * QUANTILE, total < ENOUGH ? total : total - 1);
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      seen += younger[bucket]! + elder[bucket]!;
      if (seen >= enough) return (bucket + 1) * BUCKET_MS;
    }
    return BUCKETS * BUCKET_MS;
  }

  const playout: Mutable<PlayoutDelay> = {
    leastMs: 0,
    targetMs: limits.initialMs,
    isEmpty: true,
    add(transitMs, durationMs, nowMs) {
      const isWake = !playout.isEmpty && isInWake(transitMs, durationMs);
      noteLeast(transitMs, nowMs);
      if (isWake) return;
      learn(transitMs - playout.leastMs);
      state.count++;
      if (state.count % ESTIMATE_EVERY === 0 || state.count < ESTIMATE_EVERY) estimate();
    },
    setReserve(reserveMs) {
      if (reserveMs === state.reserveMs) return;
      state.reserveMs = reserveMs;
      estimate();
    },
    reset() {
      younger.fill(0);
      elder.fill(0);
      leastOfParts.fill(Infinity);
      Object.assign(state, { inYounger: 0, inElder: 0, count: 0, part: -1, lastTransitMs: 0, isStall: false });
      playout.isEmpty = true;
      playout.targetMs = limits.initialMs;
    },
  };
  return playout;
}

function bucketOf(excessMs: number): number {
  return Math.max(0, Math.min(BUCKETS - 1, Math.floor(excessMs / BUCKET_MS)));
}

/** By so many buckets down (up: negative); what falls off at an end stays in the last there. */
function shift(histogram: Uint16Array, buckets: number): void {
  const before = histogram.slice();
  histogram.fill(0);
  before.forEach((count, bucket) => (histogram[Math.max(0, Math.min(BUCKETS - 1, bucket - buckets))]! += count));
}
