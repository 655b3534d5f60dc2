import { describe, expect, it } from 'vitest';
import type { BurstFigures } from '../../../src-main/rtp/burst-metrics.ts';
import { createBurstMetrics } from '../../../src-main/rtp/burst-metrics.ts';

/** A stream as a text: `.` came, `x` is missing, `d` came too late. All of it is judged. */
function figuresOf(stream: string): BurstFigures {
  const metrics = createBurstMetrics();
  [...stream].forEach((fate, at) => {
    if (fate !== 'x') metrics.onPacket(1000 + at, fate === 'd');
  });
  metrics.restart();
  return metrics.figures();
}

const GAP = '.'.repeat(16);

describe('createBurstMetrics', () => {
  it('has neither burst nor loss in a whole stream', () => {
    expect(figuresOf('.'.repeat(100))).toEqual({
      packets: 100, lost: 0, discarded: 0, bursts: 0, burstDensity: 0, gapDensity: 0, burstPackets: 0, gapPackets: 100, burstRatio: 1,
    });
  });

  it('takes single losses with Gmin packets between them for the gap\'s', () => {
    const figures = figuresOf(`${GAP}x${GAP}x${GAP}`);
    expect(figures).toMatchObject({ packets: 50, lost: 2, bursts: 0, burstDensity: 0, gapDensity: 2 / 50 });
  });

  it('joins losses that are closer into one burst, from the first to the last', () => {
    const figures = figuresOf(`${GAP}x..x.xx${GAP}`);
    expect(figures).toMatchObject({ lost: 4, bursts: 1, burstPackets: 7, burstDensity: 4 / 7, gapDensity: 0, gapPackets: 16 });
  });

  it('counts what came too late like what did not come, and tells the two apart', () => {
    expect(figuresOf(`${GAP}dxd${GAP}`)).toMatchObject({ lost: 1, discarded: 2, bursts: 1, burstPackets: 3, burstDensity: 1 });
  });

  it('includes a burst that is still going on', () => {
    expect(figuresOf(`${GAP}xx.x.`)).toMatchObject({ bursts: 1, burstPackets: 4, burstDensity: 3 / 4 });
  });

  it('waits for packets that were overtaken', () => {
    const metrics = createBurstMetrics();
    for (const sequence of [1, 2, 4, 5, 3, 6]) metrics.onPacket(sequence, false);
    metrics.restart();
    expect(metrics.figures()).toMatchObject({ packets: 6, lost: 0 });
  });

  it('judges nothing before 32 newer packets have come', () => {
    const metrics = createBurstMetrics();
    for (let sequence = 0; sequence < 32; sequence++) metrics.onPacket(sequence, false);
    expect(metrics.figures().packets).toBe(0);
    metrics.onPacket(40, false);
    expect(metrics.figures().packets).toBe(9);
  });

  it('counts no loss between two sources', () => {
    const metrics = createBurstMetrics();
    for (let sequence = 0; sequence < 50; sequence++) metrics.onPacket(sequence, false);
    metrics.restart();
    for (let sequence = 9000; sequence < 9050; sequence++) metrics.onPacket(sequence, false);
    metrics.restart();
    expect(metrics.figures()).toMatchObject({ packets: 100, lost: 0 });
  });

  it('gives the burst ratio of G.107: runs against random loss', () => {
    expect(figuresOf(`${GAP}xxxx${GAP.repeat(5)}`).burstRatio).toBeCloseTo(4 * 0.96, 6);
    expect(figuresOf(`${GAP}x${GAP}x${GAP}`).burstRatio).toBe(1);
  });

  it('survives the largest jump that the receiver lets through', () => {
    const metrics = createBurstMetrics();
    metrics.onPacket(0, false);
    metrics.onPacket(3000, false);
    metrics.restart();
    expect(metrics.figures()).toMatchObject({ packets: 3001, lost: 2999, bursts: 1 });
  });
});
