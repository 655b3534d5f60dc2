/** How often something may happen: so many at once, so many a second in the long run (a token bucket). */
import type { Clock } from '../ports.ts';

export interface GateOptions {
  burst: number;
  perSecond: number;
}

/** The result says whether it may happen now. */
export function createGate(clock: Clock, { burst, perSecond }: GateOptions): () => boolean {
  let tokens = burst;
  let atMs = clock.nowMs();
  return () => {
    const nowMs = clock.nowMs();
    tokens = Math.min(burst, tokens + ((nowMs - atMs) / 1000) * perSecond);
    atMs = nowMs;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}
