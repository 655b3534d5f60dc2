import { describe, expect, it } from 'vitest';
import type { QualitySeries, StreamStats } from '../../../src-shared/model.ts';
import { qualitySeriesSchema } from '../../../src-shared/model.ts';
import { QUALITY_COLUMNS, addSample, isSampleDue, newQualitySeries, qualityCsv } from '../../../src-shared/quality-series.ts';

const stats: StreamStats = {
  codec: 'PCMA', sent: 1, received: 1, lost: 0, jitterMs: 1.2345, concealed: 0, discarded: 0, bufferMs: 40, targetMs: 60, levelOut: 0, levelIn: 0,
};

function seriesOf(samples: Partial<StreamStats>[]): QualitySeries {
  const series = newQualitySeries(5000);
  samples.forEach((sample, n) => addSample(series, 5000 + n * 1000, { ...stats, ...sample }));
  return series;
}

describe('a quality series', () => {
  it('has a column for each figure, null where it is not known', () => {
    const series = seriesOf([{}, { recent: { lossPercent: 3, concealedPercent: 4, mos: 3.9 }, rttMs: 20, remote: { sent: 1, reports: 1, lossPercent: 0.5, mos: 4.1 } }]);
    expect(series.times).toEqual([0, 1000]);
    expect(series.columns).toEqual({
      lossPercent: [null, 3], concealedPercent: [null, 4], jitterMs: [1.23, 1.23], bufferMs: [40, 40], targetMs: [60, 60], mos: [null, 3.9],
      rttMs: [null, 20], remoteLossPercent: [null, 0.5], remoteJitterMs: [null, null], remoteMos: [null, 4.1],
    });
    expect(qualitySeriesSchema.safeParse(series).success).toBe(true);
  });

  it('takes one of two half seconds', () => {
    const series = seriesOf([{}]);
    expect([5400, 5499, 5750, 6000].map((nowMs) => isSampleDue(series, nowMs))).toEqual([false, false, true, true]);
  });

  it('stays bounded, and forgets no trouble: of two samples the worse is kept', () => {
    const series = newQualitySeries(0);
    for (let n = 0; n < 3 * 3600; n++) {
      if (isSampleDue(series, n * 1000)) addSample(series, n * 1000, { ...stats, recent: { lossPercent: n === 700 ? 50 : 0, concealedPercent: 0, mos: n === 701 ? 1.5 : 4.3 } });
    }
    expect(series.times.length).toBeLessThan(1800);
    expect(series.stepMs).toBe(8000);
    for (const name of QUALITY_COLUMNS) expect(series.columns[name]).toHaveLength(series.times.length);
    expect(Math.max(...series.columns.lossPercent.map(Number))).toBe(50);
    expect(Math.min(...series.columns.mos.map(Number))).toBe(1.5);
    expect(series.times.at(-1)).toBeGreaterThan(10_700_000);
    expect(JSON.stringify(series).length).toBeLessThan(100_000);
  });
});

describe('qualityCsv', () => {
  it('has a header and a row a sample', () => {
    const text = qualityCsv(seriesOf([{ rttMs: 20 }]));
    expect(text.split('\r\n')).toEqual([
      'timeS,lossPercent,concealedPercent,jitterMs,bufferMs,targetMs,mos,rttMs,remoteLossPercent,remoteJitterMs,remoteMos', '0,,,1.23,40,60,,20,,,', '',
    ]);
  });
});
