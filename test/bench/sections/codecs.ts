import type { Effort } from '../compare.ts';
import { compare, nanoseconds } from '../compare.ts';
import type { Table } from '../table.ts';

const JOBS = { 'encode-a-law': 'A-law, encode', 'decode-a-law': 'A-law, decode', 'encode-u-law': 'u-law, encode', 'decode-u-law': 'u-law, decode' };

export function benchG711(effort: Effort): Table[] {
  return Object.entries(JOBS).map(([job, title]) =>
    compare({ title: `G.711 ${title}`, job, peers: ['alawmulaw', 'g711'], unit: 'ns a frame of 20 ms', figure: nanoseconds }, effort));
}
