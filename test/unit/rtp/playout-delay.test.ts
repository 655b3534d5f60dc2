import { describe, expect, it } from 'vitest';
import type { PlayoutDelay } from '../../../src-main/rtp/playout-delay.ts';
import { createPlayoutDelay } from '../../../src-main/rtp/playout-delay.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';

const FRAME_MS = 20;
/** Of our clock; that of the peer may be anywhere. */
const START_MS = 2e9;

/** `count` packets from packet `first` on, each delayed as told. */
function feed(playout: PlayoutDelay, count: number, delayMs: (n: number) => number, first = 0): void {
  for (let n = first; n < first + count; n++) playout.add(delayMs(n), FRAME_MS, START_MS + n * FRAME_MS + delayMs(n));
}

const create = (): PlayoutDelay => createPlayoutDelay({ minMs: 20, initialMs: 20, maxMs: 200 });

describe('the target', () => {
  it('is the minimum on a calm line, whatever the offset of the clocks', () => {
    for (const offsetMs of [-1e9, 0, 12_345]) {
      const playout = create();
      feed(playout, 500, () => offsetMs);
      expect([playout.leastMs, playout.targetMs]).toEqual([offsetMs, 20]);
    }
  });

  it('covers nearly all of the delays seen, and follows them down within ten seconds', () => {
    const playout = create();
    const random = createSeededRandom(1);
    feed(playout, 600, () => random.fraction() * 80);
    expect(playout.targetMs).toBeGreaterThanOrEqual(75);
    expect(playout.targetMs).toBeLessThanOrEqual(85);
    feed(playout, 520, () => 0, 600);
    expect(playout.targetMs).toBe(20);
  });

  it('takes a stall for one event, however many packets it held up, and stalls that come again and again for what they are', () => {
    const stalled = (n: number): number => (n % 100 >= 90 ? (100 - n % 100) * FRAME_MS : 0);
    const once = create();
    feed(once, 300, () => 0);
    feed(once, 100, stalled, 300);
    expect(once.targetMs).toBe(20);
    const often = create();
    feed(often, 600, stalled);
    expect(often.targetMs).toBeGreaterThan(150);
  });

  it('keeps a reserve on top, within its maximum', () => {
    const playout = create();
    feed(playout, 100, () => 0);
    playout.setReserve(40);
    expect(playout.targetMs).toBe(45);
    playout.setReserve(500);
    expect(playout.targetMs).toBe(200);
  });
});

describe('the least transit', () => {
  it('follows a path that becomes longer within five seconds, and takes what it learned along', () => {
    const playout = create();
    const random = createSeededRandom(2);
    feed(playout, 500, () => random.fraction() * 50);
    feed(playout, 300, () => 300 + random.fraction() * 50, 500);
    expect(playout.leastMs).toBeGreaterThanOrEqual(300);
    expect(playout.targetMs).toBeLessThanOrEqual(60);
  });

  it('follows one that becomes shorter at once', () => {
    const playout = create();
    feed(playout, 500, () => 400);
    feed(playout, 8, () => 100, 500);
    expect(playout.leastMs).toBe(100);
    expect(playout.targetMs).toBe(200);
  });
});
