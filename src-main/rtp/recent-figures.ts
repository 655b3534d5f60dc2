/** Loss and MOS over the last second, out of counters that only grow. Asked twice a second. */
import type { StreamStats } from '../../src-shared/model.ts';
import type { CodecImpairment } from './e-model.ts';
import { mosFromRating, ratingFactor } from './e-model.ts';

export interface Counters {
  expected: number;
  lost: number;
  played: number;
  concealed: number;
}

export interface RecentFigures {
  /** Undefined while nothing is expected. */
  next(now: Counters, codec: CodecImpairment, oneWayDelayMs: number): StreamStats['recent'];
}

/** Reports that the figures look back over. */
const LOOK_BACK = 2;

export function createRecentFigures(): RecentFigures {
  const earlier: Counters[] = [];

  return {
    next(now, codec, oneWayDelayMs) {
      const before = earlier[0] ?? { expected: 0, lost: 0, played: 0, concealed: 0 };
      earlier.push(now);
      if (earlier.length > LOOK_BACK) earlier.shift();
      const expected = now.expected - before.expected;
      const due = now.played + now.concealed - before.played - before.concealed;
      if (expected <= 0 && due <= 0) return undefined;
      const lossRatio = ratio(now.lost - before.lost, expected);
      const concealedRatio = ratio(now.concealed - before.concealed, due);
      const figures = { lossPercent: 100 * lossRatio, concealedPercent: 100 * concealedRatio };
      if (due <= 0) return figures;
      // A second is too short to tell bursts from chance.
      return { ...figures, mos: mosFromRating(ratingFactor({ codec, lossRatio: concealedRatio, burstRatio: 1, oneWayDelayMs })) };
    },
  };
}

function ratio(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.max(0, Math.min(1, part / whole));
}
