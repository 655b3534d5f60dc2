/** RTCP (RFC 3550 6): SR, RR, SDES, BYE in compound packets; APP and unknown types are skipped. */
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { RtpFault } from './packet.ts';
import { RTP_VERSION } from './packet.ts';
import { readUint16, readUint32, writeUint16, writeUint32 } from './wire-integers.ts';

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

const PACKET_TYPE = { senderReport: 200, receiverReport: 201, sourceDescription: 202, bye: 203 } as const;
const RTCP_HEADER_LENGTH = 8;
const SENDER_INFO_LENGTH = 20;
const REPORT_BLOCK_LENGTH = 24;
const SDES_END = 0;
const SDES_CNAME = 1;

const COMMON_HEADER_LENGTH = 4;
const MAX_REPORTS = 31;
const MAX_TEXT = 255;
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
const WRONG_PADDING: RtpFault = {
  rule: 'wrong-rtcp-padding', section: 'RFC 3550 6.4.1', message: 'Only the last RTCP packet of a compound may be padded, by a multiple of four octets.',
};
const TRUNCATED_CONTENT: RtpFault = {
  rule: 'truncated-rtcp-content', section: 'RFC 3550 6.4', message: 'An RTCP packet counts more items than it holds.',
};

/** Checks the whole compound first (RFC 3550 A.2), then reads it. */
export function readRtcp(bytes: Uint8Array): Result<RtcpCompound, RtpFault> {
  const fault = validateCompound(bytes);
  if (fault) return err(fault);
  const compound: RtcpCompound = { reports: [], cnames: [], byes: [] };
  for (let offset = 0; offset < bytes.length; offset += packetLength(bytes, offset)) {
    const end = offset + packetLength(bytes, offset);
    if (!readPacket(compound, bytes, offset, end - paddingOf(bytes, offset, end))) return err(TRUNCATED_CONTENT);
  }
  return ok(compound);
}

/** RFC 3550 A.2: version, type of the first packet, no padding but at the end, lengths that add up exactly. */
function validateCompound(bytes: Uint8Array): RtpFault | null {
  if (bytes.length < RTCP_HEADER_LENGTH) return TRUNCATED;
  const firstType = bytes[1]!;
  if (firstType !== PACKET_TYPE.senderReport && firstType !== PACKET_TYPE.receiverReport) return NO_REPORT_FIRST;
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

const utf8 = new TextDecoder();

function decodeText(bytes: Uint8Array, start: number, end: number): string {
  return utf8.decode(bytes.subarray(start, end));
}

export interface RtcpToWrite {
  report: RtcpReport;
  cname: string;
  /** Ends with a BYE of the reporting SSRC. */
  bye?: { reason: string };
}

/** SR or RR, SDES with CNAME, and a BYE where asked for (RFC 3550 6.1). Gives the length; 0 when it does not fit `out`. */
export function writeRtcp(out: Uint8Array, packet: RtcpToWrite): number {
  const { report, bye } = packet;
  const reports = report.reports.slice(0, MAX_REPORTS);
  const cname = encodeText(packet.cname);
  const reason = encodeText(bye?.reason ?? '');
  const reportLength = RTCP_HEADER_LENGTH + (report.sender ? SENDER_INFO_LENGTH : 0) + reports.length * REPORT_BLOCK_LENGTH;
  // SSRC, item header, text and at least one null octet (6.5).
  const sdesLength = COMMON_HEADER_LENGTH + wholeWords(4 + 2 + cname.length + 1);
  const byeLength = bye ? RTCP_HEADER_LENGTH + (reason.length > 0 ? wholeWords(1 + reason.length) : 0) : 0;
  const length = reportLength + sdesLength + byeLength;
  if (length > out.length) return 0;
  out.fill(0, 0, length);
  writeReport(out, report, reports, reportLength);
  writeSourceDescription(out, reportLength, sdesLength, report.ssrc, cname);
  if (bye) writeBye(out, reportLength + sdesLength, byeLength, report.ssrc, reason);
  return length;
}

function writeReport(out: Uint8Array, report: RtcpReport, reports: readonly ReportBlock[], length: number): void {
  writeCommonHeader(out, 0, reports.length, report.sender ? PACKET_TYPE.senderReport : PACKET_TYPE.receiverReport, length);
  writeUint32(out, 4, report.ssrc);
  let offset = RTCP_HEADER_LENGTH;
  if (report.sender) {
    writeSenderInfo(out, offset, report.sender);
    offset += SENDER_INFO_LENGTH;
  }
  for (const block of reports) {
    writeReportBlock(out, offset, block);
    offset += REPORT_BLOCK_LENGTH;
  }
}

function writeCommonHeader(out: Uint8Array, offset: number, count: number, type: number, length: number): void {
  out[offset] = (RTP_VERSION << 6) | count;
  out[offset + 1] = type;
  writeUint16(out, offset + 2, length / 4 - 1);
}

function writeSenderInfo(out: Uint8Array, offset: number, info: SenderInfo): void {
  writeUint32(out, offset, info.ntpSeconds);
  writeUint32(out, offset + 4, info.ntpFraction);
  writeUint32(out, offset + 8, info.rtpTimestamp);
  writeUint32(out, offset + 12, info.packetCount);
  writeUint32(out, offset + 16, info.octetCount);
}

function writeReportBlock(out: Uint8Array, offset: number, block: ReportBlock): void {
  writeUint32(out, offset, block.ssrc);
  writeUint32(out, offset + 4, (block.fractionLost << 24) | (block.cumulativeLost & 0xffffff));
  writeUint32(out, offset + 8, block.highestSequence);
  writeUint32(out, offset + 12, block.jitter);
  writeUint32(out, offset + 16, block.lastSenderReport);
  writeUint32(out, offset + 20, block.delaySinceLastSenderReport);
}

function writeSourceDescription(out: Uint8Array, offset: number, length: number, ssrc: number, cname: Uint8Array): void {
  writeCommonHeader(out, offset, 1, PACKET_TYPE.sourceDescription, length);
  writeUint32(out, offset + 4, ssrc);
  out[offset + 8] = SDES_CNAME;
  out[offset + 9] = cname.length;
  out.set(cname, offset + 10);
}

function writeBye(out: Uint8Array, offset: number, length: number, ssrc: number, reason: Uint8Array): void {
  writeCommonHeader(out, offset, 1, PACKET_TYPE.bye, length);
  writeUint32(out, offset + 4, ssrc);
  if (reason.length === 0) return;
  out[offset + 8] = reason.length;
  out.set(reason, offset + 9);
}

const toUtf8 = new TextEncoder();

/** At most 255 octets, cut between characters. */
function encodeText(text: string): Uint8Array {
  const buffer = new Uint8Array(MAX_TEXT);
  return buffer.subarray(0, toUtf8.encodeInto(text, buffer).written);
}

function wholeWords(length: number): number {
  return Math.ceil(length / 4) * 4;
}
