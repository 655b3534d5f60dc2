/** Which figures of a call's sound stand in which graph. */
import type { QUALITY_COLUMNS } from '../../src-shared/quality-series.ts';

export type QualityName = (typeof QUALITY_COLUMNS)[number];

export interface ChartLine {
  name: QualityName;
  /** A colour token. */
  colour: string;
  dashed?: boolean;
}

export interface Chart {
  key: 'mos' | 'loss' | 'jitter' | 'buffer';
  unit: '' | '%' | 'ms';
  digits: number;
  /** The scale reaches at least from here to there. */
  least: number;
  most: number;
  lines: ChartLine[];
}

/** What we hear is a whole line, what the other side hears a dashed one. */
export const QUALITY_CHARTS: readonly Chart[] = [
  { key: 'mos', unit: '', digits: 1, least: 1, most: 4.5, lines: [{ name: 'mos', colour: '--tx-0' }, { name: 'remoteMos', colour: '--tx-1', dashed: true }] },
  {
    key: 'loss', unit: '%', digits: 1, least: 0, most: 5,
    lines: [{ name: 'lossPercent', colour: '--tx-0' }, { name: 'concealedPercent', colour: '--tx-4' }, { name: 'remoteLossPercent', colour: '--tx-1', dashed: true }],
  },
  {
    key: 'jitter', unit: 'ms', digits: 1, least: 0, most: 10,
    lines: [{ name: 'jitterMs', colour: '--tx-0' }, { name: 'remoteJitterMs', colour: '--tx-1', dashed: true }],
  },
  {
    key: 'buffer', unit: 'ms', digits: 0, least: 0, most: 100,
    lines: [{ name: 'bufferMs', colour: '--tx-0' }, { name: 'targetMs', colour: '--tx-2', dashed: true }, { name: 'rttMs', colour: '--tx-3' }],
  },
];
