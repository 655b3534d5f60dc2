/** When to send RTCP (RFC 3550 6.3): the next time as data, no timer inside. */
import type { Mutable } from './mutable.ts';

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

const MIN_INTERVAL_MS = 5000;
const RTCP_BANDWIDTH_FRACTION = 0.05;
const SENDER_SHARE = 0.25;
/** e - 3/2: makes up for the reconsideration, which settles below the intended average (6.3.1). */
const COMPENSATION = Math.E - 1.5;
const UDP_AND_IP_HEADER = 28;
const SIZE_WEIGHT = 1 / 16;
/** A first guess at the size of our compound packet: SR, one block, SDES. */
const FIRST_SIZE = 90 + UDP_AND_IP_HEADER;
const ALONE: RtcpSession = { members: 1, senders: 0, weSent: false };

export function createRtcpScheduler(options: {
  nowMs: number;
  /** Bits per second of the session's media; RTCP may use 5 % of it. */
  sessionBandwidthBps: number;
  fraction: number;
}): RtcpScheduler {
  const rtcpBytesPerMs = Math.max(1, options.sessionBandwidthBps) * RTCP_BANDWIDTH_FRACTION / 8 / 1000;
  let previousAtMs = options.nowMs;
  let previousMembers = 1;
  let averageSize = FIRST_SIZE;
  let initial = true;

  /** RFC 3550 6.3.1. */
  function intervalMs(session: RtcpSession, fraction: number): number {
    const { members, senders, weSent } = session;
    const sendersAreFew = senders > 0 && senders <= members * SENDER_SHARE;
    const share = sendersAreFew ? (weSent ? SENDER_SHARE : 1 - SENDER_SHARE) : 1;
    const sharers = sendersAreFew ? (weSent ? senders : members - senders) : members;
    const minimumMs = initial ? MIN_INTERVAL_MS / 2 : MIN_INTERVAL_MS;
    const calculatedMs = Math.max(minimumMs, averageSize * sharers / (rtcpBytesPerMs * share));
    return calculatedMs * (0.5 + fraction) / COMPENSATION;
  }

  function due(nowMs: number, session: RtcpSession, fraction: number): boolean {
    const dueAtMs = previousAtMs + intervalMs(session, fraction);
    previousMembers = session.members;
    // 6.3.6: the group may have grown since the time was set; then wait on.
    if (dueAtMs > nowMs) {
      scheduler.nextAtMs = dueAtMs;
      return false;
    }
    previousAtMs = nowMs;
    initial = false;
    scheduler.nextAtMs = nowMs + intervalMs(session, fraction);
    return true;
  }

  function onMembersLeft(nowMs: number, membersNow: number): void {
    if (membersNow >= previousMembers) return;
    const shrink = membersNow / previousMembers;
    scheduler.nextAtMs = nowMs + shrink * (scheduler.nextAtMs - nowMs);
    previousAtMs = nowMs - shrink * (nowMs - previousAtMs);
    previousMembers = membersNow;
  }

  const scheduler: Mutable<RtcpScheduler> = {
    nextAtMs: options.nowMs + intervalMs(ALONE, options.fraction),
    due,
    onPacket(bytes) {
      averageSize += (bytes + UDP_AND_IP_HEADER - averageSize) * SIZE_WEIGHT;
    },
    onMembersLeft,
  };
  return scheduler;
}
