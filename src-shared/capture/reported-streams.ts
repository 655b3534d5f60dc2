/** What RTCP (RFC 3550 6) says of the streams of a capture: how they arrived, as their receivers tell, and who sends them. */
import type { ReportBlock, RtcpReport } from '../rtp/rtcp.ts';
import { readRtcp } from '../rtp/rtcp.ts';
import { createRecentMap } from './recent-map.ts';

export interface ReportedStream {
  /** Reports about it. */
  reports: number;
  /** As its receiver counts, since the beginning. */
  lost: number;
  /** RTP ticks. */
  jitterTicks: number;
  /** From where it was captured to its receiver and back (6.4.1); absent: no report answers a sender report. */
  rttMs?: number;
  /** Of its sender (6.5.1). */
  cname?: string;
}

export interface ReportedStreams {
  /** A datagram that looks like RTCP. */
  add(datagram: Uint8Array, atMs: number): void;
  /** Undefined: nobody has said anything of it. */
  of(ssrc: number): ReportedStream | undefined;
}

interface Source extends ReportedStream {
  /** The middle of the NTP times of its last sender reports (LSR), and when they came by here. */
  sent: { compactNtp: number; atMs: number }[];
}

const FEWEST_SOURCES = 1024;
const MOST_SENT = 4;
const MOST_CNAME = 255;
const UNITS_PER_MS = 65.536;
const LONGEST_RTT_MS = 60_000;

export function createReportedStreams(): ReportedStreams {
  const sources = createRecentMap<Source>(FEWEST_SOURCES);

  function sourceOf(ssrc: number): Source {
    const key = String(ssrc);
    const known = sources.get(key);
    if (known) return known;
    const made: Source = { reports: 0, lost: 0, jitterTicks: 0, sent: [] };
    sources.set(key, made);
    return made;
  }

  function senderReport({ ssrc, sender }: RtcpReport, atMs: number): void {
    if (!sender) return;
    const compactNtp = ((sender.ntpSeconds << 16) | (sender.ntpFraction >>> 16)) >>> 0;
    const source = sourceOf(ssrc);
    source.sent = [...source.sent.slice(1 - MOST_SENT), { compactNtp, atMs }];
  }

  function block({ ssrc, cumulativeLost, jitter, lastSenderReport, delaySinceLastSenderReport }: ReportBlock, atMs: number): void {
    const source = sourceOf(ssrc);
    source.reports++;
    source.lost = cumulativeLost;
    source.jitterTicks = jitter;
    const answered = lastSenderReport === 0 ? undefined : source.sent.find(({ compactNtp }) => compactNtp === lastSenderReport);
    if (!answered) return;
    const rttMs = atMs - answered.atMs - delaySinceLastSenderReport / UNITS_PER_MS;
    // Delays are told in 1/65536 s: on the way over a loopback they round to a hair more than there was.
    if (rttMs > -1 && rttMs <= LONGEST_RTT_MS) source.rttMs = Math.max(0, rttMs);
  }

  return {
    add(datagram, atMs) {
      // Whether reduced size (RFC 5506) was agreed is not known here.
      const read = readRtcp(datagram, true);
      if (!read.ok) return;
      const { reports, cnames } = read.value;
      for (const report of reports) {
        senderReport(report, atMs);
        for (const each of report.reports) block(each, atMs);
      }
      for (const { ssrc, cname } of cnames) sourceOf(ssrc).cname = cname.slice(0, MOST_CNAME);
    },
    of: (ssrc) => sources.get(String(ssrc)),
  };
}
