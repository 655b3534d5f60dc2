import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { PayloadFormat } from '../../../src-main/media/engine-port.ts';
import { G722, PCMA } from '../../fakes/payload-formats.ts';
import type { Effort } from '../compare.ts';
import type { PathFigures } from '../media-path-run.ts';
import type { Table } from '../table.ts';
import { median } from '../table.ts';

const RUN = join(import.meta.dirname, '../media-path-run.ts');
/** Young enough that nothing is collected while it is measured. */
const HEAP = ['--expose-gc', '--max-semi-space-size=256'];
const STREAMS = 200;
/** Not Opus: its own cost (section `codecs`) is nearly all there is, and 200 streams of it take minutes. */
const FORMATS: PayloadFormat[] = [PCMA, G722];

/** What the engine's own code costs, without sockets: a process a codec. */
export function benchMediaPath({ rounds }: Effort): Table[] {
  const rows = FORMATS.map((format) => {
    const runs = Array.from({ length: rounds }, () => measure(format));
    const bytes = runs.flatMap((run) => (run.bytes === null ? [] : [run.bytes]));
    return [format.codec, median(runs.map(({ microseconds }) => microseconds)), bytes.length > 0 ? median(bytes) : 'collected'];
  });
  return [{
    title: `Media engine: 20 ms of a two-way stream, own code, ${STREAMS} streams`,
    columns: ['', 'µs of CPU', 'bytes of garbage'],
    rows,
    notes: ['One packet sent, one received, decoded and played. Twice a second a stream makes its figures: they are in the garbage.'],
  }];
}

function measure(format: PayloadFormat): PathFigures {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...HEAP, RUN, String(STREAMS), JSON.stringify(format)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`media-path-run.ts: ${stderr}`);
  return JSON.parse(stdout) as PathFigures;
}
