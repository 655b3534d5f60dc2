import { describe, expect, it } from 'vitest';
import type { Heard } from '../../../src-main/rtp/e-model.ts';
import { G711_WITH_PLC, mosFromRating, ratingFactor } from '../../../src-main/rtp/e-model.ts';

const PERFECT: Heard = { codec: G711_WITH_PLC, lossRatio: 0, burstRatio: 1, oneWayDelayMs: 0 };

describe('E-model', () => {
  it('rates G.711 without loss and delay 93.2, which is MOS 4.41', () => {
    expect(ratingFactor(PERFECT)).toBe(93.2);
    expect(mosFromRating(93.2)).toBeCloseTo(4.41, 2);
  });

  it.each([[60, 3.1], [70, 3.6], [80, 4.02], [90, 4.34]])('maps R %i as G.107 Annex B: MOS %d', (rating, mos) => {
    expect(mosFromRating(rating)).toBeCloseTo(mos, 1);
  });

  it('stays within 1 and 4.5', () => {
    expect(mosFromRating(0)).toBe(1);
    expect(mosFromRating(3)).toBe(1);
    expect(mosFromRating(120)).toBe(4.5);
    expect(ratingFactor({ ...PERFECT, lossRatio: 1, oneWayDelayMs: 2000 })).toBe(0);
  });

  it('takes Ie-eff from loss: 2 % random loss with PLC costs 95 * 2 / 27.1', () => {
    expect(93.2 - ratingFactor({ ...PERFECT, lossRatio: 0.02 })).toBeCloseTo(7.01, 2);
  });

  it('hurts without PLC much more', () => {
    const codec = { ie: 0, bpl: 4.3 };
    expect(93.2 - ratingFactor({ ...PERFECT, codec, lossRatio: 0.02 })).toBeCloseTo(30.16, 2);
  });

  it('rates bursts worse than random loss', () => {
    const random = ratingFactor({ ...PERFECT, lossRatio: 0.05 });
    expect(ratingFactor({ ...PERFECT, lossRatio: 0.05, burstRatio: 3 })).toBeLessThan(random);
  });

  it('takes little for delay up to 177 ms and much beyond', () => {
    expect(93.2 - ratingFactor({ ...PERFECT, oneWayDelayMs: 100 })).toBeCloseTo(2.4, 6);
    expect(93.2 - ratingFactor({ ...PERFECT, oneWayDelayMs: 400 })).toBeCloseTo(9.6 + 24.497, 3);
  });
});
