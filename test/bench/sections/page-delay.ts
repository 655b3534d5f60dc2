import { existsSync } from 'node:fs';
import type { Effort } from '../compare.ts';
import { measurePageDelay } from '../page-delay.ts';
import type { Table } from '../table.ts';
import { median } from '../table.ts';

const NEEDED = ['/usr/bin/chromium', '/usr/bin/sipp'];

export async function benchPageDelay({ rounds, isQuick }: Effort): Promise<Table[]> {
  const rows: (string | number)[][] = [];
  const absent = NEEDED.filter((path) => !existsSync(path));
  for (let round = 1; absent.length === 0 && round <= rounds; round++) {
    const { delaysMs, clicks, outputLatencyMs, sampleRateHz } = await measurePageDelay(isQuick ? 5 : 20);
    const sorted = delaysMs.toSorted((a, b) => a - b);
    rows.push([`run ${round}`, median(delaysMs), sorted[Math.floor(sorted.length * 0.05)] ?? 0, sorted[Math.floor(sorted.length * 0.95)] ?? 0, clicks - delaysMs.length, sampleRateHz, outputLatencyMs]);
  }
  return [{
    title: 'Sound, the page’s microphone to its loudspeaker: Chromium, G.711 in packets of 20 ms, a peer on loopback that returns each packet',
    columns: ['', 'median ms', 'p5 ms', 'p95 ms', 'clicks lost', 'card Hz', 'card’s own ms'],
    rows,
    notes: [absent.length > 0 ? `Not measured: ${absent.join(', ')} missing.` : 'Without the sound card’s own buffers. A busy machine is heard here first.'],
  }];
}
