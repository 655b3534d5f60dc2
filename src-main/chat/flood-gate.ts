import type { Clock } from '../ports.ts';

export interface FloodGate {
  /** False: this peer, or everybody together, has sent too much within the last minute. */
  admit(peer: string): boolean;
}

/** More than a person can read. From is easily forged: hence the second limit, which also bounds what is kept here. */
const PER_PEER = 60;
const TOGETHER = 300;
const WINDOW_MS = 60_000;

export function createFloodGate(clock: Clock): FloodGate {
  let windowEndsMs = 0;
  let together = 0;
  const counts = new Map<string, number>();

  return {
    admit(peer) {
      if (clock.nowMs() >= windowEndsMs) {
        windowEndsMs = clock.nowMs() + WINDOW_MS;
        together = 0;
        counts.clear();
      }
      const count = counts.get(peer) ?? 0;
      if (count >= PER_PEER || together >= TOGETHER) return false;
      counts.set(peer, count + 1);
      together++;
      return true;
    },
  };
}
