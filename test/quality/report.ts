/** Several runs as one line of a table. */
import { median } from '../bench/table.ts';
import type { Score } from './score.ts';

export const MEASURES = ['ESTOI', 'disturbance', 'SNR dB', 'holes', 'ms', 'clicks', 'put in ms', 'left out ms'] as const;

/** The median of each measure; the mean of what many runs have none of. */
export function summary(scores: readonly Score[]): { figures: (number | string)[]; delayMs: number } {
  const middle = (of: (score: Score) => number): number => median(scores.map(of));
  const mean = (of: (score: Score) => number): number => scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
  return {
    figures: [
      middle((score) => score.estoi).toFixed(3), middle((score) => score.disturbance), middle((score) => score.snrDb), mean((score) => score.holes),
      mean((score) => score.holesMs), mean((score) => score.clicks), middle((score) => score.insertedMs), middle((score) => score.removedMs),
    ],
    delayMs: middle((score) => score.delayMs),
  };
}
