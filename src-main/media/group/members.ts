/** Who takes part in an RTP session, as its RTCP and RTP tell (RFC 3550 6.2.1, 6.3.3 to 6.3.5). We are not in the table. */

export interface Member {
  cname?: string;
  name?: string;
  lastHeardAtMs: number;
  /** Monotonic ms of its last RTP packet or sender report. */
  sentAtMs: number;
}

export interface Members {
  readonly all: ReadonlyMap<number, Member>;
  /** How many sent since then. */
  sendersSince(atMs: number): number;
  heard(ssrc: number, nowMs: number, isSender: boolean): void;
  describe(ssrc: number, what: Pick<Member, 'cname' | 'name'>): void;
  remove(ssrc: number): void;
  /** Those of whom nothing came since then. */
  forgetBefore(atMs: number): void;
}

/** More are not remembered: invented ones would fill the memory, and reports are rare enough by then. */
const MOST_MEMBERS = 2000;
const LONGEST_TEXT = 255;

export function createMembers(): Members {
  const all = new Map<number, Member>();

  return {
    all,
    sendersSince(atMs) {
      let count = 0;
      for (const { sentAtMs } of all.values()) if (sentAtMs >= atMs) count++;
      return count;
    },
    heard(ssrc, nowMs, isSender) {
      const member = all.get(ssrc) ?? { lastHeardAtMs: nowMs, sentAtMs: -Infinity };
      member.lastHeardAtMs = nowMs;
      if (isSender) member.sentAtMs = nowMs;
      if (all.size < MOST_MEMBERS) all.set(ssrc, member);
    },
    describe(ssrc, { cname, name }) {
      const member = all.get(ssrc);
      if (!member) return;
      if (cname !== undefined) member.cname = cname.slice(0, LONGEST_TEXT);
      if (name !== undefined) member.name = name.slice(0, LONGEST_TEXT);
    },
    remove: (ssrc) => void all.delete(ssrc),
    forgetBefore(atMs) {
      for (const [ssrc, { lastHeardAtMs }] of all) if (lastHeardAtMs < atMs) all.delete(ssrc);
    },
  };
}
