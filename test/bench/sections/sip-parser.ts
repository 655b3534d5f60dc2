import type { Effort } from '../compare.ts';
import { compare, runOne, titleOf } from '../compare.ts';
import type { HostileFigures } from '../hostile.ts';
import type { PeerName } from '../peers.ts';
import { peerVersion } from '../peers.ts';
import type { Table } from '../table.ts';

const PEERS: PeerName[] = ['kirm', 'sipjs', 'jssip', 'drachtio-eager', 'drachtio-lazy'];
const UNIT = 'messages a second';

export function benchSipParser(effort: Effort): Table[] {
  return [
    compare({ title: 'SIP: parse', job: 'parse', peers: PEERS, unit: UNIT }, effort),
    compare({ title: 'SIP: parse and read twelve fields', job: 'fields', peers: PEERS, unit: UNIT }, effort),
    serialize(effort),
    hostile(),
  ];
}

function serialize(effort: Effort): Table {
  const peers = PEERS.filter((peer) => peer !== 'drachtio-eager');
  const table = compare({ title: 'SIP: serialize', job: 'serialize', peers, unit: UNIT }, effort);
  table.notes.push('Rung gives octets, the peers a string that is still to be encoded; drachtio (lazy) joins the lines it was given.');
  return table;
}

function hostile(): Table {
  const contestants = ['rung', ...PEERS.filter((peer) => peerVersion(peer) !== undefined)];
  return {
    title: 'SIP: the worst of nine datagrams of 60 kB',
    columns: ['', 'ms', 'which'],
    rows: contestants.flatMap((name) => {
      const figures = runOne<HostileFigures>(name, 'hostile', 0);
      return figures ? [[titleOf(name), figures.worstMs, figures.worstCase]] : [];
    }),
    notes: [],
  };
}
