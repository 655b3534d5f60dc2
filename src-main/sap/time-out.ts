/** When an announcement ends by itself. */
import type { SessionDescription } from '../../src-shared/sdp/types.ts';

/** Seconds from the NTP era (1900) to the epoch (1970). */
const NTP_TO_EPOCH_S = 2_208_988_800;
/** While fewer than two announcements were heard: the shortest interval that there is (RFC 2974 3.1). */
const DEFAULT_INTERVAL_MS = 300_000;
const MISSED_PERIODS = 10;
/** RFC 2974 4 says one hour. Senders announce more often today, and a session that is not there is a nuisance: half of it. */
const SHORTEST_MS = 30 * 60_000;

/** RFC 2974 4, implicit time-out: so long after nothing was heard, of a session announced every `intervalMs`. */
export function implicitTimeOutMs(intervalMs = DEFAULT_INTERVAL_MS): number {
  return Math.max(MISSED_PERIODS * intervalMs, SHORTEST_MS);
}

/** RFC 2974 4, explicit time-out: when its last time has passed, in epoch ms; undefined: never. */
export function endsAtMs({ times }: SessionDescription): number | undefined {
  // RFC 8866 5.9: a stop of 0 is no bound.
  if (times.length === 0 || times.some(({ stop }) => stop === 0)) return undefined;
  return (Math.max(...times.map(({ stop }) => stop)) - NTP_TO_EPOCH_S) * 1000;
}

/** When it begins next after a moment, in epoch ms; undefined: it has begun for the last time, or has no beginning. */
export function startsAfterMs({ times }: SessionDescription, wallMs: number): number | undefined {
  const starts = times.filter(({ start }) => start !== 0).map(({ start }) => (start - NTP_TO_EPOCH_S) * 1000).filter((startMs) => startMs > wallMs);
  return starts.length === 0 ? undefined : Math.min(...starts);
}
