/** RTCP written (RFC 3550 6): a compound of SR or RR, SDES, XR and BYE. */
import { RTP_VERSION } from '../../src-shared/rtp/packet.ts';
import type { ReportBlock, RtcpReport, SenderInfo } from '../../src-shared/rtp/rtcp.ts';
import { COMMON_HEADER_LENGTH, PACKET_TYPE, REPORT_BLOCK_LENGTH, RTCP_HEADER_LENGTH, SDES_CNAME, SENDER_INFO_LENGTH } from '../../src-shared/rtp/rtcp.ts';
import type { ExtendedReport } from '../../src-shared/rtp/rtcp-xr.ts';
import { extendedReportLength, writeExtendedReport } from '../../src-shared/rtp/rtcp-xr.ts';
import { writeUint16, writeUint32 } from '../../src-shared/rtp/wire-integers.ts';

export interface RtcpToWrite {
  report: RtcpReport;
  cname: string;
  /** Ends with a BYE of the reporting SSRC. */
  bye?: { reason: string };
  /** An XR packet before the BYE. */
  extended?: ExtendedReport;
}

const MAX_REPORTS = 31;
const MAX_TEXT = 255;

/** SR or RR, SDES with CNAME, XR and BYE where asked for (RFC 3550 6.1). Gives the length; 0 when it does not fit `out`. */
export function writeRtcp(out: Uint8Array, packet: RtcpToWrite): number {
  const { report, bye, extended } = packet;
  const reports = report.reports.slice(0, MAX_REPORTS);
  const cname = encodeText(packet.cname);
  const reason = encodeText(bye?.reason ?? '');
  const reportLength = RTCP_HEADER_LENGTH + (report.sender ? SENDER_INFO_LENGTH : 0) + reports.length * REPORT_BLOCK_LENGTH;
  // SSRC, item header, text and at least one null octet (6.5).
  const sdesLength = COMMON_HEADER_LENGTH + wholeWords(4 + 2 + cname.length + 1);
  const byeLength = bye ? RTCP_HEADER_LENGTH + (reason.length > 0 ? wholeWords(1 + reason.length) : 0) : 0;
  const extendedLength = extended ? extendedReportLength(extended) : 0;
  const byeAt = reportLength + sdesLength + extendedLength;
  const length = byeAt + byeLength;
  if (length > out.length) return 0;
  out.fill(0, 0, length);
  writeReport(out, report, reports, reportLength);
  writeSourceDescription(out, reportLength, sdesLength, report.ssrc, cname);
  if (extended) writeExtendedReport(out, reportLength + sdesLength, extended);
  if (bye) writeBye(out, byeAt, byeLength, report.ssrc, reason);
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
