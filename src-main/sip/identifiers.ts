/** Random identifiers and numbers of the user agent (RFC 3261 19.3, 8.1.1.4). */
import type { Random } from '../ports.ts';
import { hex } from './hex.ts';

/** From/To tag: 64 random bits (RFC 3261 19.3 asks for at least 32). */
export function newTag(random: Random): string {
  return hex(random.bytes(8));
}

/** Call-ID without a host part: nothing about this machine is given away. */
export function newCallId(random: Random): string {
  return hex(random.bytes(16));
}

/** 0 <= x < 1 */
export function randomFraction(random: Random): number {
  return random.bytes(4).reduce((value, byte) => value * 256 + byte, 0) / 2 ** 32;
}

/** RFC 5626 4.1: a random UUID (RFC 9562 5.4) as a URN. */
export function newInstanceId(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return `urn:uuid:${hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}
