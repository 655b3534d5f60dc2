/** When to send RTCP (RFC 3550 6.3): the next time as data, no timer inside. */

/** The session as the interval rule sees it. A phone call: members 2, senders 0 to 2. */
export interface RtcpSession {
  members: number;
  senders: number;
  weSent: boolean;
}
export interface RtcpScheduler {
  /** Monotonic ms at which `due` wants to be asked. */
  readonly nextAtMs: number;
  /** At `nextAtMs`: true means send a report now (RFC 3550 6.3.6 timer reconsideration); either way `nextAtMs` moves on.
   *  `fraction`: random, 0 <= x < 1. */
  due(nowMs: number, session: RtcpSession, fraction: number): boolean;
  /** Every RTCP packet sent or received, with its size without IP and UDP headers (6.3.3). */
  onPacket(bytes: number): void;
  /** Somebody left: reverse reconsideration (6.3.4). */
  onMembersLeft(nowMs: number, membersNow: number): void;
}

export function createRtcpScheduler(_options: {
  nowMs: number;
  /** Bits per second of the session's media; RTCP may use 5 % of it. */
  sessionBandwidthBps: number;
  fraction: number;
}): RtcpScheduler {
  throw new Error('helper H5A writes this');
}
