/** What Rung has reached stays reached: speech through each impairment, under virtual time, the same at each run. docs/audio-quality.md says
 *  what the measures are. The limits lie about a third above the disturbance, and below the intelligibility, of the day they were set. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scoreDrift } from './drift.ts';
import { IMPAIRMENTS, arrivalsOf } from './impairments.ts';
import { hearOffline } from './rung-offline.ts';
import type { Score } from './score.ts';
import { createScorer } from './score.ts';
import { readSpeech } from './speech.ts';
import { FRAME_MS, encodeSpeech } from './stream.ts';

const SEEDS = [1, 2, 3];
const speech = readSpeech(join(import.meta.dirname, 'excerpt.wav'));
const stream = await encodeSpeech(Int16Array.from(speech), 'PCMA');
const scorer = createScorer(speech, 8000);

interface Limits {
  estoi: number;
  disturbance: number;
  /** In all three runs. */
  holesMs: number;
}

const LIMITS: Record<string, Limits> = {
  'no loss': { estoi: 0.995, disturbance: 1, holesMs: 0 },
  '1 % loss': { estoi: 0.99, disturbance: 4.5, holesMs: 0 },
  '5 % loss': { estoi: 0.983, disturbance: 8, holesMs: 0 },
  '10 % loss': { estoi: 0.968, disturbance: 13, holesMs: 20 },
  '20 % loss': { estoi: 0.94, disturbance: 20, holesMs: 60 },
  '5 % loss in bursts': { estoi: 0.965, disturbance: 16, holesMs: 150 },
  '50 ms jitter': { estoi: 0.985, disturbance: 4, holesMs: 0 },
  '2 % reordered': { estoi: 0.99, disturbance: 4, holesMs: 0 },
};

describe('speech as Rung hears it', () => {
  it.each(IMPAIRMENTS)('with $name', async (impairment) => {
    const scores: Score[] = [];
    for (const seed of SEEDS) {
      const { samples } = await hearOffline(stream, arrivalsOf(impairment, stream.frames, FRAME_MS, seed), seed);
      scores.push(scorer(Float32Array.from(samples)));
    }
    const sum = (of: (score: Score) => number): number => scores.reduce((total, score) => total + of(score), 0);
    const limits = LIMITS[impairment.name]!;
    expect(sum(({ estoi }) => estoi) / SEEDS.length).toBeGreaterThan(limits.estoi);
    expect(sum(({ disturbance }) => disturbance) / SEEDS.length).toBeLessThan(limits.disturbance);
    expect(sum(({ holesMs }) => holesMs)).toBeLessThanOrEqual(limits.holesMs);
  });

  it.each([500, -500])('with a sender whose clock is %d ppm fast: no delay grows, nothing breaks off', async (fasterPpm) => {
    const { firstDelayMs, mostDelayMs, holes, estoi } = await scoreDrift(speech, fasterPpm, 2.5);
    expect(mostDelayMs - firstDelayMs).toBeLessThanOrEqual(20);
    expect(holes).toBe(0);
    expect(estoi).toBeGreaterThan(0.97);
  });
});
