/** The peer's clock and ours differ: sound comes a little faster or slower than it is played. */
import { describe, expect, it } from 'vitest';
import { encodeALaw } from '../../../src-shared/audio/g711.ts';
import { createPlayout } from '../../../src-main/media/playout.ts';
import { createJitterBuffer } from '../../../src-main/rtp/jitter-buffer.ts';
import { PCMA } from '../../fakes/payload-formats.ts';
import { sine } from './signal.ts';

const FRAME = 160;
const TONE_HZ = 310;
const MINUTES = 10;
/** One second of the tone: it closes on itself. */
const packets = Array.from({ length: 50 }, (_, n) => {
  const payload = new Uint8Array(FRAME);
  encodeALaw(sine(TONE_HZ, FRAME, { from: n * FRAME }), payload, 0);
  return payload;
});

/** How sharply the wave bends: a click is a bend that the tone does not have. */
function sharpestBend(samples: Int16Array, before: readonly [number, number]): number {
  let [older, last] = before;
  let most = 0;
  for (const sample of samples) {
    most = Math.max(most, Math.abs(sample - 2 * last + older));
    [older, last] = [last, sample];
  }
  return most;
}

interface Course {
  buffer: ReturnType<typeof createJitterBuffer>;
  longestDelayMs: number;
  sharpestBend: number;
  quietestPeak: number;
}

function listen(fasterPpm: number): Course {
  const buffer = createJitterBuffer({ clockRateHz: 8000, frameTicks: FRAME });
  const playout = createPlayout(buffer);
  playout.setFormats([PCMA]);
  const spacingMs = 20 / (1 + fasterPpm / 1e6);
  const heard = new Int16Array(FRAME);
  const course: Course = { buffer, longestDelayMs: 0, sharpestBend: 0, quietestPeak: Infinity };
  let sent = 0;
  let before: [number, number] = [0, 0];
  for (let atMs = 7; atMs < MINUTES * 60_000; atMs += 20) {
    for (; sent * spacingMs <= atMs; sent++) buffer.put(sent, sent * FRAME, PCMA.payloadType, FRAME, packets[sent % 50]!, 0, FRAME, sent * spacingMs);
    playout.play(heard, atMs);
    if (atMs > 1000) {
      course.longestDelayMs = Math.max(course.longestDelayMs, buffer.delayMs);
      course.sharpestBend = Math.max(course.sharpestBend, sharpestBend(heard, before));
      course.quietestPeak = Math.min(course.quietestPeak, Math.max(...heard));
    }
    before = [heard.at(-2)!, heard.at(-1)!];
  }
  return course;
}

describe('ten minutes with a clock that differs by', () => {
  it.each([100, -100, 500, -500])('%i ppm: the delay stays, nothing is concealed, nothing clicks', (ppm) => {
    const { buffer, longestDelayMs, sharpestBend: bend, quietestPeak } = listen(ppm);
    const { concealed, late, overflow, shortenedMs, lengthenedMs } = buffer.counts;
    expect({ concealed, late, overflow }).toEqual({ concealed: 0, late: 0, overflow: 0 });
    expect(longestDelayMs).toBeLessThan(65);
    // All of the drift has been taken up by stretching, give or take what the delay may vary by.
    const driftMs = MINUTES * 60 * ppm / 1000;
    expect(Math.abs(shortenedMs - lengthenedMs - driftMs)).toBeLessThan(45);
    const tone = sine(TONE_HZ, 8000);
    expect(bend).toBeLessThan(2 * sharpestBend(tone, [0, 0]) + 1200);
    expect(quietestPeak).toBeGreaterThan(0.8 * Math.max(...tone));
  });
});
