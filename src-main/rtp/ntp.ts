/** NTP time in RTCP (RFC 3550 4) and the round trip that reports give away (6.4.1). */
import type { ReportBlock } from '../../src-shared/rtp/rtcp.ts';

/** 1900-01-01 to 1970-01-01. */
const NTP_EPOCH_OFFSET_S = 2_208_988_800;
const TWO_TO_32 = 4_294_967_296;
/** A compact NTP time counts 1/65536 s. */
const COMPACT_UNITS_PER_MS = 65.536;
const LONGEST_CREDIBLE_RTT_MS = 60_000;

/** Epoch ms to NTP. Feed it a wall time that advances with the monotonic clock: start wall + elapsed. */
export function ntpFromEpochMs(epochMs: number): { seconds: number; fraction: number } {
  const wholeSeconds = Math.floor(epochMs / 1000);
  const fraction = Math.floor((epochMs - wholeSeconds * 1000) / 1000 * TWO_TO_32);
  return { seconds: (wholeSeconds + NTP_EPOCH_OFFSET_S) >>> 0, fraction: fraction >>> 0 };
}

/** Middle 32 bits of an NTP time. */
export function compactNtp(seconds: number, fraction: number): number {
  return ((seconds << 16) | (fraction >>> 16)) >>> 0;
}

/** Round trip time from a report about us (RFC 3550 6.4.1), `nowEpochMs` from the same clock as the SRs; undefined when
 *  the peer has not had an SR of ours, or the figure is impossible. */
export function roundTripMs(report: Pick<ReportBlock, 'lastSenderReport' | 'delaySinceLastSenderReport'>, nowEpochMs: number): number | undefined {
  if (report.lastSenderReport === 0) return undefined;
  const { seconds, fraction } = ntpFromEpochMs(nowEpochMs);
  const units = (compactNtp(seconds, fraction) - report.lastSenderReport - report.delaySinceLastSenderReport) | 0;
  const rttMs = units / COMPACT_UNITS_PER_MS;
  // Rounding on both sides makes a loopback's round trip a hair negative.
  if (rttMs < 0 && rttMs > -1) return 0;
  return rttMs < 0 || rttMs > LONGEST_CREDIBLE_RTT_MS ? undefined : rttMs;
}
