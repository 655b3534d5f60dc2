/** Hides lost frames. What was heard last is continued at its pitch and with its spectrum; what comes after the loss is blended in.
 *  Where that is known while the loss is played, both sides are continued towards each other, in phase. No delay is added. */
import { createExtrapolation } from './extrapolation.ts';
import { likeness } from './likeness.ts';

export interface Concealment {
  /** The last 48 ms that were played; valid until the next frame. */
  history(): Int16Array;
  /** A frame that was received, about to be played: blended in place with the replacement when it follows a loss. */
  heard(frame: Int16Array): void;
  /** Writes a replacement for a lost frame. Silent when there was no sound before, and after 100 ms of loss. */
  conceal(into: Int16Array): void;
  /** The same where the frame after it, `next`, is known. It is `heard` afterwards, unchanged. */
  bridge(into: Int16Array, next: Int16Array): void;
  /** A pause in the stream: nothing to blend with. */
  reset(): void;
}

const HISTORY_MS = 48;
/** So long is the tape on which it moves: moved back to its start now and then, not with each frame. */
const HISTORIES = 4;
/** Full strength for the first part of a loss, then down in a line to nothing. */
const FULL_MS = 10;
const SILENT_AFTER_MS = 100;
/** Blending into the next good frame: the better of the two is not to be drowned. */
const BLEND_MS = 5;
/** A shorter frame after the loss tells too little to be bridged to. */
const SHORTEST_BRIDGEHEAD_MS = 8;
/** How far the replacement may be stretched so as to meet what follows in phase, and what must be alike at the least. */
const FARTHEST_MEETING_MS = 8;
const MEETING_LIKENESS = 0.3;
/** Of two meetings that fit alike the nearer one is taken. */
const FAR_MEETING_COST = 0.2;
const COMPARED_RATE_HZ = 8000;
/** A loss, what it may be stretched by, and what it is compared with. */
const LONGEST_RUN_MS = 200;

export function createConcealment(sampleRateHz: number): Concealment {
  const samples = (ms: number): number => Math.round(ms * sampleRateHz / 1000);
  /** High rates are first compared at every so-manieth sample. */
  const step = Math.max(1, Math.round(sampleRateHz / COMPARED_RATE_HZ));
  const historyLength = samples(HISTORY_MS);
  /** What was played, one frame after the other; the history is what stands before `end`. */
  const played = new Int16Array(HISTORIES * historyLength);
  let end = historyLength;
  const before = createExtrapolation(sampleRateHz, historyLength);
  const after = createExtrapolation(sampleRateHz, historyLength);
  const studied = new Float32Array(historyLength);
  const forward = new Float32Array(samples(LONGEST_RUN_MS));
  const backward = new Float32Array(forward.length);
  /** Samples replaced since the last good one; 0: no loss. */
  let lost = 0;

  const history = (): Int16Array => played.subarray(end - historyLength, end);

  function begin(): void {
    studied.set(history());
    before.study(studied, studied.length, 0);
  }

  function fade(at: number): number {
    return Math.max(0, Math.min(1, 1 - (at - samples(FULL_MS)) / samples(SILENT_AFTER_MS - FULL_MS)));
  }

  function blendIn(frame: Int16Array): void {
    const length = Math.min(frame.length, samples(BLEND_MS));
    before.run(forward, length, 1);
    for (let i = 0; i < length; i++) {
      const good = (i + 1) / (length + 1);
      frame[i] = Math.round(good * frame[i]! + (1 - good) * fade(lost + i) * clip(forward[i]!));
    }
  }

  function remember(frame: Int16Array): void {
    const kept = Math.min(frame.length, historyLength);
    if (end + kept > played.length) rewind();
    played.set(kept === frame.length ? frame : frame.subarray(frame.length - kept), end);
    end += kept;
  }

  function rewind(): void {
    played.copyWithin(0, end - historyLength, end);
    end = historyLength;
  }

  /** By how many samples the replacement of `length` samples is ahead of or behind `next` where it meets it; NaN: nothing fits. */
  function findMeeting(next: Int16Array, length: number): number {
    const range = Math.min(before.lag >> 1, samples(FARTHEST_MEETING_MS), length >> 1);
    const compared = Math.min(next.length, Math.max(samples(5), before.lag));
    before.run(forward, length + range + compared, 1);
    const coarse = bestShift(next, length, compared, -range, range, step);
    return step === 1 || Number.isNaN(coarse) ? coarse : bestShift(next, length, compared, coarse - step + 1, coarse + step - 1, 1);
  }

  function bestShift(next: Int16Array, length: number, compared: number, from: number, to: number, by: number): number {
    let best = NaN;
    let bestScore = MEETING_LIKENESS;
    for (let shift = from; shift <= to; shift += by) {
      const score = likeness(forward, length + shift, next, 0, compared, step) - FAR_MEETING_COST * Math.abs(shift) / before.lag;
      if (score <= bestScore) continue;
      bestScore = score;
      best = shift;
    }
    return best;
  }

  /** Backwards from `next`, at the pace that makes as many periods as there are forwards. */
  function runBackward(next: Int16Array, length: number, pace: number): void {
    const count = Math.min(next.length, studied.length);
    for (let i = 0; i < count; i++) studied[i] = next[count - 1 - i]!;
    const expectedLag = before.voicing > 0 ? before.lag / pace : 0;
    after.study(studied, count, expectedLag);
    after.run(backward, length, expectedLag > 0 ? after.lag / expectedLag : 1);
  }

  function bridge(into: Int16Array, next: Int16Array): void {
    const { length } = into;
    if (lost === 0) begin();
    const shift = findMeeting(next, length);
    const pace = Number.isNaN(shift) ? 1 : 1 + shift / length;
    runBackward(next, length, pace);
    before.run(forward, length, pace);
    const gain = fade(lost);
    for (let i = 0; i < length; i++) {
      const late = 0.5 - 0.5 * Math.cos(Math.PI * (i + 0.5) / length);
      into[i] = clip((1 - late) * gain * forward[i]! + late * backward[length - 1 - i]!);
    }
    lost = 0;
    remember(into);
  }

  const canBridge = (into: Int16Array, next: Int16Array): boolean =>
    next.length >= samples(SHORTEST_BRIDGEHEAD_MS) && into.length * 2 + next.length <= forward.length;

  function conceal(into: Int16Array): void {
    if (lost === 0) begin();
    if (lost >= samples(SILENT_AFTER_MS) || into.length > forward.length) into.fill(0);
    else {
      before.run(forward, into.length, 1);
      before.advance(forward, into.length);
      for (let i = 0; i < into.length; i++) into[i] = clip(fade(lost + i) * forward[i]!);
    }
    lost += into.length;
    remember(into);
  }

  return {
    history,
    heard(frame) {
      if (lost > 0) blendIn(frame);
      lost = 0;
      remember(frame);
    },
    conceal,
    bridge(into, next) {
      if (canBridge(into, next)) bridge(into, next);
      else conceal(into);
    },
    reset() {
      lost = 0;
      played.fill(0);
    },
  };
}

function clip(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample)));
}
