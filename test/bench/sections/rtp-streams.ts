import type { Effort } from '../compare.ts';
import { compare, nanoseconds } from '../compare.ts';
import type { StreamFigures } from '../rtp-streams.ts';
import { measureRtpStreams } from '../rtp-streams.ts';
import type { Table } from '../table.ts';
import { median } from '../table.ts';

const STALL_MS = 30;

export async function benchRtpStreams(effort: Effort): Promise<Table[]> {
  const read = compare({ title: 'RTP: read a header', job: 'rtp-read', peers: ['werift'], unit: 'ns a packet', figure: nanoseconds }, effort);
  return [read, await pacing(effort)];
}

async function pacing({ rounds, isQuick }: Effort): Promise<Table> {
  const counts = isQuick ? [50] : [1, 50, 200, 500];
  const rows: number[][] = [];
  for (const streams of counts) {
    const runs: StreamFigures[] = [];
    for (let round = 0; round < rounds; round++) runs.push(await measureRtpStreams({ streams, seconds: isQuick ? 3 : 8, stallMs: STALL_MS }));
    const middle = (of: keyof StreamFigures): number => median(runs.map((figures) => figures[of]));
    rows.push([streams, middle('p50Ms'), middle('p99Ms'), middle('maxMs'), 100 * middle('arrived'), middle('cpuPercent')]);
  }
  return {
    title: `RTP: pacing of two-way G.711 streams by the media engine in its Worker, the main thread stalled ${STALL_MS} ms each second`,
    columns: ['streams', 'p50 ms', 'p99 ms', 'max ms', 'arrived %', 'CPU % of a core'],
    rows: rows.map(([streams, ...figures]) => [String(streams), ...figures]),
    notes: ['Milliseconds between two packets of a stream as they leave; 20 is right.'],
  };
}
