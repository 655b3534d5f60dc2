/** Anybody can send to a group as much as the network carries. What comes beyond any use would keep the engine from its calls. */

export interface FloodGuard {
  /** A packet has come; true: they are too many, by far. */
  isFlood(nowMs: number): boolean;
}

const WINDOW_MS = 100;

export function createFloodGuard(packetsPerSecond: number): FloodGuard {
  const limit = (packetsPerSecond * WINDOW_MS) / 1000;
  const window = { sinceMs: -Infinity, packets: 0 };

  return {
    isFlood(nowMs) {
      if (nowMs - window.sinceMs >= WINDOW_MS) {
        window.sinceMs = nowMs;
        window.packets = 0;
      }
      return ++window.packets > limit;
    },
  };
}
