/** RTCP read (RFC 3550 6): SR, RR, SDES, BYE and XR in compound or reduced-size packets; APP and unknown types are skipped. */
import type { Result } from '../result.ts';
import { err, ok } from '../result.ts';
import type { RtpFault } from './packet.ts';
import { RTP_VERSION } from './packet.ts';
import type { ExtendedReport } from './rtcp-xr.ts';
import { EXTENDED_REPORT, readExtendedReport } from './rtcp-xr.ts';
import { readUint16, readUint32 } from './wire-integers.ts';

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
  names: { ssrc: number; name: string }[];
  byes: { ssrcs: number[]; reason: string }[];
  extended: ExtendedReport[];
}

export const PACKET_TYPE = { senderReport: 200, receiverReport: 201, sourceDescription: 202, bye: 203, extended: EXTENDED_REPORT } as const;
export const RTCP_HEADER_LENGTH = 8;
export const SENDER_INFO_LENGTH = 20;
export const REPORT_BLOCK_LENGTH = 24;
export const SDES_CNAME = 1;
const SDES_NAME = 2;
export const COMMON_HEADER_LENGTH = 4;
const SDES_END = 0;
const FIRST_PACKET_TYPE = 192;
const LAST_PACKET_TYPE = 223;
const PADDING_BIT = 0x20;
const COUNT_MASK = 0x1f;

const TRUNCATED: RtpFault = {
  rule: 'truncated-rtcp', section: 'RFC 3550 6.4', message: 'An RTCP packet is longer than the datagram that carries it.',
};
const WRONG_VERSION: RtpFault = {
  rule: 'wrong-rtcp-version', section: 'RFC 3550 A.2', message: 'The version field of an RTCP packet is not 2.',
};
const NO_REPORT_FIRST: RtpFault = {
  rule: 'no-report-first', section: 'RFC 3550 6.1', message: 'A compound RTCP packet begins with a sender or receiver report.',
};
const NO_RTCP: RtpFault = {
  rule: 'no-rtcp', section: 'RFC 5761 4', message: 'The packet type is none of RTCP, which has 192 to 223.',
};
const WRONG_PADDING: RtpFault = {
  rule: 'wrong-rtcp-padding', section: 'RFC 3550 6.4.1', message: 'Only the last RTCP packet of a compound may be padded, by a multiple of four octets.',
};
const TRUNCATED_CONTENT: RtpFault = {
  rule: 'truncated-rtcp-content', section: 'RFC 3550 6.4', message: 'An RTCP packet counts more items than it holds.',
};

/** Checks the whole compound first (RFC 3550 A.2), then reads it. `reducedSize`: agreed (RFC 5506), so it may begin with anything. */
export function readRtcp(bytes: Uint8Array, reducedSize = false): Result<RtcpCompound, RtpFault> {
  const fault = validateFirst(bytes, reducedSize) ?? validateCompound(bytes);
  if (fault) return err(fault);
  const compound: RtcpCompound = { reports: [], cnames: [], names: [], byes: [], extended: [] };
  for (let offset = 0; offset < bytes.length; offset += packetLength(bytes, offset)) {
    const end = offset + packetLength(bytes, offset);
    if (!readPacket(compound, bytes, offset, end - paddingOf(bytes, offset, end))) return err(TRUNCATED_CONTENT);
  }
  return ok(compound);
}

function validateFirst(bytes: Uint8Array, reducedSize: boolean): RtpFault | null {
  if (bytes.length < RTCP_HEADER_LENGTH) return TRUNCATED;
  const firstType = bytes[1]!;
  // RFC 5506 3.4.2: the check of the first type falls away, that of the others does not.
  if (reducedSize) return firstType < FIRST_PACKET_TYPE || firstType > LAST_PACKET_TYPE ? NO_RTCP : null;
  return firstType === PACKET_TYPE.senderReport || firstType === PACKET_TYPE.receiverReport ? null : NO_REPORT_FIRST;
}

/** RFC 3550 A.2: version, no padding but at the end, lengths that add up exactly. */
function validateCompound(bytes: Uint8Array): RtpFault | null {
  let offset = 0;
  while (offset < bytes.length) {
    if (offset + COMMON_HEADER_LENGTH > bytes.length) return TRUNCATED;
    if (bytes[offset]! >>> 6 !== RTP_VERSION) return WRONG_VERSION;
    const end = offset + packetLength(bytes, offset);
    if (end > bytes.length) return TRUNCATED;
    if ((bytes[offset]! & PADDING_BIT) !== 0 && !isPaddingSound(bytes, offset, end)) return WRONG_PADDING;
    offset = end;
  }
  return null;
}

function isPaddingSound(bytes: Uint8Array, offset: number, end: number): boolean {
  const padding = bytes[end - 1]!;
  return end === bytes.length && padding > 0 && padding % 4 === 0 && padding <= end - offset - COMMON_HEADER_LENGTH;
}

function packetLength(bytes: Uint8Array, offset: number): number {
  return (readUint16(bytes, offset + 2) + 1) * 4;
}

function paddingOf(bytes: Uint8Array, offset: number, end: number): number {
  return (bytes[offset]! & PADDING_BIT) === 0 ? 0 : bytes[end - 1]!;
}

/** False when the packet counts more than it holds. */
function readPacket(compound: RtcpCompound, bytes: Uint8Array, offset: number, end: number): boolean {
  const count = bytes[offset]! & COUNT_MASK;
  switch (bytes[offset + 1]) {
    case PACKET_TYPE.senderReport: return readReport(compound, bytes, offset, end, count, SENDER_INFO_LENGTH);
    case PACKET_TYPE.receiverReport: return readReport(compound, bytes, offset, end, count, 0);
    case PACKET_TYPE.sourceDescription: return readSourceDescription(compound, bytes, offset + COMMON_HEADER_LENGTH, end, count);
    case PACKET_TYPE.bye: return readBye(compound, bytes, offset + COMMON_HEADER_LENGTH, end, count);
    case PACKET_TYPE.extended: return readExtended(compound, bytes, offset, end);
    // RFC 3550 6.1: APP and unknown types are ignored.
    default: return true;
  }
}

function readReport(compound: RtcpCompound, bytes: Uint8Array, offset: number, end: number, count: number, infoLength: number): boolean {
  const blocks = offset + RTCP_HEADER_LENGTH + infoLength;
  // What stands behind the blocks is a profile-specific extension (6.4.3).
  if (blocks + count * REPORT_BLOCK_LENGTH > end) return false;
  const reports = Array.from({ length: count }, (_, i) => readReportBlock(bytes, blocks + i * REPORT_BLOCK_LENGTH));
  const report: RtcpReport = { ssrc: readUint32(bytes, offset + 4), reports };
  if (infoLength > 0) report.sender = readSenderInfo(bytes, offset + RTCP_HEADER_LENGTH);
  compound.reports.push(report);
  return true;
}

function readSenderInfo(bytes: Uint8Array, offset: number): SenderInfo {
  return {
    ntpSeconds: readUint32(bytes, offset),
    ntpFraction: readUint32(bytes, offset + 4),
    rtpTimestamp: readUint32(bytes, offset + 8),
    packetCount: readUint32(bytes, offset + 12),
    octetCount: readUint32(bytes, offset + 16),
  };
}

function readReportBlock(bytes: Uint8Array, offset: number): ReportBlock {
  const lossWord = readUint32(bytes, offset + 4);
  return {
    ssrc: readUint32(bytes, offset),
    fractionLost: lossWord >>> 24,
    cumulativeLost: (lossWord << 8) >> 8,
    highestSequence: readUint32(bytes, offset + 8),
    jitter: readUint32(bytes, offset + 12),
    lastSenderReport: readUint32(bytes, offset + 16),
    delaySinceLastSenderReport: readUint32(bytes, offset + 20),
  };
}

/** RFC 3550 6.5: chunks of an SSRC and items up to a null octet, each chunk filled up to 32 bits. */
function readSourceDescription(compound: RtcpCompound, bytes: Uint8Array, offset: number, end: number, count: number): boolean {
  let at = offset;
  for (let chunk = 0; chunk < count; chunk++) {
    if (at + 4 > end) return false;
    const ssrc = readUint32(bytes, at);
    at += 4;
    while (at < end && bytes[at] !== SDES_END) {
      if (at + 2 > end) return false;
      const textEnd = at + 2 + bytes[at + 1]!;
      if (textEnd > end) return false;
      if (bytes[at] === SDES_CNAME) compound.cnames.push({ ssrc, cname: decodeText(bytes, at + 2, textEnd) });
      if (bytes[at] === SDES_NAME) compound.names.push({ ssrc, name: decodeText(bytes, at + 2, textEnd) });
      at = textEnd;
    }
    if (at >= end) return chunk === count - 1 && at === end;
    at += 4 - (at - offset) % 4;
  }
  return true;
}

function readBye(compound: RtcpCompound, bytes: Uint8Array, offset: number, end: number, count: number): boolean {
  const reasonAt = offset + count * 4;
  if (reasonAt > end) return false;
  const ssrcs = Array.from({ length: count }, (_, i) => readUint32(bytes, offset + i * 4));
  const reasonEnd = reasonAt < end ? reasonAt + 1 + bytes[reasonAt]! : reasonAt;
  if (reasonEnd > end) return false;
  compound.byes.push({ ssrcs, reason: reasonEnd > reasonAt ? decodeText(bytes, reasonAt + 1, reasonEnd) : '' });
  return true;
}

function readExtended(compound: RtcpCompound, bytes: Uint8Array, offset: number, end: number): boolean {
  const report = readExtendedReport(bytes, offset, end);
  if (report) compound.extended.push(report);
  return report !== null;
}

const utf8 = new TextDecoder();

function decodeText(bytes: Uint8Array, start: number, end: number): string {
  return utf8.decode(bytes.subarray(start, end));
}
