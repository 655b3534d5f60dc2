import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Effort } from '../compare.ts';
import type { Table } from '../table.ts';
import { median } from '../table.ts';
import type { SapRun } from '../hear-sap.ts';

const HEAR = join(import.meta.dirname, '../hear-sap.ts');

/** The way of a datagram into the directory and the trace, in a process of its own: 5 000 sessions, then a flood of sessions that nobody has. */
export function benchSap({ rounds, isQuick }: Effort): Table[] {
  const runs: SapRun[] = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout } = spawnSync(process.execPath, ['--expose-gc', HEAR, isQuick ? '20000' : '200000'], { encoding: 'utf8' });
    runs.push(JSON.parse(stdout) as SapRun);
  }
  const figure = (key: keyof SapRun): number => median(runs.map((run) => run[key]));
  return [{
    title: 'The session directory: 5 000 announced sessions of 350 bytes',
    columns: ['', 'packets/s'],
    rows: [
      ['announced for the first time', figure('newPerSecond')],
      ['announced again', figure('againPerSecond')],
      ['a flood of ever new ones, from one address', figure('floodPerSecond')],
    ],
    notes: [
      `Memory for the 5 000: ${figure('megabytes').toFixed(1)} MB; with the flood: ${figure('floodMegabytes').toFixed(1)} MB.`,
      `Of the 5 000, ${figure('left')} are still listed after the flood.`,
    ],
  }];
}
