import { describe, expect, it } from 'vitest';
import { createRecorder } from '../../../src-main/media/recorder.ts';
import { readWav } from '../../../src-main/media/wav-read.ts';

function memorySink(): { write(bytes: Uint8Array, position: number): void; bytes: Uint8Array } {
  const sink = {
    bytes: new Uint8Array(0),
    write(bytes: Uint8Array, position: number) {
      const grown = new Uint8Array(Math.max(sink.bytes.length, position + bytes.length));
      grown.set(sink.bytes);
      grown.set(bytes, position);
      sink.bytes = grown;
    },
  };
  return sink;
}

const frame = (value: number): Int16Array => new Int16Array(160).fill(value);
const samplesIn = (bytes: Uint8Array): Int16Array => new Int16Array(bytes.slice(44).buffer);

describe('recorder', () => {
  it('stereo: left is what was sent, right what was heard, of the same tick', () => {
    const sink = memorySink();
    const recorder = createRecorder('stereo', sink);
    for (let n = 1; n <= 120; n++) recorder.tick(frame(n), frame(-n));
    recorder.finish();
    const samples = samplesIn(sink.bytes);
    expect(samples).toHaveLength(120 * 320);
    for (let n = 0; n < samples.length; n += 2) {
      const tick = 1 + Math.floor(n / 320);
      if (samples[n] !== tick || samples[n + 1] !== -tick) expect.fail(`tick ${tick} has ${samples[n]} and ${samples[n + 1]}`);
    }
  });

  it('received: mono, only what was heard', () => {
    const sink = memorySink();
    const recorder = createRecorder('received', sink);
    recorder.tick(frame(1), frame(2));
    recorder.finish();
    expect(samplesIn(sink.bytes)).toEqual(frame(2));
    expect(readWav(sink.bytes, 'x')).toMatchObject({ ok: true, value: { channels: 1, length: 160 } });
  });

  it('time that was left out is silence', () => {
    const sink = memorySink();
    const recorder = createRecorder('received', sink);
    recorder.tick(frame(1), frame(2));
    recorder.skip(70);
    recorder.tick(frame(1), frame(3));
    recorder.finish();
    const samples = samplesIn(sink.bytes);
    expect(samples).toHaveLength(72 * 160);
    expect([samples[0], samples[160], samples[71 * 160 - 1], samples[71 * 160]]).toEqual([2, 0, 0, 3]);
  });

  it('is a sound file at every moment, for the case that the process dies', () => {
    const sink = memorySink();
    const recorder = createRecorder('stereo', sink);
    expect(sink.bytes).toHaveLength(44);
    for (let n = 0; n < 125; n++) recorder.tick(frame(1), frame(2));
    expect(readWav(sink.bytes, 'x')).toMatchObject({ ok: true, value: { length: 100 * 160 } });
  });
});
