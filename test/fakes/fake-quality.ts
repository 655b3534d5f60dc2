/** Figures of a call as the engine would tell them, with a bad half minute in each two. */
import type { QualitySeries, StreamStats } from '../../src-shared/model.ts';
import { addSample, newQualitySeries } from '../../src-shared/quality-series.ts';

/** The n-th half second. */
export function fakeStats(round: number): StreamStats {
  const wave = (phase: number): number => Math.abs(Math.sin(round * 1.7 + phase) * Math.sin(round * 0.61 + phase)) * 0.6 + 0.02;
  const received = (round + 1) * 25;
  const lost = Math.floor(received / 180);
  const isBad = round % 240 >= 120 && round % 240 < 180;
  const lossPercent = isBad ? 4 + 8 * wave(4) : round % 37 === 0 ? 2 : 0;
  const mos = 4.38 - lossPercent * 0.14;
  return {
    codec: 'PCMA', sent: received, received, lost, jitterMs: (isBad ? 14 : 1.4) + 4 * wave(1), rttMs: 18 + wave(2) * 4, mos: 4.3 + wave(3) * 0.1,
    concealed: lost, discarded: 0, bufferMs: isBad ? 72 : 40 + 3 * wave(5), targetMs: isBad ? 80 : 40, rating: 90.1,
    lossPercent: 100 * lost / (received + lost), concealedPercent: 100 * lost / (received + lost),
    burst: { count: 2, densityPercent: 38, durationMs: 240, gapDensityPercent: 0.3, gapDurationMs: 14_200 },
    recent: { lossPercent, concealedPercent: lossPercent * 1.2, mos },
    ...(round > 8 && { remote: { sent: received, reports: Math.floor(round / 10), lossPercent: 0.2 + wave(6), jitterMs: 2 + wave(7), rating: 88, mos: 4.2 + wave(8) * 0.1 } }),
    understood: received, levelOut: wave(0), levelIn: wave(1.5), source: '192.0.2.9:17384',
  };
}

export function fakeSeries(startedAtMs: number, seconds: number): QualitySeries {
  const series = newQualitySeries(startedAtMs);
  for (let second = 0; second < seconds; second++) addSample(series, startedAtMs + second * 1000, fakeStats(second * 2));
  return series;
}
