import { describe, expect, it } from 'vitest';
import { createJitterBuffer } from '../../../src-main/rtp/jitter-buffer.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import type { Playout } from './playout-trace.ts';
import { countOf, playOut, stream } from './playout-trace.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

function isAscending(frames: number[]): boolean {
  return frames.every((frame, i) => i === 0 || frame > frames[i - 1]!);
}

/** Delays of the frames that were played within a span of time. */
function delays({ pops }: Playout, fromMs: number, toMs: number): number[] {
  return pops.filter(({ atMs, frame }) => frame >= 0 && atMs >= fromMs && atMs < toMs).map(({ delayMs }) => delayMs);
}

describe('on a calm line', () => {
  it('plays every frame once, in order, after the initial delay', () => {
    const playout = playOut(stream(50, () => 5), { untilMs: 1000 });
    expect(playout.frames).toEqual(range(0, playout.frames.length));
    expect(playout.pops.filter(({ kind }) => kind === 'empty').map(({ atMs }) => atMs)).toEqual([7]);
    expect(countOf(playout, 'lost')).toBe(0);
  });

  it('keeps the least delay and every frame', () => {
    const playout = playOut(stream(500, () => 5), { untilMs: 9900 });
    const settled = delays(playout, 6000, 9900);
    expect(Math.max(...settled)).toBeLessThanOrEqual(5 + 20 + 20);
    expect(Math.min(...settled)).toBeGreaterThanOrEqual(5 + 20);
    expect(playout.buffer.delayMs).toBeLessThanOrEqual(40);
    expect(playout.buffer.counts).toMatchObject({ concealed: 0, late: 0, overflow: 0 });
    expect(playout.pops.some(({ kind }) => kind === 'accelerate' || kind === 'expand')).toBe(false);
  });

  it('starts with a longer delay where told to, and comes down from it, also while somebody speaks', () => {
    const playout = playOut(stream(300, () => 5), { untilMs: 5900, initialMs: 60 });
    const waits = delays(playout, 0, 5900);
    expect(waits[0]).toBe(67);
    expect(waits.at(-1)).toBeLessThanOrEqual(5 + 20 + 20);
    expect(playout.buffer.counts.concealed).toBe(0);
    expect(playout.buffer.counts.shortenedMs).toBeGreaterThanOrEqual(22);
    expect(playout.frames).toEqual(range(0, playout.frames.length));
  });

  it('is empty before the first packet and gives the packet as it came', () => {
    const buffer = createJitterBuffer({ clockRateHz: 8000, frameTicks: 160 });
    expect(buffer.pop(0, 0, false)).toBe('empty');
    buffer.put(7, 5000, 0, 160, Uint8Array.from([9, 9, 1, 2, 3, 9]), 2, 3, 10);
    expect(buffer.pop(29, 0, false)).toBe('empty');
    expect(buffer.pop(30, 0, false)).toBe('frame');
    const { payload, offset, length } = buffer.frame;
    expect(Array.from(payload.subarray(offset, offset + length))).toEqual([1, 2, 3]);
    expect(buffer.frame).toMatchObject({ payloadType: 0, timestamp: 5000, durationTicks: 160 });
  });
});

describe('reordering and duplicates', () => {
  it('puts overtaken packets back in their place', () => {
    const arrivals = stream(100, (frame) => (frame % 5 === 2 ? 30 : 0));
    const playout = playOut(arrivals, { untilMs: 1900 });
    // The first that is late is lost and teaches the delay; once it has grown by stretching, all are in time.
    expect(playout.frames).toEqual([0, 1, 3, 4, 5, 6, ...range(8, playout.frames.at(-1)! + 1)]);
    expect(countOf(playout, 'lost')).toBe(2);
    expect(playout.buffer.counts).toMatchObject({ late: 2 });
  });

  it('begins with the packet that was overtaken by the first to arrive', () => {
    const playout = playOut(stream(20, (frame) => (frame === 0 ? 25 : 0)), { untilMs: 390 });
    expect(playout.frames[0]).toBe(0);
  });

  it('plays duplicates once and counts them, played already or not', () => {
    const once = stream(50, () => 0);
    const playout = playOut([...once, ...stream(50, () => 1), ...stream(10, () => 150)], { untilMs: 950 });
    expect(playout.frames).toEqual(range(0, playout.frames.length));
    expect(playout.buffer.counts).toMatchObject({ late: 0, concealed: 0 });
    // The copies 1 ms behind all come before the last pop but for the end.
    expect(playout.buffer.counts.duplicates).toBeGreaterThanOrEqual(47 + 10);
  });
});

describe('loss', () => {
  it('conceals each lost frame once and keeps the delay', () => {
    const playout = playOut(stream(500, (frame) => (frame % 10 === 7 ? null : 5)), { untilMs: 9900, quiet: false });
    const { counts } = playout.buffer;
    const heardFrames = playout.frames.at(-1)! + 1;
    expect(isAscending(playout.frames)).toBe(true);
    expect(counts.concealed / heardFrames).toBeCloseTo(0.1, 2);
    expect(counts.concealedRuns).toBe(counts.concealed);
    // Two frames in reserve, so that what follows a loss is there in time, and up to one tick.
    expect(Math.max(...delays(playout, 6000, 9900))).toBeLessThanOrEqual(5 + 20 + 2 * 20 + 20);
  });

  it('counts a burst as one run', () => {
    const playout = playOut(stream(200, (frame) => (frame >= 100 && frame < 104 ? null : 5)), { untilMs: 3900 });
    expect(playout.buffer.counts).toMatchObject({ concealed: 4, concealedRuns: 1 });
    expect(countOf(playout, 'lost')).toBe(4);
    expect(Math.max(...delays(playout, 2500, 3900))).toBeLessThanOrEqual(5 + 40 + 20);
  });

  it('gives a lost frame together with the one after it when that is there, so that both sides are known', () => {
    const buffer = createJitterBuffer({ clockRateHz: 8000, frameTicks: 160 });
    const frame = new Uint8Array(160);
    for (const n of [0, 1, 3, 4, 7]) buffer.put(n, n * 160, 8, 160, frame, 0, 160, n * 20);
    const heard = [20, 40, 60, 100, 120].map((atMs) => [buffer.pop(atMs, 0, false), buffer.frame.timestamp / 160, buffer.frame.missingTicks / 160]);
    expect(heard).toEqual([['frame', 0, 0], ['frame', 1, 0], ['frame', 3, 1], ['frame', 4, 0], ['frame', 7, 2]]);
    expect(buffer.counts).toMatchObject({ concealed: 3, concealedRuns: 2 });
  });

  it('does not give up two frames at once while packets overtake each other', () => {
    const buffer = createJitterBuffer({ clockRateHz: 8000, frameTicks: 160 });
    const frame = new Uint8Array(160);
    for (const n of [0, 2, 1, 5]) buffer.put(n, n * 160, 8, 160, frame, 0, 160, n * 20);
    expect([20, 40, 60].map((atMs) => buffer.pop(atMs, 0, false))).toEqual(['frame', 'frame', 'frame']);
    expect(buffer.pop(80, 0, false)).toBe('lost');
    buffer.put(4, 4 * 160, 8, 160, frame, 0, 160, 85);
    expect(buffer.pop(100, 0, false)).toBe('frame');
    expect(buffer.frame.timestamp).toBe(4 * 160);
  });

  it('falls silent in an outage, counts all of it, and starts afresh at the old delay', () => {
    const playout = playOut(stream(400, (frame) => (frame >= 100 && frame < 150 ? null : 5)), { untilMs: 7900 });
    expect(countOf(playout, 'lost')).toBeLessThanOrEqual(6);
    expect(playout.buffer.counts).toMatchObject({ concealed: 50, concealedRuns: 1 });
    expect(playout.frames).toContain(150);
    expect(Math.max(...delays(playout, 3000, 7900))).toBeLessThanOrEqual(5 + 40 + 20);
  });

  it('survives an outage longer than its ring', () => {
    const playout = playOut(stream(1000, (frame) => (frame >= 100 && frame < 800 ? null : 5)), { untilMs: 19_900 });
    expect(playout.buffer.counts.concealed).toBe(700);
    expect(playout.frames.slice(-100)).toEqual(range(playout.frames.at(-1)! - 99, playout.frames.at(-1)! + 1));
  });
});

describe('jitter', () => {
  const jittery = (seed: number, spanMs: number) => {
    const random = createSeededRandom(seed);
    return () => 5 + random.fraction() * spanMs;
  };

  it.each([1, 2, 3])('grows until nearly all packets are in time, and never plays out of order (seed %i)', (seed) => {
    const playout = playOut(stream(1500, jittery(seed, 120)), { untilMs: 29_900 });
    expect(isAscending(playout.frames)).toBe(true);
    const settled = playout.pops.filter(({ atMs }) => atMs > 5000);
    const lost = settled.filter(({ kind }) => kind === 'lost').length;
    expect(lost / settled.length).toBeLessThan(0.02);
    expect(playout.buffer.targetMs()).toBeGreaterThanOrEqual(100);
    expect(Math.max(...delays(playout, 5000, 29_900))).toBeLessThanOrEqual(5 + 120 + 60);
  });

  it('shrinks again when the line has calmed', () => {
    const rough = jittery(4, 120);
    const playout = playOut(stream(1500, (frame) => (frame < 500 ? rough() : 5)), { untilMs: 29_900 });
    const during = delays(playout, 5000, 10_000);
    const after = delays(playout, 25_000, 29_900);
    expect(Math.min(...during)).toBeGreaterThan(70);
    expect(Math.max(...after)).toBeLessThanOrEqual(5 + 20 + 20);
    expect(playout.buffer.counts.shortenedMs).toBeGreaterThanOrEqual(60);
  });

  it('shrinks at once where it is quiet', () => {
    const rough = jittery(4, 60);
    const arrivals = stream(1000, (frame) => (frame < 300 ? rough() : 5));
    /** When the delay came down for good. */
    const calmAt = (quiet: boolean): number => playOut(arrivals, { untilMs: 19_900, quiet }).pops.findLast(({ delayMs }) => delayMs > 48)!.atMs;
    expect(calmAt(true)).toBeLessThan(calmAt(false) - 100);
  });

  it('takes one spike for what it is: late, played, forgotten', () => {
    const playout = playOut(stream(500, (frame) => (frame === 200 ? 110 : 5)), { untilMs: 9900 });
    expect(playout.buffer.counts.concealed).toBeLessThanOrEqual(6);
    expect(playout.buffer.targetMs()).toBeLessThanOrEqual(25);
    expect(Math.max(...delays(playout, 9000, 9900))).toBeLessThanOrEqual(5 + 20 + 20);
  });

  it('keeps within its maximum whatever comes', () => {
    const playout = playOut(stream(1500, jittery(5, 600)), { untilMs: 29_900, maxMs: 200 });
    expect(isAscending(playout.frames)).toBe(true);
    expect(playout.buffer.targetMs()).toBeLessThanOrEqual(200);
    const waits = delays(playout, 2000, 29_900);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5 + 600 + 40);
    const { late, concealed, played } = playout.buffer.counts;
    expect(late).toBeGreaterThan(0);
    expect(played + concealed).toBeGreaterThan(1300);
  });

  it('plays what a stalled line delivers at once, faster than it came, and does not stay behind for long', () => {
    const playout = playOut(stream(500, (frame) => (frame >= 100 && frame < 108 ? (108 - frame) * 20 + 5 : 5)), { untilMs: 9900 });
    expect(playout.frames).toEqual(expect.arrayContaining(range(100, 110)));
    expect(playout.buffer.counts).toMatchObject({ overflow: 0 });
    expect(playout.buffer.counts.shortenedMs).toBeGreaterThan(80);
    expect(playout.buffer.targetMs()).toBeLessThanOrEqual(25);
    expect(Math.max(...delays(playout, 3000, 9900))).toBeLessThanOrEqual(5 + 20 + 20 + 20);
  });

  it('begins again near the live end when a stalled line delivers everything at once', () => {
    const playout = playOut(stream(500, (frame) => (frame >= 100 && frame < 130 ? (130 - frame) * 20 + 5 : 5)), { untilMs: 9900 });
    expect(isAscending(playout.frames)).toBe(true);
    expect(playout.buffer.counts.overflow).toBeGreaterThan(15);
    expect(Math.max(...delays(playout, 2700, 9900))).toBeLessThanOrEqual(5 + 200 + 20);
    expect(Math.max(...delays(playout, 9500, 9900))).toBeLessThanOrEqual(5 + 200);
  });

  it('leaves out what piled up beyond its maximum while the player was held up', () => {
    const buffer = createJitterBuffer({ clockRateHz: 8000, frameTicks: 160 });
    const frame = new Uint8Array(160);
    const isHeldUp = (n: number): boolean => n >= 100 && n < 130;
    let longestWaitMs = 0;
    for (let n = 0; n < 300; n++) {
      buffer.put(n, n * 160, 8, 160, frame, 0, 160, n * 20);
      if (isHeldUp(n) || buffer.pop(n * 20 + 1, 0, false) !== 'frame') continue;
      longestWaitMs = Math.max(longestWaitMs, n * 20 + 1 - buffer.frame.timestamp / 8);
    }
    expect(longestWaitMs).toBeLessThanOrEqual(200 + 20 + 1);
    expect(buffer.counts.overflow).toBeGreaterThanOrEqual(18);
    expect(buffer.counts.concealed).toBe(0);
  });

  it('hears on when the path becomes longer for good', () => {
    const playout = playOut(stream(1000, (frame) => (frame < 300 ? 5 : 405)), { untilMs: 19_900 });
    const settled = playout.pops.filter(({ atMs }) => atMs > 7500);
    expect(settled.filter(({ frame }) => frame >= 0).length / settled.length).toBeGreaterThan(0.97);
    expect(Math.max(...delays(playout, 19_000, 19_900))).toBeLessThanOrEqual(405 + 20 + 20 + 20);
  });
});

describe('clocks that differ', () => {
  it.each([[19.96, 'slower'], [20.04, 'faster']])('follows a sender when we play every %d ms (the sender is %s or faster)', (popEveryMs) => {
    const playout = playOut(stream(6000, () => 5), { untilMs: 119_000, popEveryMs });
    expect(isAscending(playout.frames)).toBe(true);
    expect(Math.max(...delays(playout, 6000, 119_000))).toBeLessThanOrEqual(5 + 20 + 20 + 20);
    const { shortenedMs, lengthenedMs, concealed } = playout.buffer.counts;
    // 0.2 % of 119 s is 238 ms to put in or to leave out.
    expect(shortenedMs + lengthenedMs).toBeLessThanOrEqual(238 + 2 * 20 + 20);
    expect(concealed).toBe(0);
  });
});

describe('pauses', () => {
  it('is silent, not lossy, while the talker sends nothing, and re-centres afterwards', () => {
    // Frames 100 to 199 are never sent: sequence goes on, timestamps jump.
    const before = stream(100, () => 5);
    const after = stream(100, () => 5, 200).map((arrival) => ({ ...arrival, sequence: arrival.frame - 100 }));
    const playout = playOut([...before, ...after], { untilMs: 5900 });
    expect(playout.frames).toEqual([...range(0, 100), ...range(200, playout.frames.at(-1)! + 1)]);
    expect(playout.buffer.counts).toMatchObject({ concealed: 0, late: 0, overflow: 0 });
    expect(countOf(playout, 'lost')).toBeLessThanOrEqual(6);
  });

  it('counts no loss in a period of telephone-events, which hold no audio', () => {
    const events = Array.from({ length: 10 }, (_, i) => ({ frame: 100 + i, atMs: (100 + i) * 20 + 5, ticks: 100 * 160, durationTicks: 0 }));
    const playout = playOut([...stream(100, () => 5), ...events, ...stream(100, () => 5, 110)], { untilMs: 4100 });
    expect(playout.frames).toEqual([...range(0, 100), ...range(110, playout.frames.at(-1)! + 1)]);
    expect(playout.buffer.counts).toMatchObject({ concealed: 0, late: 0 });
  });

  it('counts no loss of audio when telephone-events are lost', () => {
    const events = [0, 1, 3, 6, 7].map((i) => ({ frame: 100 + i, atMs: (100 + i) * 20 + 5, ticks: 100 * 160, durationTicks: 0 }));
    const playout = playOut([...stream(100, () => 5), ...events, ...stream(100, () => 5, 110)], { untilMs: 4100 });
    expect(playout.frames).toEqual([...range(0, 100), ...range(110, playout.frames.at(-1)! + 1)]);
    expect(playout.buffer.counts.concealed).toBeLessThanOrEqual(2);
  });
});

describe('jumps', () => {
  it('starts afresh when the timestamps jump', () => {
    const before = stream(100, () => 5);
    const after = stream(100, () => 5, 100).map((arrival) => ({ ...arrival, ticks: arrival.frame * 160 + 80_000_000 }));
    const playout = playOut([...before, ...after], { untilMs: 3900 });
    expect(isAscending(playout.frames)).toBe(true);
    expect(playout.frames).toEqual(expect.arrayContaining(range(100, 190)));
    expect(Math.max(...delays(playout, 2500, 3900))).toBeLessThanOrEqual(5 + 40 + 20);
  });

  it('forgets everything but its counts when it is reset', () => {
    const buffer = createJitterBuffer({ clockRateHz: 8000, frameTicks: 160 });
    const frame = new Uint8Array(160);
    buffer.put(1000, 0, 8, 160, frame, 0, 160, 0);
    buffer.put(1000, 0, 8, 160, frame, 0, 160, 0);
    buffer.reset();
    expect(buffer.pop(1000, 0, false)).toBe('empty');
    buffer.put(5, 123, 8, 160, frame, 0, 160, 1000);
    expect(buffer.pop(1060, 0, false)).toBe('frame');
    expect(buffer.counts).toMatchObject({ played: 1, duplicates: 1, late: 0 });
  });

  it('refuses a payload that no packet of ours can hold', () => {
    const buffer = createJitterBuffer({ clockRateHz: 8000, frameTicks: 160 });
    buffer.put(0, 0, 8, 160, new Uint8Array(60_000), 0, 60_000, 0);
    expect(buffer.pop(1000, 0, false)).toBe('empty');
    expect(buffer.counts.overflow).toBe(1);
  });
});

describe('frames of another length', () => {
  it.each([10, 30, 60])('plays packets of %i ms when popped as fast as they last', (ptimeMs) => {
    const ticks = ptimeMs * 8;
    const buffer = createJitterBuffer({ clockRateHz: 8000, frameTicks: 160 });
    const kinds: string[] = [];
    for (let n = 0; n < 200; n++) {
      buffer.put(n, n * ticks, 8, ticks, new Uint8Array(ticks), 0, ticks, n * ptimeMs);
      kinds.push(buffer.pop(n * ptimeMs + 1, 0, false));
    }
    const first = kinds.indexOf('frame');
    expect(first).toBeLessThanOrEqual(Math.ceil(20 / ptimeMs));
    expect(kinds.slice(first).every((kind) => kind === 'frame' || kind === 'accelerate')).toBe(true);
  });
});
