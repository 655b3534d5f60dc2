import { describe, expect, it } from 'vitest';
import { createFramer, createPlaybackRing, peak } from '../../src-renderer/audio/playback-ring.ts';
import { dtmfFrequencies } from '../../src-renderer/audio/tones.ts';

const FRAME = 160;
const frame = (value: number): Int16Array => new Int16Array(FRAME).fill(value);
const pulled = (ring: ReturnType<typeof createPlaybackRing>, count = 128): Float32Array => {
  const out = new Float32Array(count).fill(9);
  ring.pull(out);
  return out;
};

describe('the playback ring', () => {
  it('is silent before the first frame', () => {
    expect(pulled(createPlaybackRing(FRAME)).every((sample) => sample === 0)).toBe(true);
  });

  it('plays samples in order, over frame borders', () => {
    const ring = createPlaybackRing(FRAME);
    ring.push(Int16Array.from({ length: FRAME }, (_, i) => i));
    ring.push(Int16Array.from({ length: FRAME }, (_, i) => FRAME + i));
    const heard = [...pulled(ring), ...pulled(ring)].map((sample) => Math.round(sample * 32_768));
    expect(heard).toEqual(Array.from({ length: 256 }, (_, i) => i));
  });

  it('fills up with silence when it runs dry and waits for more than before', () => {
    const ring = createPlaybackRing(FRAME);
    ring.push(frame(1000));
    pulled(ring);
    expect([...pulled(ring)].slice(32)).toEqual(new Array(96).fill(0));
    expect(ring.underruns).toBe(1);
    ring.push(frame(1000));
    expect(pulled(ring)[0]).toBe(0);
    ring.push(frame(1000));
    expect(pulled(ring)[0]).toBeGreaterThan(0);
  });

  it('never grows late: the oldest samples go', () => {
    const ring = createPlaybackRing(FRAME);
    for (let i = 0; i < 100; i++) {
      ring.push(frame(i));
      expect(ring.queued).toBeLessThanOrEqual(FRAME * 4);
    }
    const heard = Math.round((pulled(ring)[0] ?? 0) * 32_768);
    expect(heard).toBeGreaterThan(90);
  });

  it('survives a frame larger than itself', () => {
    const ring = createPlaybackRing(4);
    ring.push(new Int16Array(10_000).fill(7));
    expect(ring.queued).toBeLessThanOrEqual(64);
  });
});

describe('the framer', () => {
  it('cuts blocks into frames of 20 ms and clips', () => {
    const frames: Int16Array[] = [];
    const push = createFramer(FRAME, (one) => frames.push(one));
    for (let i = 0; i < 5; i++) push(new Float32Array(128).fill(2));
    expect(frames.map((one) => one.length)).toEqual([FRAME, FRAME, FRAME, FRAME]);
    expect(peak(frames[0] ?? frame(0))).toBeCloseTo(1, 3);
  });
});

describe('dtmfFrequencies', () => {
  it('knows the keys of Q.23', () => {
    expect(dtmfFrequencies('1')).toEqual([697, 1209]);
    expect(dtmfFrequencies('#')).toEqual([941, 1477]);
    expect(dtmfFrequencies('D')).toEqual([941, 1633]);
    expect(dtmfFrequencies('x')).toBeUndefined();
  });
});
