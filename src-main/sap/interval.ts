/** How often a session is announced (RFC 2974 3.1). */

/** Of all announcements of a scope together, unless the scope says otherwise. */
const LIMIT_BITS_PER_SECOND = 4000;
const SHORTEST_MS = 300_000;

/** `announcements`: all that are sent to the group, ours with them. `bytes`: of our packet. Milliseconds. */
export function baseIntervalMs(announcements: number, bytes: number, limitBitsPerSecond = LIMIT_BITS_PER_SECOND): number {
  return Math.max(SHORTEST_MS, (8000 * announcements * bytes) / limitBitsPerSecond);
}

/** With the offset that keeps announcers from falling into step: a third less to a third more. `fraction`: random, 0 to 1. */
export function jitteredMs(intervalMs: number, fraction: number): number {
  return intervalMs + intervalMs * (2 / 3) * fraction - intervalMs / 3;
}
