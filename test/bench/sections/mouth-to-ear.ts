import type { Effort } from '../compare.ts';
import { measureMouthToEar } from '../mouth-to-ear.ts';
import type { Table } from '../table.ts';
import { median } from '../table.ts';

const PACKET_MS = 20;

/** docs/latency.md says what the parts are. */
export async function benchMouthToEar({ rounds, isQuick }: Effort): Promise<Table[]> {
  const rows: (string | number)[][] = [];
  for (let round = 1; round <= rounds; round++) {
    const { delaysMs, bufferMs, lost } = await measureMouthToEar(isQuick ? 5 : 20);
    const sorted = delaysMs.toSorted((a, b) => a - b);
    const middle = median(delaysMs);
    rows.push([`run ${round}`, middle, sorted[Math.floor(sorted.length * 0.95)] ?? 0, PACKET_MS, bufferMs, middle - PACKET_MS - bufferMs, lost]);
  }
  return [{
    title: 'Sound, AudioPort to AudioPort: two engines, G.711 in packets of 20 ms over loopback',
    columns: ['', 'median ms', 'p95 ms', 'of it a packet', 'of it jitter buffer', 'the rest', 'clicks lost'],
    rows,
    notes: ['The rest: the reserve for late frames of the microphone (3 ms and a frame of 5 ms), threads and sockets.'],
  }];
}
