import { describe, expect, it } from 'vitest';
import { createFramer, peak } from '../../src-renderer/audio/framer.ts';
import { dtmfFrequencies } from '../../src-renderer/audio/tones.ts';
import { join, levelOf } from '../unit/media/signal.ts';

describe('the framer', () => {
  function framed(fromHz: number, toHz: number, frequencyHz: number): { frames: Int16Array[]; samples: Int16Array } {
    const frames: Int16Array[] = [];
    const push = createFramer(fromHz, toHz, (one) => frames.push(one));
    const block = new Float32Array(128);
    for (let at = 0; at < fromHz; at += block.length) {
      push(block.map((_, i) => 0.5 * Math.sin((2 * Math.PI * frequencyHz * (at + i)) / fromHz)));
    }
    return { frames, samples: join(frames) };
  }

  it.each([[48_000, 8000], [44_100, 8000], [48_000, 48_000], [44_100, 48_000], [16_000, 8000]])('cuts a card of %i Hz into frames of 5 ms at %i Hz', (fromHz, toHz) => {
    const { frames, samples } = framed(fromHz, toHz, 1000);
    expect(frames.every((frame) => frame.length === toHz / 200)).toBe(true);
    expect(samples.length / toHz).toBeGreaterThan(0.98);
    expect(levelOf(1000, samples.subarray(toHz / 10, toHz / 10 + toHz / 2), toHz)).toBeCloseTo(0.5, 2);
  });

  it('lets nothing through that the core’s rate cannot hold', () => {
    const { samples } = framed(48_000, 8000, 5000);
    expect(peak(samples.subarray(400))).toBeLessThan(0.01);
  });

  it('clips', () => {
    const frames: Int16Array[] = [];
    const push = createFramer(8000, 8000, (one) => frames.push(one));
    for (let i = 0; i < 5; i++) push(new Float32Array(128).fill(2));
    expect(peak(frames.at(-1)!)).toBeCloseTo(1, 3);
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
