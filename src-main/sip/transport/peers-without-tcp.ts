/** Peers that refused TCP for a large request: the next ones go by UDP at once, without another wait. */
import type { Clock, Endpoint } from '../../ports.ts';

/** Then TCP is tried again. */
const REMEMBER_MS = 10 * 60_000;
const MAX_PEERS = 256;

interface PeersWithoutTcp {
  has(peer: Endpoint): boolean;
  add(peer: Endpoint): void;
}

export function createPeersWithoutTcp(clock: Clock): PeersWithoutTcp {
  const untilMs = new Map<string, number>();
  const keyOf = (peer: Endpoint): string => `${peer.address}|${peer.port}`;

  return {
    has: (peer) => (untilMs.get(keyOf(peer)) ?? 0) > clock.nowMs(),
    add(peer) {
      untilMs.set(keyOf(peer), clock.nowMs() + REMEMBER_MS);
      if (untilMs.size > MAX_PEERS) untilMs.delete(untilMs.keys().next().value ?? '');
    },
  };
}
