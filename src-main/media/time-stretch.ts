/** Makes sound shorter or longer by one pitch period, unheard: WSOLA. Where two places of the sound look alike, it is faded from one to
 *  the other, and what lies between is left out or heard again. */
import { likeness } from './likeness.ts';

export interface TimeStretch {
  /** Writes `frame` with up to 16 ms left out to `into`; the number of samples written, which is that of `frame` when no two places are
   *  alike by `leastLikeness` (-1 to 1). */
  shorten(frame: Int16Array, leastLikeness: number, into: Int16Array): number;
  /** The same with up to 16 ms put in: out of the end of `history`, what was heard just before. */
  lengthen(history: Int16Array, frame: Int16Array, leastLikeness: number, into: Int16Array): number;
}

const SHORTEST_LAG_MS = 2.5;
const LONGEST_LAG_MS = 16;
/** Of the fade from one place to the other; all of it must be alike. */
const SHORTEST_FADE_MS = 4;
const LONGEST_FADE_MS = 10;
const SEARCH_RATE_HZ = 8000;

export function createTimeStretch(sampleRateHz: number): TimeStretch {
  const samples = (ms: number): number => Math.round(ms * sampleRateHz / 1000);
  const step = Math.max(1, Math.round(sampleRateHz / SEARCH_RATE_HZ));
  const shortestLag = samples(SHORTEST_LAG_MS);
  const longestLag = samples(LONGEST_LAG_MS);
  const longestFade = samples(LONGEST_FADE_MS);
  const best = { lag: 0, likeness: -1 };

  /** Place `otherAt + lag * direction` of `other` that is most like the beginning of `frame`; rough first, then sample by sample. */
  function search(frame: Int16Array, other: Int16Array, otherAt: number, direction: 1 | -1, longest: number): void {
    best.lag = 0;
    best.likeness = -1;
    tryLags(frame, other, otherAt, direction, { from: shortestLag, to: longest, by: step });
    if (step === 1 || best.lag === 0) return;
    const { lag } = best;
    best.likeness = -1;
    tryLags(frame, other, otherAt, direction, { from: Math.max(shortestLag, lag - step + 1), to: Math.min(longest, lag + step - 1), by: 1 });
  }

  function tryLags(frame: Int16Array, other: Int16Array, otherAt: number, direction: 1 | -1, lags: { from: number; to: number; by: number }): void {
    for (let lag = lags.from; lag <= lags.to; lag += lags.by) {
      const score = likeness(frame, 0, other, otherAt + direction * lag, fadeOf(frame.length, lag, direction), step);
      if (score <= best.likeness) continue;
      best.likeness = score;
      best.lag = lag;
    }
  }

  /** Not beyond the end of what there is to fade into. */
  function fadeOf(frameLength: number, lag: number, direction: 1 | -1): number {
    return Math.min(longestFade, direction === 1 ? frameLength - lag : Math.min(lag, frameLength));
  }

  /** `into` gets `fade` samples that go from `frame` over to `other`. */
  function fadeOver(frame: Int16Array, other: Int16Array, otherAt: number, fade: number, into: Int16Array): void {
    for (let i = 0; i < fade; i++) {
      const late = (i + 1) / (fade + 1);
      into[i] = Math.round((1 - late) * frame[i]! + late * other[otherAt + i]!);
    }
  }

  function unchanged(frame: Int16Array, into: Int16Array): number {
    into.set(frame);
    return frame.length;
  }

  return {
    shorten(frame, leastLikeness, into) {
      search(frame, frame, 0, 1, Math.min(longestLag, frame.length - samples(SHORTEST_FADE_MS)));
      if (best.lag === 0 || best.likeness < leastLikeness) return unchanged(frame, into);
      const fade = fadeOf(frame.length, best.lag, 1);
      fadeOver(frame, frame, best.lag, fade, into);
      for (let i = best.lag + fade; i < frame.length; i++) into[i - best.lag] = frame[i]!;
      return frame.length - best.lag;
    },
    lengthen(history, frame, leastLikeness, into) {
      search(frame, history, history.length, -1, Math.min(longestLag, history.length));
      if (best.lag === 0 || best.likeness < leastLikeness) return unchanged(frame, into);
      const from = history.length - best.lag;
      const fade = fadeOf(frame.length, best.lag, -1);
      fadeOver(frame, history, from, fade, into);
      for (let i = fade; i < best.lag; i++) into[i] = history[from + i]!;
      into.set(frame, best.lag);
      return frame.length + best.lag;
    },
  };
}
