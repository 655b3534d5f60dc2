/** How a call's sound was over its time: a bounded series of figures, one column each, as a graph wants them. */
import type { QualitySeries, StreamStats } from './model.ts';

/** The figures in their order, on the screen and in a CSV. */
export const QUALITY_COLUMNS = [
  'lossPercent', 'concealedPercent', 'jitterMs', 'bufferMs', 'targetMs', 'mos', 'rttMs', 'remoteLossPercent', 'remoteJitterMs', 'remoteMos',
] as const;
type QualityColumn = (typeof QUALITY_COLUMNS)[number];

const FIRST_STEP_MS = 1000;
/** Half an hour at one a second; then one every two seconds, and so on. */
const MAX_SAMPLES = 1800;

export function newQualitySeries(startedAtMs: number): QualitySeries {
  const columns = Object.fromEntries(QUALITY_COLUMNS.map((name) => [name, []]));
  return { startedAtMs, stepMs: FIRST_STEP_MS, times: [], columns: columns as unknown as QualitySeries['columns'] };
}

/** True where a sample is due: a step after the last one. */
export function isSampleDue({ startedAtMs, stepMs, times }: QualitySeries, nowMs: number): boolean {
  const last = times.at(-1);
  // Figures come on a clock of their own, a little early or late.
  return last === undefined || nowMs - startedAtMs - last >= stepMs * 0.75;
}

/** The series with one more sample: the same object, changed. Its length stays bounded. */
export function addSample(series: QualitySeries, nowMs: number, stats: StreamStats): void {
  series.times.push(Math.round(nowMs - series.startedAtMs));
  const sample = sampleOf(stats);
  for (const name of QUALITY_COLUMNS) series.columns[name].push(sample[name] ?? null);
  if (series.times.length >= MAX_SAMPLES) halve(series);
}

function sampleOf({ recent, remote, ...stats }: StreamStats): Partial<Record<QualityColumn, number>> {
  const sample: Partial<Record<QualityColumn, number | undefined>> = {
    lossPercent: recent?.lossPercent, concealedPercent: recent?.concealedPercent, mos: recent?.mos,
    jitterMs: stats.jitterMs, bufferMs: stats.bufferMs, targetMs: stats.targetMs, rttMs: stats.rttMs,
    remoteLossPercent: remote?.lossPercent, remoteJitterMs: remote?.jitterMs, remoteMos: remote?.mos,
  };
  return Object.fromEntries(Object.entries(sample).flatMap(([name, value]) => (value === undefined ? [] : [[name, Math.round(value * 100) / 100]])));
}

/** At most so many samples, the series itself left as it is. */
export function condensed(series: QualitySeries, maxSamples: number): QualitySeries {
  const copy = { ...series, columns: { ...series.columns } };
  while (copy.times.length > maxSamples) halve(copy);
  return copy;
}

/** Pairs become one: the worse of the two, so that no trouble is lost. */
function halve(series: QualitySeries): void {
  series.times = series.times.filter((_, at) => at % 2 === 1);
  for (const name of QUALITY_COLUMNS) series.columns[name] = worseOfPairs(series.columns[name], name.toLowerCase().endsWith('mos'));
  series.stepMs *= 2;
}

function worseOfPairs(column: readonly (number | null)[], isLowWorse: boolean): (number | null)[] {
  const worse = isLowWorse ? Math.min : Math.max;
  return column.filter((_, at) => at % 2 === 1).map((second, at) => {
    const first = column[2 * at] ?? null;
    if (first === null || second === null) return first ?? second;
    return worse(first, second);
  });
}

/** RFC 4180: one row a sample, a header of the columns' names, decimal points, empty where nothing is known. */
export function qualityCsv({ times, columns }: QualitySeries): string {
  const rows = times.map((timeMs, at) => [timeMs / 1000, ...QUALITY_COLUMNS.map((name) => columns[name][at] ?? '')].join(','));
  return [['timeS', ...QUALITY_COLUMNS].join(','), ...rows, ''].join('\r\n');
}
