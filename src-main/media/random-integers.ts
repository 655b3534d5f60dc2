import type { Random } from '../ports.ts';

export function randomUint32(random: Random): number {
  const [a, b, c, d] = random.bytes(4) as unknown as [number, number, number, number];
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

export function randomUint16(random: Random): number {
  return randomUint32(random) >>> 16;
}

/** 0 <= x < 1 */
export function randomFraction(random: Random): number {
  return randomUint32(random) / 2 ** 32;
}
