import { randomFillSync } from 'node:crypto';
import type { Random } from '../ports.ts';

/** Taken from the system at once: asking it costs more than the octets, and a call needs some in several places. */
const POOL_BYTES = 4096;

/** The operating system's cryptographic randomness. */
export function createNodeRandom(): Random {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;

  function bytes(length: number): Uint8Array {
    if (length > POOL_BYTES) return randomFillSync(new Uint8Array(length));
    if (used + length > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const taken = pool.slice(used, used + length);
    // What was given away is no longer here to be read.
    pool.fill(0, used, used + length);
    used += length;
    return taken;
  }
  return { bytes };
}
