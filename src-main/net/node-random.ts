import { randomBytes } from 'node:crypto';
import type { Random } from '../ports.ts';

/** The operating system's cryptographic randomness. */
export function createNodeRandom(): Random {
  return { bytes: (length) => randomBytes(length) };
}
