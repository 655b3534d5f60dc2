/** Who joins a group late does not know how often the sequence numbers of those who talk have gone round, and nothing tells (RFC 3711 3.3.1
 *  wants it signalled, RFC 4568 has no place for it): one count after the other is tried, some with each packet. */

export interface LateJoin {
  /** The next rollover counts to try for a source that is not known yet: so many from the first on. Null: enough has been tried for now. */
  next(ssrc: number): number | null;
  /** It is known. */
  found(ssrc: number): void;
  /** From time to time: so much may be tried again. */
  renew(): void;
}

/** Counts tried with one packet. */
export const TRIES_AT_ONCE = 8;
/** Packets between two renewals: each try costs some microseconds, and strangers send what no try opens. */
const MOST_PACKETS = 60;
const MOST_SOURCES = 16;
/** A year of packets of 20 ms; then from the beginning. */
const MOST_ROLLOVERS = 24_000;

export function createLateJoin(): LateJoin {
  /** The first count that has not been tried, by source. */
  const tried = new Map<number, number>();
  let left = MOST_PACKETS;

  return {
    next(ssrc) {
      if (left <= 0) return null;
      left--;
      // What the sequence number alone says has been tried.
      const first = tried.get(ssrc) ?? 1;
      if (!tried.has(ssrc) && tried.size >= MOST_SOURCES) tried.delete(tried.keys().next().value!);
      tried.set(ssrc, first + TRIES_AT_ONCE > MOST_ROLLOVERS ? 1 : first + TRIES_AT_ONCE);
      return first;
    },
    found: (ssrc) => void tried.delete(ssrc),
    renew: () => void (left = MOST_PACKETS),
  };
}
