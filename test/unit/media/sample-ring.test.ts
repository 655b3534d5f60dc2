import { describe, expect, it } from 'vitest';
import { allocateRing, openRing } from '../../../src-main/media/sample-ring.ts';
import { createSampleQueue } from '../../../src-main/media/sample-queue.ts';

const ramp = (from: number, count: number): Int16Array => Int16Array.from({ length: count }, (_, i) => from + i);

describe('the ring between two threads', () => {
  it('gives samples back in order through many turns, seen from both ends', () => {
    const memory = allocateRing(256, true);
    const writer = openRing(memory);
    const reader = openRing(memory);
    const out = new Int16Array(60);
    for (let n = 0; n < 500; n++) {
      expect(writer.write(ramp(n * 60, 60))).toBe(true);
      expect(reader.length).toBe(60);
      expect(reader.read(out)).toBe(true);
      expect(out).toEqual(ramp(n * 60, 60));
    }
  });

  it('takes a frame as a whole or not at all, in both directions', () => {
    const ring = openRing(allocateRing(256, false));
    expect(ring.write(ramp(0, 200))).toBe(true);
    expect(ring.write(ramp(0, 57))).toBe(false);
    expect(ring.write(ramp(200, 56))).toBe(true);
    expect(ring.read(new Int16Array(257))).toBe(false);
    ring.skip(250);
    expect(ring.length).toBe(6);
    ring.skip(1000);
    expect(ring.length).toBe(0);
  });

  it('survives the wrap of its counters', () => {
    const memory = allocateRing(256, false);
    new Int32Array(memory, 0, 2).fill(-100);
    const ring = openRing(memory);
    const out = new Int16Array(160);
    for (let n = 0; n < 3; n++) {
      expect(ring.write(ramp(n, 160))).toBe(true);
      expect(ring.read(out)).toBe(true);
      expect(out).toEqual(ramp(n, 160));
    }
  });
});

describe('the queue between ticks and packets', () => {
  it('turns frames of one length into frames of another', () => {
    const queue = createSampleQueue(1000);
    queue.push(ramp(0, 160));
    queue.push(ramp(160, 160));
    const out = new Int16Array(240);
    queue.take(out);
    expect(out).toEqual(ramp(0, 240));
    expect(queue.length).toBe(80);
  });

  it('fills up with silence where there is too little, and drops what is too much', () => {
    const queue = createSampleQueue(100);
    queue.push(ramp(1, 2));
    queue.pushSilence(1);
    const out = new Int16Array(5).fill(9);
    queue.take(out);
    expect([...out]).toEqual([1, 2, 0, 0, 0]);
    queue.push(ramp(0, 160));
    expect(queue.length).toBe(100);
  });
});
