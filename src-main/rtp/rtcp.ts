/** RTCP (RFC 3550 6): SR, RR, SDES, BYE in compound packets; APP and unknown types are skipped. */
import type { Result } from '../../src-shared/result.ts';
import type { RtpFault } from './packet.ts';

export interface ReportBlock {
  ssrc: number;
  /** Since the last report, in 1/256. */
  fractionLost: number;
  /** Signed: duplicates make it negative. */
  cumulativeLost: number;
  highestSequence: number;
  /** RTP ticks. */
  jitter: number;
  /** Middle 32 bits of the NTP time of the last SR; 0: none yet. */
  lastSenderReport: number;
  /** 1/65536 s. */
  delaySinceLastSenderReport: number;
}
export interface SenderInfo {
  ntpSeconds: number;
  ntpFraction: number;
  rtpTimestamp: number;
  packetCount: number;
  octetCount: number;
}
export interface RtcpReport {
  /** Present in an SR, absent in an RR. */
  sender?: SenderInfo;
  ssrc: number;
  reports: ReportBlock[];
}
/** A compound packet, merged: what it says, not how it was cut. */
export interface RtcpCompound {
  reports: RtcpReport[];
  cnames: { ssrc: number; cname: string }[];
  byes: { ssrcs: number[]; reason: string }[];
}

/** Checks the whole compound first (RFC 3550 A.2), then reads it. */
export function readRtcp(_bytes: Uint8Array): Result<RtcpCompound, RtpFault> {
  throw new Error('helper H5A writes this');
}

export interface RtcpToWrite {
  report: RtcpReport;
  cname: string;
  /** Ends with a BYE of the reporting SSRC. */
  bye?: { reason: string };
}

/** SR or RR, SDES with CNAME, and a BYE where asked for. Gives the length; 0 when it does not fit `out`. */
export function writeRtcp(_out: Uint8Array, _packet: RtcpToWrite): number {
  throw new Error('helper H5A writes this');
}

/** Epoch ms to NTP (RFC 3550 4). Feed it a wall time that advances with the monotonic clock: start wall + elapsed. */
export function ntpFromEpochMs(_epochMs: number): { seconds: number; fraction: number } {
  throw new Error('helper H5A writes this');
}

/** Round trip time from a report about us (RFC 3550 6.4.1), `nowEpochMs` from the same clock as the SRs; undefined when
 *  the peer has not had an SR of ours, or the figure is impossible. */
export function roundTripMs(_report: ReportBlock, _nowEpochMs: number): number | undefined {
  throw new Error('helper H5A writes this');
}
