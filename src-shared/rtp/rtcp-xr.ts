/** RTCP extended reports (RFC 3611): VoIP metrics, receiver reference time and its answer DLRR; other blocks are skipped. */
import { RTP_VERSION } from './packet.ts';
import { readUint16, readUint32, writeUint16, writeUint32 } from './wire-integers.ts';

/** RFC 3611 4.7, in its units, but for those that it has no value for: undefined. */
export interface VoipMetrics {
  /** The source that the figures are about. */
  ssrc: number;
  /** 0 to 1, as the next three: since the beginning. */
  lossRate: number;
  discardRate: number;
  burstDensity: number;
  gapDensity: number;
  burstDurationMs: number;
  gapDurationMs: number;
  roundTripMs: number;
  /** From packetisation and playout, on this side. */
  endSystemDelayMs: number;
  /** 0 to 100. */
  rating: number | undefined;
  /** 1 to 5: listening, and conversation (with delay). */
  mosListening: number | undefined;
  mosConversational: number | undefined;
  bufferNominalMs: number;
  bufferMaximumMs: number;
  bufferLimitMs: number;
}
export interface ExtendedReport {
  /** Who reports. */
  ssrc: number;
  metrics: VoipMetrics[];
  /** RFC 3611 4.4: when this was sent, for somebody who answers it with DLRR. */
  referenceTime?: { ntpSeconds: number; ntpFraction: number };
  /** RFC 3611 4.5: answers to such times; fields as LSR and DLSR of a report block. */
  delays: { ssrc: number; lastReceiverReport: number; delaySinceLastReceiverReport: number }[];
}

export const EXTENDED_REPORT = 207;
const HEADER_LENGTH = 8;
const BLOCK_HEADER_LENGTH = 4;
const BLOCK = { referenceTime: 4, delay: 5, voipMetrics: 7 } as const;
const REFERENCE_TIME_LENGTH = 8;
const DELAY_LENGTH = 12;
const METRICS_LENGTH = 32;
/** "Unavailable", of levels, R and MOS. */
const UNAVAILABLE = 127;
/** RFC 3611 4.7.2: bursts are told from gaps by this many packets received in a row. */
export const GMIN = 16;
/** RFC 3611 4.7.6: enhanced PLC, adaptive jitter buffer, adjusted about every second. */
const RECEIVER_CONFIGURATION = 0b1011_0101;
const MOS_MIN = 1;
const MOS_MAX = 5;
const MAX_MS = 0xffff;

/** An XR packet from its first octet to `end`, padding left off. Null when a block is longer than the packet. */
export function readExtendedReport(bytes: Uint8Array, offset: number, end: number): ExtendedReport | null {
  if (offset + HEADER_LENGTH > end) return null;
  const report: ExtendedReport = { ssrc: readUint32(bytes, offset + 4), metrics: [], delays: [] };
  let at = offset + HEADER_LENGTH;
  while (at < end) {
    if (at + BLOCK_HEADER_LENGTH > end) return null;
    const content = at + BLOCK_HEADER_LENGTH;
    const next = content + readUint16(bytes, at + 2) * 4;
    if (next > end) return null;
    readBlock(report, bytes, bytes[at]!, content, next);
    at = next;
  }
  return report;
}

/** Blocks of an unknown type or an impossible length are ignored (RFC 3611 3, 4.1). */
function readBlock(report: ExtendedReport, bytes: Uint8Array, type: number, at: number, end: number): void {
  const length = end - at;
  if (type === BLOCK.referenceTime && length === REFERENCE_TIME_LENGTH) {
    report.referenceTime = { ntpSeconds: readUint32(bytes, at), ntpFraction: readUint32(bytes, at + 4) };
  }
  if (type === BLOCK.voipMetrics && length === METRICS_LENGTH) report.metrics.push(readMetrics(bytes, at));
  if (type !== BLOCK.delay) return;
  for (let item = at; item + DELAY_LENGTH <= end; item += DELAY_LENGTH) {
    report.delays.push({
      ssrc: readUint32(bytes, item), lastReceiverReport: readUint32(bytes, item + 4), delaySinceLastReceiverReport: readUint32(bytes, item + 8),
    });
  }
}

function readMetrics(bytes: Uint8Array, at: number): VoipMetrics {
  return {
    ssrc: readUint32(bytes, at),
    lossRate: bytes[at + 4]! / 256,
    discardRate: bytes[at + 5]! / 256,
    burstDensity: bytes[at + 6]! / 256,
    gapDensity: bytes[at + 7]! / 256,
    burstDurationMs: readUint16(bytes, at + 8),
    gapDurationMs: readUint16(bytes, at + 10),
    roundTripMs: readUint16(bytes, at + 12),
    endSystemDelayMs: readUint16(bytes, at + 14),
    rating: bytes[at + 20]! <= 100 ? bytes[at + 20] : undefined,
    mosListening: mosOf(bytes[at + 22]!),
    mosConversational: mosOf(bytes[at + 23]!),
    bufferNominalMs: readUint16(bytes, at + 26),
    bufferMaximumMs: readUint16(bytes, at + 28),
    bufferLimitMs: readUint16(bytes, at + 30),
  };
}

/** RFC 3611 4.7.5: tenths, 10 to 50. */
function mosOf(octet: number): number | undefined {
  return octet >= MOS_MIN * 10 && octet <= MOS_MAX * 10 ? octet / 10 : undefined;
}

export function extendedReportLength({ metrics, referenceTime, delays }: ExtendedReport): number {
  return HEADER_LENGTH +
    (referenceTime ? BLOCK_HEADER_LENGTH + REFERENCE_TIME_LENGTH : 0) +
    (delays.length > 0 ? BLOCK_HEADER_LENGTH + delays.length * DELAY_LENGTH : 0) +
    metrics.length * (BLOCK_HEADER_LENGTH + METRICS_LENGTH);
}

/** Writes `extendedReportLength` octets from `offset` on: the caller has made room. */
export function writeExtendedReport(out: Uint8Array, offset: number, report: ExtendedReport): void {
  out[offset] = RTP_VERSION << 6;
  out[offset + 1] = EXTENDED_REPORT;
  writeUint16(out, offset + 2, extendedReportLength(report) / 4 - 1);
  writeUint32(out, offset + 4, report.ssrc);
  let at = offset + HEADER_LENGTH;
  if (report.referenceTime) {
    at = beginBlock(out, at, BLOCK.referenceTime, REFERENCE_TIME_LENGTH);
    writeUint32(out, at, report.referenceTime.ntpSeconds);
    writeUint32(out, at + 4, report.referenceTime.ntpFraction);
    at += REFERENCE_TIME_LENGTH;
  }
  if (report.delays.length > 0) at = beginBlock(out, at, BLOCK.delay, report.delays.length * DELAY_LENGTH);
  for (const { ssrc, lastReceiverReport, delaySinceLastReceiverReport } of report.delays) {
    writeUint32(out, at, ssrc);
    writeUint32(out, at + 4, lastReceiverReport);
    writeUint32(out, at + 8, delaySinceLastReceiverReport);
    at += DELAY_LENGTH;
  }
  for (const metrics of report.metrics) {
    at = beginBlock(out, at, BLOCK.voipMetrics, METRICS_LENGTH);
    writeMetrics(out, at, metrics);
    at += METRICS_LENGTH;
  }
}

/** Gives where the content begins. */
function beginBlock(out: Uint8Array, at: number, type: number, length: number): number {
  out[at] = type;
  out[at + 1] = 0;
  writeUint16(out, at + 2, length / 4);
  return at + BLOCK_HEADER_LENGTH;
}

function writeMetrics(out: Uint8Array, at: number, metrics: VoipMetrics): void {
  writeUint32(out, at, metrics.ssrc);
  out[at + 4] = in256ths(metrics.lossRate);
  out[at + 5] = in256ths(metrics.discardRate);
  out[at + 6] = in256ths(metrics.burstDensity);
  out[at + 7] = in256ths(metrics.gapDensity);
  writeUint16(out, at + 8, wholeMs(metrics.burstDurationMs));
  writeUint16(out, at + 10, wholeMs(metrics.gapDurationMs));
  writeUint16(out, at + 12, wholeMs(metrics.roundTripMs));
  writeUint16(out, at + 14, wholeMs(metrics.endSystemDelayMs));
  // Signal level, noise level and residual echo return loss are not measured here.
  out.fill(UNAVAILABLE, at + 16, at + 19);
  out[at + 19] = GMIN;
  out[at + 20] = metrics.rating === undefined ? UNAVAILABLE : Math.max(0, Math.min(100, Math.round(metrics.rating)));
  // No R factor of a network beyond ours.
  out[at + 21] = UNAVAILABLE;
  out[at + 22] = mosOctet(metrics.mosListening);
  out[at + 23] = mosOctet(metrics.mosConversational);
  out[at + 24] = RECEIVER_CONFIGURATION;
  out[at + 25] = 0;
  writeUint16(out, at + 26, wholeMs(metrics.bufferNominalMs));
  writeUint16(out, at + 28, wholeMs(metrics.bufferMaximumMs));
  writeUint16(out, at + 30, wholeMs(metrics.bufferLimitMs));
}

/** RFC 3611 4.7.1: the integer part; all of them lost is 255. */
function in256ths(ratio: number): number {
  return Math.max(0, Math.min(255, Math.floor(ratio * 256)));
}

function wholeMs(ms: number): number {
  return Math.max(0, Math.min(MAX_MS, Math.round(ms)));
}

function mosOctet(mos: number | undefined): number {
  return mos === undefined ? UNAVAILABLE : Math.round(Math.max(MOS_MIN, Math.min(MOS_MAX, mos)) * 10);
}
