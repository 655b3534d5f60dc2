/** The measure, measured: what is known to be better must score better, and what nobody hears must not count. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { IMPAIRMENTS, arrivalsOf } from './impairments.ts';
import { createScorer } from './score.ts';
import { readSpeech } from './speech.ts';

const RATE_HZ = 8000;
const FRAME = 160;
const said = readSpeech(join(import.meta.dirname, 'excerpt.wav'));
const score = createScorer(said, RATE_HZ);

/** The speech with what `fill` gives in place of lost frames. */
function lossy(loss: number, fill: (before: Float32Array) => Float32Array): Float32Array {
  const frames = Math.floor(said.length / FRAME);
  const received = new Set(arrivalsOf({ name: '', loss }, frames, 20, 1).map(({ frame }) => frame));
  const heard = said.slice();
  for (let frame = 1; frame < frames; frame++) {
    if (!received.has(frame)) heard.set(fill(heard.subarray((frame - 1) * FRAME, frame * FRAME)), frame * FRAME);
  }
  return heard;
}
const silence = (): Float32Array => new Float32Array(FRAME);
const repeat = (before: Float32Array): Float32Array => before.slice();

/** 80 samples more or less in the middle of a vowel would be a click: a pitch-synchronous change is a crossfade. */
function stretched(at: number, samples: number): Float32Array {
  const heard = new Float32Array(said.length + samples);
  heard.set(said.subarray(0, at));
  heard.set(said.subarray(at - samples), at);
  for (let i = 0; i < samples; i++) heard[at - samples + i] = said[at - samples + i]! * (1 - i / samples) + said[at - 2 * samples + i]! * (i / samples);
  return heard;
}

describe('the score', () => {
  it('of the speech itself is perfect, whatever its level and delay', () => {
    const late = new Float32Array(said.length + 4000);
    late.set(said.map((sample) => sample * 0.4), 2720);
    expect(score(late)).toMatchObject({ holes: 0, clicks: 0, insertedMs: 0, removedMs: 0, delayMs: 340 });
    expect(score(late).estoi).toBeGreaterThan(0.999);
    expect(score(late).disturbance).toBeLessThan(0.5);
    expect(score(late).snrDb).toBeGreaterThan(34);
  });

  it.each([['silence', silence], ['the frame before', repeat]] as const)('falls as losses grow, with %s in their place', (_, fill) => {
    const scores = [0, 0.01, 0.05, 0.1, 0.2].map((loss) => score(lossy(loss, fill)));
    const estois = scores.map(({ estoi }) => estoi);
    const disturbances = scores.map(({ disturbance }) => disturbance);
    expect(estois).toEqual(estois.toSorted((a, b) => b - a));
    expect(disturbances).toEqual(disturbances.toSorted((a, b) => a - b));
  });

  it('likes something repeated better than silence, and silence shows as holes', () => {
    const [silent, repeated] = [score(lossy(0.1, silence)), score(lossy(0.1, repeat))];
    expect(repeated.disturbance).toBeLessThan(silent.disturbance * 0.9);
    expect(repeated.estoi).toBeGreaterThan(silent.estoi);
    expect(silent.holes).toBeGreaterThan(10);
    expect(repeated.holes).toBeLessThan(3);
  });

  it('takes a change of delay for what it is', () => {
    const { disturbance, insertedMs, lastDelayMs, firstDelayMs } = score(stretched(52_000, 80));
    expect(lastDelayMs - firstDelayMs).toBe(10);
    expect(insertedMs).toBe(10);
    expect(disturbance).toBeLessThan(score(lossy(0.01, silence)).disturbance);
  });

  it('hears a click', () => {
    const clicked = said.slice();
    for (const at of [20_000, 40_000, 60_000]) clicked[at]! += 20_000;
    expect(score(clicked).clicks).toBe(3);
  });

  it('of silence and of noise is the worst', () => {
    const noise = said.map((_, i) => 3000 * Math.sin(i * i * 0.37));
    expect(score(new Float32Array(said.length)).estoi).toBeLessThan(0.1);
    expect(score(noise).estoi).toBeLessThan(0.3);
  });
});

describe('the list of packets', () => {
  it.each(IMPAIRMENTS)('$name: the same for the same seed, another for another, and of the share it says', (impairment) => {
    const frames = 20_000;
    const list = arrivalsOf(impairment, frames, 20, 7);
    expect(arrivalsOf(impairment, frames, 20, 7)).toEqual(list);
    expect(1 - list.length / frames).toBeCloseTo(impairment.loss ?? 0, 1.5);
    expect(list.map(({ atMs }) => atMs)).toEqual(list.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
    const isSame = JSON.stringify(arrivalsOf(impairment, frames, 20, 8)) === JSON.stringify(list);
    expect(isSame).toBe(impairment.loss === undefined && impairment.jitterMs === undefined && impairment.reordered === undefined);
  });
});
