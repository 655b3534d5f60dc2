/** Addresses that have used our SSRC (RFC 3550 8.2): from one that did so lately it is a loop, which a new SSRC would not end. */

export interface Conflicts {
  isNew(address: string, nowMs: number): boolean;
}

/** Ten of the shortest intervals of RTCP. */
const REMEMBERED_MS = 50_000;
/** Invented senders are not all remembered, and do not make us change each time. */
const MOST_ADDRESSES = 16;

export function createConflicts(): Conflicts {
  const lastAtMs = new Map<string, number>();

  return {
    isNew(address, nowMs) {
      for (const [known, atMs] of lastAtMs) if (nowMs - atMs > REMEMBERED_MS) lastAtMs.delete(known);
      const isKnown = lastAtMs.has(address);
      if (isKnown || lastAtMs.size < MOST_ADDRESSES) lastAtMs.set(address, nowMs);
      else return false;
      return !isKnown;
    },
  };
}
