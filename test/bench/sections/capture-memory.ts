import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Effort } from '../compare.ts';
import type { Table } from '../table.ts';
import { SHAPES } from '../../unit/capture/hostile.ts';

const READER = join(import.meta.dirname, '../read-hostile.ts');
const BYTES = 12_000_000;

/** What is on the heap and in buffers after a garbage collection, a process of its own for each shape. */
export function benchCaptureMemory({ isQuick }: Effort): Table[] {
  const size = isQuick ? BYTES / 4 : BYTES;
  const rows = [...Object.keys(SHAPES), 'a log of tiny messages'].map((shape) => {
    const { stdout } = spawnSync(process.execPath, ['--expose-gc', READER, shape, String(size)], { encoding: 'utf8' });
    const { whileReading, afterwards, notes } = JSON.parse(stdout) as { whileReading: number; afterwards: number; notes: string[] };
    return [shape, whileReading, afterwards, notes.join(' ')];
  });
  return [{ title: `Memory that hostile files take, of their size (${size / 1e6} MB, itself included)`, columns: ['a file of', 'while reading', 'shown', 'notes'], rows, notes: [] }];
}
