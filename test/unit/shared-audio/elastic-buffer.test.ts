import { describe, expect, it } from 'vitest';
import type { ElasticBuffer } from '../../../src-shared/audio/elastic-buffer.ts';
import { createElasticBuffer } from '../../../src-shared/audio/elastic-buffer.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';

interface Run {
  buffer: ElasticBuffer;
  /** Of what waits after a read: over the whole run, and over its last minute. */
  mostMs: number;
  meanMs: number;
  /** After the first second. */
  leastMs: number;
  /** The largest deviation from a smooth sine from the first second on, of full scale. */
  roughness: number;
  /** Blocks that ran dry after the first sound. */
  underruns: number;
}

interface Sides {
  fromHz: number;
  toHz: number;
  /** The reader's clock is so much faster than the writer's. */
  ppm: number;
  writeMs: number;
  readSamples: number;
  jitterMs?: number;
  /** The reader knows when writes came. */
  timed?: boolean;
  minutes?: number;
}

const TONE_HZ = 440;
const LEVEL = 0.5;

/** Writes a tone in frames by one clock, reads it in blocks by another, in virtual time. */
function run({ fromHz, toHz, ppm, writeMs, readSamples, jitterMs = 0, timed = false, minutes = 10 }: Sides): Run {
  const buffer = createElasticBuffer(fromHz, toHz);
  const { fraction } = createSeededRandom(ppm);
  const frame = new Int16Array((fromHz * writeMs) / 1000);
  const block = new Float32Array(readSamples);
  const blockMs = (readSamples / toHz) * 1000 / (1 + ppm / 1e6);
  const endMs = minutes * 60_000;
  const smooth = createSmoothness((2 * Math.PI * TONE_HZ) / toHz);
  let written = 0;
  let nextWriteMs = 0;
  let lastWriteMs = 0;
  let mostMs = 0;
  let leastMs = Infinity;
  let sumMs = 0;
  let reads = 0;
  let roughness = 0;

  for (let n = 0; n * blockMs < endMs; n++) {
    // An odd phase between the two, so that they never coincide at the start.
    const nowMs = 3.3 + n * blockMs;
    while (nextWriteMs <= nowMs) {
      for (let i = 0; i < frame.length; i++) frame[i] = Math.round(32_767 * LEVEL * Math.sin((2 * Math.PI * TONE_HZ * (written * frame.length + i)) / fromHz));
      buffer.write(frame);
      lastWriteMs = nextWriteMs;
      written++;
      nextWriteMs = written * writeMs + fraction() * jitterMs;
    }
    buffer.read(block, timed ? nowMs - lastWriteMs : undefined);
    mostMs = Math.max(mostMs, buffer.levelMs());
    if (nowMs > 1000) leastMs = Math.min(leastMs, buffer.levelMs());
    if (nowMs > endMs - 60_000) {
      sumMs += buffer.levelMs();
      reads++;
    }
    const rough = smooth(block);
    if (nowMs > 1000) roughness = Math.max(roughness, rough);
  }
  return { buffer, mostMs, meanMs: sumMs / reads, leastMs, roughness, underruns: buffer.underruns() };
}

/** A sine obeys x[n+1] = 2 cos w · x[n] - x[n-1]; a click does not, whatever the phase. */
function createSmoothness(w: number): (block: Float32Array) => number {
  const factor = 2 * Math.cos(w);
  let before = 0;
  let last = 0;
  return (block) => {
    let most = 0;
    for (const sample of block) {
      most = Math.max(most, Math.abs(sample - (factor * last - before)));
      before = last;
      last = sample;
    }
    return most;
  };
}

describe('sound between two clocks, ten minutes', () => {
  for (const ppm of [-500, -100, 100, 500]) {
    it(`${ppm} ppm, as the loudspeaker plays: no gap, no growth, no click`, () => {
      const { buffer, mostMs, meanMs, roughness, underruns } = run({ fromHz: 8000, toHz: 8000, ppm, writeMs: 20, readSamples: 40, jitterMs: 3 });
      expect([underruns, buffer.cuts()]).toEqual([0, 0]);
      expect(mostMs).toBeLessThan(32);
      expect(meanMs).toBeLessThan(19);
      expect(roughness).toBeLessThan(0.003);
    });

    it(`${ppm} ppm, as the engine takes the microphone`, () => {
      const { buffer, mostMs, meanMs, roughness, underruns } = run({ fromHz: 8000, toHz: 8000, ppm, writeMs: 5, readSamples: 160, jitterMs: 3 });
      expect([underruns, buffer.cuts()]).toEqual([0, 0]);
      expect(mostMs).toBeLessThan(20);
      expect(meanMs).toBeLessThan(12);
      expect(roughness).toBeLessThan(0.003);
    });

    it(`${ppm} ppm, the same with the times of the writes known: less in reserve while they do not come close to the reads`, () => {
      const sides = { fromHz: 8000, toHz: 8000, ppm, writeMs: 5, readSamples: 160, jitterMs: 0.3, minutes: 4 };
      const [timed, untimed] = [run({ ...sides, timed: true }), run(sides)];
      expect([timed.underruns, timed.buffer.cuts()]).toEqual([0, 0]);
      expect(timed.leastMs).toBeGreaterThan(0.5);
      expect(timed.roughness).toBeLessThan(0.003);
      expect(untimed.meanMs - timed.meanMs).toBeGreaterThan(0.5);
    });
  }

  it('8 kHz on a card of 44.1 kHz', () => {
    const { buffer, meanMs, roughness, underruns } = run({ fromHz: 8000, toHz: 44_100, ppm: 200, writeMs: 20, readSamples: 128, jitterMs: 3, minutes: 2 });
    expect([underruns, buffer.cuts()]).toEqual([0, 0]);
    expect(meanMs).toBeLessThan(19);
    expect(roughness).toBeLessThan(0.0005);
  });
});

describe('a writer that stalls', () => {
  const frame = new Int16Array(160).fill(16_384);
  const block = new Float32Array(40);

  /** Twenty milliseconds: a frame in unless the writer stalls, four blocks out. Gives the largest step between two samples. */
  function play(buffer: ElasticBuffer, frames: number, last: { sample: number }): number {
    let step = 0;
    for (let n = 0; n < frames; n++) buffer.write(frame);
    for (let n = 0; n < 4; n++) {
      buffer.read(block);
      for (const sample of block) {
        step = Math.max(step, Math.abs(sample - last.sample));
        last.sample = sample;
      }
    }
    return step;
  }

  it('dies away softly, begins softly, and its backlog does not stay as delay', () => {
    const buffer = createElasticBuffer(8000, 8000);
    const last = { sample: 0 };
    for (let n = 0; n < 100; n++) play(buffer, 1, last);
    expect(last.sample).toBeCloseTo(0.5, 3);
    let step = 0;
    for (let n = 0; n < 15; n++) step = Math.max(step, play(buffer, 0, last));
    expect([buffer.underruns(), last.sample]).toEqual([1, 0]);
    step = Math.max(step, play(buffer, 16, last));
    for (let n = 0; n < 10; n++) step = Math.max(step, play(buffer, 1, last));
    expect(last.sample).toBeCloseTo(0.5, 2);
    expect(step).toBeLessThan(0.1);
    expect(buffer.cuts()).toBe(1);
    expect(buffer.levelMs()).toBeLessThan(60);
    for (let n = 0; n < 4_000; n++) play(buffer, 1, last);
    expect([buffer.underruns(), buffer.cuts()]).toEqual([1, 1]);
    expect(buffer.levelMs()).toBeLessThan(25);
  });

  it('brings words that are heard whole, only later, and pauses that are left out', () => {
    const buffer = createElasticBuffer(8000, 8000);
    const heard: number[] = [];
    const all = new Float32Array(160);
    /** The words are 60 ms of loud samples in every 200 ms. */
    const spoken = (n: number): Int16Array => new Int16Array(160).fill(n % 10 < 3 ? 16_384 : 0);
    const tick = (frames: number[]): void => {
      for (const n of frames) buffer.write(spoken(n));
      buffer.read(all);
      heard.push(...all);
    };
    for (let n = 0; n < 100; n++) tick([n]);
    for (let n = 0; n < 7; n++) tick([]);
    tick([100, 101, 102, 103, 104, 105, 106, 107]);
    const lateMs = buffer.levelMs();
    for (let n = 108; n < 200; n++) tick([n]);
    const loud = heard.filter((sample) => sample > 0.25).length;
    expect(lateMs).toBeGreaterThan(100);
    expect(buffer.levelMs()).toBeLessThan(lateMs - 80);
    expect(loud / 160).toBeCloseTo(60, 0);
    expect(buffer.cuts()).toBe(0);
  });

  it('and is read by nobody keeps half a second', () => {
    const buffer = createElasticBuffer(8000, 8000);
    for (let n = 0; n < 100; n++) buffer.write(frame);
    expect(buffer.levelMs()).toBeLessThan(1_100);
    for (let n = 0; n < 4; n++) buffer.read(block);
    expect(buffer.levelMs()).toBeLessThan(100);
  });

  it('from the same clock at the same rate leaves the samples as they are', () => {
    const buffer = createElasticBuffer(8000, 8000);
    const heard: number[] = [];
    for (let n = 0; n < 40; n++) {
      buffer.write(Int16Array.from({ length: 160 }, (_, i) => n * 160 + i));
      const all = new Float32Array(160);
      buffer.read(all);
      heard.push(...all.map((sample) => sample * 32_768));
    }
    const tail = heard.slice(2_000, 4_000);
    expect(tail.every((sample, i) => sample === tail[0]! + i)).toBe(true);
  });
});
