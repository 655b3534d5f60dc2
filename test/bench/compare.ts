/** Rung and its peers at one job: a process each, turn about, so that a busy machine is busy for all of them. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { JobFigures } from './one.ts';
import type { PeerName } from './peers.ts';
import { peerTitle, peerVersion } from './peers.ts';
import type { Table } from './table.ts';
import { median } from './table.ts';

/** How much is measured. */
export interface Effort {
  rounds: number;
  /** Of one library at one job in one round. */
  seconds: number;
  isQuick: boolean;
}

export interface Comparison {
  title: string;
  job: string;
  peers: readonly PeerName[];
  /** What a figure is called and how it is got from the number done in a second of CPU time. */
  unit: string;
  figure?: (perCpuSecond: number) => number;
}

export const nanoseconds = (perCpuSecond: number): number => 1e9 / perCpuSecond;

/** A row each with the median, and how many times as quick Rung is. */
export function compare({ title, job, peers, unit, figure = (rate) => rate }: Comparison, { rounds, seconds }: Effort): Table {
  const contestants = ['rung', ...peers.filter((peer) => peerVersion(peer) !== undefined)];
  const notes = peers.filter((peer) => !contestants.includes(peer)).map((peer) => `${peerTitle(peer)}: not installed, left out.`);
  const results = new Map<string, JobFigures[]>(contestants.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, figures] of results) {
      const measured = runOne<JobFigures>(name, job, seconds);
      if (measured) figures.push(measured);
    }
  }
  const medians = [...results].filter(([, figures]) => figures.length > 0).map(([name, figures]) => ({
    name, rate: median(figures.map(({ perCpuSecond }) => perCpuSecond)), wrongFields: figures[0]!.wrongFields,
  }));
  const own = medians.find(({ name }) => name === 'rung')?.rate ?? NaN;
  const hasGate = medians.some(({ wrongFields }) => wrongFields !== undefined);
  return {
    title,
    columns: ['', unit, 'Rung is … times as quick', ...(hasGate ? ['wrong of 120'] : [])],
    rows: medians.map(({ name, rate, wrongFields }) => [titleOf(name), figure(rate), own / rate, ...(hasGate ? [wrongFields ?? 0] : [])]),
    notes: [...notes, ...contestants.filter((name) => results.get(name)?.length === 0).map((name) => `${titleOf(name)}: failed, left out.`)],
  };
}

export function titleOf(contestant: string): string {
  return contestant === 'rung' ? 'Rung' : peerTitle(contestant as PeerName);
}

/** Undefined when the process failed; why stands on stderr. */
export function runOne<Figures>(contestant: string, job: string, seconds: number): Figures | undefined {
  const { stdout, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'one.ts'), contestant, job, String(seconds)], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'],
  });
  return status === 0 ? (JSON.parse(stdout) as Figures) : undefined;
}
