import { describe, expect, it } from 'vitest';
import type { Laboratory } from './laboratory.ts';
import { createLaboratory } from './laboratory.ts';

const PIECE_MS = 5;
const PACKET_MS = 20;
const CLICK_EVERY_MS = 500;

/** A click into the microphone of a, and how much later it is in the ear of b, in milliseconds, once all has settled. `phaseMs`: of the
 *  microphone's clock against the engine's. */
async function delaysOf(laboratory: Laboratory, phaseMs: number, seconds: number): Promise<number[]> {
  const { a, b, clock } = laboratory;
  const clicks: number[] = [];
  const heard: number[] = [];
  await a.session.setSource({ kind: 'device' });
  b.session.setSink('device');
  let last = 0;
  b.port.play = (frame) => {
    for (const [i, sample] of frame.entries()) {
      if (last < 8_000 && sample >= 8_000) heard.push(clock.nowMs() + i / 8);
      last = sample;
    }
  };
  laboratory.connect();
  await clock.advance(phaseMs);
  const startMs = clock.nowMs();
  for (let n = 0; n * PIECE_MS < seconds * 1000; n++) {
    const isClick = (n * PIECE_MS) % CLICK_EVERY_MS === 0;
    if (isClick) clicks.push(startMs + n * PIECE_MS);
    // A piece is there when its last sample is.
    await clock.advance(startMs + (n + 1) * PIECE_MS - clock.nowMs());
    a.port.onCapture(new Int16Array(40).fill(isClick ? 16_000 : 0));
  }
  return clicks.slice(10).map((at) => heard.find((then) => then > at)! - at).filter((delay) => !Number.isNaN(delay));
}

/** Half a filter (2 ms at 8 kHz), the reserve for a late piece (2 ms), and either a piece that has just missed the beat, or, where the last
 *  piece came less than 2 ms before the beat, that and another one in reserve. */
const OWN_MS = 2 + 2 + Math.max(PIECE_MS, 2 + PIECE_MS);

describe('from mouth to ear', () => {
  it.each([0, 2.4, 11, 17.3])('the engine adds to the packet and the jitter buffer what its microphone keeps, and no more (phase %f ms)', async (phaseMs) => {
    const laboratory = await createLaboratory();
    const delays = await delaysOf(laboratory, phaseMs, 10);
    const { bufferMs } = await laboratory.b.session.close();
    await laboratory.close();
    expect(delays.length).toBeGreaterThan(8);
    const ownMs = Math.max(...delays) - PACKET_MS - bufferMs;
    expect(ownMs).toBeGreaterThan(0);
    expect(ownMs).toBeLessThanOrEqual(OWN_MS + 0.5);
  });
});
