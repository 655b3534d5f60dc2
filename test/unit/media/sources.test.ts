import { describe, expect, it } from 'vitest';
import { mixInto, peakLevel } from '../../../src-main/media/mixer.ts';
import type { FrameSource } from '../../../src-main/media/sources.ts';
import { createToneSource, createWavSource, deviceSource, echoSource, silenceSource } from '../../../src-main/media/sources.ts';
import type { WavAudio } from '../../../src-main/media/wav-read.ts';
import { join, levelOf, rms, sine, snrDb } from './signal.ts';

const quiet = { captured: new Int16Array(160), heard: new Int16Array(160) };

function audioOf(samples: Int16Array, sampleRateHz: number): WavAudio {
  return {
    sampleRateHz,
    channels: 1,
    length: samples.length,
    read: (first, into) => into.forEach((_, i) => void (into[i] = samples[first + i] ?? 0)),
  };
}

function readFrames(source: FrameSource, count: number): { samples: Int16Array; endsAfter: number[] } {
  const endsAfter: number[] = [];
  const frames = Array.from({ length: count }, (_, n) => {
    const frame = new Int16Array(160);
    if (!source.read(frame, quiet)) endsAfter.push(n + 1);
    return frame;
  });
  return { samples: join(frames), endsAfter };
}

function at8k(source: FrameSource): FrameSource {
  source.useRate(8000);
  return source;
}

describe('sources', () => {
  it('silence, device and echo give what they are', () => {
    const input = { captured: sine(300, 160), heard: sine(700, 160) };
    const frame = new Int16Array(160).fill(1);
    silenceSource.read(frame, input);
    expect(rms(frame)).toBe(0);
    deviceSource.read(frame, input);
    expect(frame).toEqual(input.captured);
    echoSource.read(frame, input);
    expect(frame).toEqual(input.heard);
  });

  it('a tone', () => {
    expect(levelOf(440, readFrames(createToneSource(440), 50).samples)).toBeCloseTo(0.5, 2);
    expect(levelOf(440, readFrames(createToneSource(440, 0.1), 50).samples)).toBeCloseTo(0.1, 2);
  });

  it('a file of 8 kHz comes out as it is, says its end once, and is silent then', () => {
    const samples = sine(500, 250);
    const heard = readFrames(at8k(createWavSource(audioOf(samples, 8000), false)), 4);
    expect(heard.samples.subarray(0, 250)).toEqual(samples);
    expect(rms(heard.samples.subarray(250))).toBe(0);
    expect(heard.endsAfter).toEqual([2]);
  });

  it('a file of another rate plays for as long as it lasts', () => {
    const heard = readFrames(at8k(createWavSource(audioOf(sine(500, 44_100, { rateHz: 44_100 }), 44_100), false)), 60);
    expect(heard.endsAfter).toEqual([50]);
    expect(snrDb(sine(500, 6400, { from: 800 }), heard.samples.subarray(800, 7200))).toBeGreaterThan(50);
  });

  it.each([8000, 48_000])('a loop at %i Hz has no seam and no end', (rateHz) => {
    // Ten whole periods: going on for ever is the same as going round.
    const source = at8k(createWavSource(audioOf(sine(400, rateHz / 40, { rateHz }), rateHz), true));
    const heard = readFrames(source, 100);
    expect(heard.endsAfter).toEqual([]);
    expect(snrDb(sine(400, 16_000), heard.samples)).toBeGreaterThan(50);
  });

  it('a loop of a single sample is no endless work', () => {
    const heard = readFrames(at8k(createWavSource(audioOf(Int16Array.of(1000), 192_000), true)), 3);
    expect(new Set(heard.samples)).toEqual(new Set([1000]));
  });
});

describe('mixer', () => {
  it('adds, and clips rather than wraps', () => {
    const sum = Int16Array.of(1, 30_000, -30_000, 0);
    mixInto(sum, Int16Array.of(2, 30_000, -30_000, 7));
    expect([...sum]).toEqual([3, 32_767, -32_768, 7]);
  });

  it('peak level', () => {
    expect(peakLevel(Int16Array.of(3, -32_768, 100))).toBe(1);
    expect(peakLevel(new Int16Array(3))).toBe(0);
  });
});
