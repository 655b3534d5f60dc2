/** What a host does, as far as its messages show it. Pure. */
import type { Ladder } from './ladder.ts';

export type LaneRole = 'registrar' | 'proxy';

/** By index of lane. A registrar takes REGISTER (RFC 3261 10), a proxy or B2BUA-like hop sends on what it was sent (16.6). */
export function laneRoles(ladder: Ladder): Map<number, LaneRole> {
  const roles = new Map<number, LaneRole>();
  const received = new Set<string>();
  for (const { from, to, message, exchange } of ladder.arrows) {
    if (message.status !== undefined || from === to) continue;
    if (message.method === 'REGISTER') roles.set(to, 'registrar');
    if (received.has(`${exchange} ${from}`) && roles.get(from) !== 'registrar') roles.set(from, 'proxy');
    if (message.method !== 'ACK' && message.method !== 'CANCEL') received.add(`${exchange} ${to}`);
  }
  return roles;
}
