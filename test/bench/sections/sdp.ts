import type { Effort } from '../compare.ts';
import { compare } from '../compare.ts';
import type { PeerName } from '../peers.ts';
import type { Table } from '../table.ts';

const PEERS: PeerName[] = ['sdp-transform', 'werift', 'kirm'];
const UNIT = 'descriptions a second';

export function benchSdp(effort: Effort): Table[] {
  const parse = compare({ title: 'SDP: parse', job: 'sdp-parse', peers: PEERS, unit: UNIT }, effort);
  parse.notes.push('kirm splits lines and leaves the attributes as they are; Rung reads the whole grammar.');
  return [parse, compare({ title: 'SDP: write', job: 'sdp-write', peers: PEERS, unit: UNIT }, effort)];
}
