/** application/vq-rtcpxr (RFC 6035 4.6): how a call sounded, for a collector. Written only. */
import { oneLine } from '../sip/request/safe-text.ts';

export const VQ_RTCPXR_TYPE = 'application/vq-rtcpxr';

export interface QualityReport {
  callId: string;
  /** URIs; `caller` is that of the one who called. */
  local: string;
  remote: string;
  caller: string;
  localMedia: ReportedMedia;
  remoteMedia: ReportedMedia;
  startedAtMs: number;
  endedAtMs: number;
  /** What we heard, and what the peer told that it heard. */
  heardHere: ReportedQuality;
  heardThere?: ReportedQuality | undefined;
}

export interface ReportedMedia {
  address: string;
  port: number;
  ssrc: number;
}

/** Percentages 0 to 100; what is unknown is left out. */
export interface ReportedQuality {
  codec?: { name: string; payloadType: number; clockRateHz: number; ptimeMs: number } | undefined;
  buffer?: { nominalMs: number; maximumMs: number } | undefined;
  lossPercent?: number | undefined;
  discardPercent?: number | undefined;
  burst?: { densityPercent: number; durationMs: number; gapDensityPercent: number; gapDurationMs: number } | undefined;
  roundTripMs?: number | undefined;
  endSystemMs?: number | undefined;
  jitterMs?: number | undefined;
  rating?: number | undefined;
  mos?: number | undefined;
}

const GMIN = 16;
/** RFC 6035 4.6.2.3 and 4.6.2.4: enhanced concealment, adaptive jitter buffer. */
const ENHANCED_PLC = 2;
const ADAPTIVE = 3;

/** A report at the end of the session (CallTerm). Everything from outside stays on its line. */
export function writeQualityReport(report: QualityReport): Uint8Array {
  const times = `Timestamps:START=${isoTime(report.startedAtMs)} STOP=${isoTime(report.endedAtMs)}`;
  const lines = [
    'VQSessionReport: CallTerm',
    `CallID: ${word(report.callId)}`,
    `LocalID: <${word(report.local)}>`,
    `RemoteID: <${word(report.remote)}>`,
    `OrigID: <${word(report.caller)}>`,
    `LocalAddr: ${mediaText(report.localMedia)}`,
    `RemoteAddr: ${mediaText(report.remoteMedia)}`,
    `LocalGroup: ${groupOf(report.local)}`,
    `RemoteGroup: ${groupOf(report.remote)}`,
    'LocalMetrics:', times, ...metricsLines(report.heardHere),
    ...(report.heardThere ? ['RemoteMetrics:', times, ...metricsLines(report.heardThere)] : []),
  ];
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);
}

/** RFC 6035 4.6.2: a line a group of figures, where there are any. */
function metricsLines({ codec, buffer, burst, ...of }: ReportedQuality): string[] {
  return [
    line('SessionDesc', codec && [['PT', codec.payloadType], ['PD', codec.name], ['SR', codec.clockRateHz], ['FD', codec.ptimeMs], ['FPP', 1], ['PPS', Math.round(1000 / codec.ptimeMs)], ['PLC', ENHANCED_PLC]]),
    line('JitterBuffer', buffer && [['JBA', ADAPTIVE], ['JBN', ms(buffer.nominalMs)], ['JBM', ms(buffer.maximumMs)], ['JBX', ms(buffer.maximumMs)]]),
    line('PacketLoss', [['NLR', tenths(of.lossPercent)], ['JDR', tenths(of.discardPercent)]]),
    line('BurstGapLoss', burst && [
      ['BLD', tenths(burst.densityPercent)], ['BD', ms(burst.durationMs)], ['GLD', tenths(burst.gapDensityPercent)], ['GD', ms(burst.gapDurationMs)], ['GMIN', GMIN],
    ]),
    line('Delay', [['RTD', ms(of.roundTripMs)], ['ESD', ms(of.endSystemMs)], ['IAJ', ms(of.jitterMs)]]),
    line('QualityEst', of.rating === undefined && of.mos === undefined ? undefined : [['RCQ', ms(of.rating)], ['MOSCQ', tenths(of.mos)], ['QoEEstAlg', 'G.107']]),
  ].filter((text) => text !== '');
}

function line(name: string, figures: [string, string | number | undefined][] | undefined): string {
  const known = (figures ?? []).filter(([, value]) => value !== undefined);
  return known.length === 0 ? '' : `${name}:${known.map(([key, value]) => `${key}=${value}`).join(' ')}`;
}

/** Whole milliseconds and ratings. */
function ms(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.max(0, Math.min(65_535, Math.round(value)));
}

function tenths(value: number | undefined): string | undefined {
  return value?.toFixed(1);
}

function isoTime(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

function mediaText({ address, port, ssrc }: ReportedMedia): string {
  return `IP=${address} PORT=${port} SSRC=0x${ssrc.toString(16)}`;
}

/** RFC 6035 4.6.1 wants a name for each side's group: its domain. */
function groupOf(uri: string): string {
  return /@([^;>?:]+)/.exec(word(uri))?.[1] ?? 'none';
}

function word(text: string): string {
  return oneLine(text).replace(/[<>\s]/g, '');
}
