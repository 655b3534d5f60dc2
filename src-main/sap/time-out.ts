/** When an announcement ends by itself. */

/** While fewer than two announcements were heard: the shortest interval that there is (RFC 2974 3.1). */
const DEFAULT_INTERVAL_MS = 300_000;
const MISSED_PERIODS = 10;
/** RFC 2974 4 says one hour. Senders announce more often today, and a session that is not there is a nuisance: half of it. */
const SHORTEST_MS = 30 * 60_000;

/** RFC 2974 4, implicit time-out: so long after nothing was heard, of a session announced every `intervalMs`. */
export function implicitTimeOutMs(intervalMs = DEFAULT_INTERVAL_MS): number {
  return Math.max(MISSED_PERIODS * intervalMs, SHORTEST_MS);
}
