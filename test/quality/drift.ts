/** Two clocks that do not agree: speech for minutes from a sender whose clock is faster or slower than ours. */
import { arrivalsOf } from './impairments.ts';
import { hearOffline } from './rung-offline.ts';
import { createScorer } from './score.ts';
import { FRAME_MS, encodeSpeech } from './stream.ts';

export interface DriftScore {
  /** Of the first and the last time that the speech is said. */
  firstDelayMs: number;
  lastDelayMs: number;
  mostDelayMs: number;
  holes: number;
  clicks: number;
  /** Of the worst time. */
  disturbance: number;
  estoi: number;
}

/** Under virtual time, PCMA; `speech` at 8 kHz is said again and again for `minutes`. */
export async function scoreDrift(speech: Float32Array, fasterPpm: number, minutes: number): Promise<DriftScore> {
  const rateHz = 8000;
  const times = Math.ceil((minutes * 60 * rateHz) / speech.length);
  const said = new Int16Array(times * speech.length);
  for (let i = 0; i < times; i++) said.set(Int16Array.from(speech), i * speech.length);
  const stream = await encodeSpeech(said, 'PCMA');
  const { samples } = await hearOffline(stream, arrivalsOf({ name: '', fasterPpm }, stream.frames, FRAME_MS, 1), 1);

  const scorer = createScorer(speech, rateHz);
  const scores = Array.from({ length: times }, (_, i) => {
    const from = Math.round((i * speech.length) / (1 + fasterPpm / 1e6));
    return scorer(Float32Array.from(samples.subarray(from, from + speech.length + rateHz / 2)));
  });
  const delays = scores.map(({ delayMs }) => delayMs);
  return {
    firstDelayMs: delays[0]!,
    lastDelayMs: delays.at(-1)!,
    mostDelayMs: Math.max(...delays),
    holes: scores.reduce((sum, { holes }) => sum + holes, 0),
    clicks: scores.reduce((sum, { clicks }) => sum + clicks, 0),
    disturbance: Math.max(...scores.map((score) => score.disturbance)),
    estoi: Math.min(...scores.map((score) => score.estoi)),
  };
}
