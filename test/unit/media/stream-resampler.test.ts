import { describe, expect, it } from 'vitest';
import { createDeviceBridge } from '../../../src-main/media/device-bridge.ts';
import { frameSamples } from '../../../src-main/media/frame.ts';
import { createRecorder } from '../../../src-main/media/recorder.ts';
import { createStreamResampler } from '../../../src-main/media/stream-resampler.ts';
import { readWav } from '../../../src-main/media/wav-read.ts';
import { join, levelOf, rms, sine } from './signal.ts';

function framesOf(samples: Int16Array, length: number): Int16Array[] {
  return Array.from({ length: samples.length / length }, (_, n) => samples.subarray(n * length, (n + 1) * length));
}

describe('a stream at another rate', () => {
  it.each([[8000, 48_000], [48_000, 8000], [16_000, 48_000], [44_100, 48_000], [48_000, 44_100], [8000, 16_000]])('%i to %i Hz keeps a tone whole across frames', (fromHz, toHz) => {
    const resampler = createStreamResampler(fromHz, toHz);
    const frames = framesOf(sine(1000, fromHz, { rateHz: fromHz }), frameSamples(fromHz)).map((frame) => {
      const into = new Int16Array(frameSamples(toHz));
      resampler.process(frame, into);
      return into;
    });
    const sound = join(frames);
    expect(sound).toHaveLength(toHz);
    // All of the power is in the tone: a seam between frames would put some of it elsewhere.
    const steady = sound.subarray(frameSamples(toHz) * 2);
    expect(levelOf(1000, steady, toHz) / Math.SQRT2).toBeCloseTo(rms(steady), 3);
  });
});

describe('a session and a device of different rates', () => {
  it('hear each other', () => {
    const bridge = createDeviceBridge(8000);
    const heard: Int16Array[] = [];
    const said: Int16Array[] = [];
    const fromMicrophone = framesOf(sine(500, 48_000, { rateHz: 48_000 }), 960);
    for (const [n, frame] of framesOf(sine(700, 8000), 160).entries()) {
      const ear = new Int16Array(960);
      bridge.toDevice(frame, ear);
      heard.push(ear);
      said.push(bridge.fromDevice(fromMicrophone[n]!).slice());
    }
    expect(levelOf(700, join(heard).subarray(9600), 48_000)).toBeCloseTo(0.5, 2);
    expect(levelOf(500, join(said).subarray(1600))).toBeCloseTo(0.5, 2);
  });

  it('of one rate pass frames on as they are', () => {
    const bridge = createDeviceBridge(16_000);
    const frame = new Int16Array(320).fill(7);
    const ear = new Int16Array(320).fill(1);
    bridge.toDevice(frame, ear);
    expect(ear[319]).toBe(8);
    expect(bridge.fromDevice(frame)).toBe(frame);
  });
});

describe('a recording', () => {
  it('begins with silence for the time before anything was agreed, and keeps its rate when the call changes codec', () => {
    let bytes = new Uint8Array(0);
    const recorder = createRecorder('received', {
      write(written, position) {
        const grown = new Uint8Array(Math.max(bytes.length, position + written.length));
        grown.set(bytes);
        grown.set(written, position);
        bytes = grown;
      },
    });
    recorder.skip(50);
    for (const frame of framesOf(sine(1000, 16_000, { rateHz: 16_000 }), 320)) recorder.tick(frame, frame);
    for (const frame of framesOf(sine(1000, 8000), 160)) recorder.tick(frame, frame);
    recorder.finish();
    expect(readWav(bytes, 'x')).toMatchObject({ ok: true, value: { sampleRateHz: 16_000, length: 48_000 } });
    const samples = new Int16Array(bytes.slice(44).buffer);
    expect(samples.subarray(0, 16_000).every((sample) => sample === 0)).toBe(true);
    expect(levelOf(1000, samples.subarray(16_000, 32_000), 16_000)).toBeCloseTo(0.5, 2);
    expect(levelOf(1000, samples.subarray(33_000, 48_000), 16_000)).toBeCloseTo(0.5, 2);
  });
});
