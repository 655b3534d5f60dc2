import type { Random } from '../ports.ts';

const BYTES = 12;

/** RFC 7022: random, new for each session, so that it tells nothing about the user. */
export function newCname(random: Random): string {
  return Array.from(random.bytes(BYTES), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
