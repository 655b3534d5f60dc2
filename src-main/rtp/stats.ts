/** The figures of a stream, gathered from the parts that count them. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { StreamStats } from '../../src-shared/model.ts';
import type { BurstFigures } from './burst-metrics.ts';
import type { CodecImpairment } from './e-model.ts';
import { mosFromRating, ratingFactor } from './e-model.ts';
import type { JitterBuffer } from './jitter-buffer.ts';
import type { RtpReceiver } from './receiver.ts';
import type { ReportBlock } from '../../src-shared/rtp/rtcp.ts';
import type { VoipMetrics } from '../../src-shared/rtp/rtcp-xr.ts';
import type { RtpSender } from './sender.ts';

/** What the peer tells of its side. */
export interface PeerReport {
  /** Its last report block about us; undefined: its last report names no source of ours. */
  block: ReportBlock | undefined;
  /** RFC 3611 4.7. */
  metrics: VoipMetrics | undefined;
  /** Packets that it has sent us, by its last SR; 0: it only listens. */
  packetsSent: number;
  /** Ours, when this came. */
  ourPacketsSent: number;
  reports: number;
}

export interface StatsSources {
  codec: { name: string; impairment: CodecImpairment };
  ptimeMs: number;
  /** Of what we send: the peer's jitter counts in it. */
  sendClockRateHz: number;
  sender: RtpSender;
  receiver: RtpReceiver;
  buffer: JitterBuffer;
  bursts: BurstFigures;
  rttMs: number | undefined;
  peer: PeerReport | undefined;
  levelOut: number;
  levelIn: number;
}

/** What an unknown peer's jitter buffer is taken to add. */
const USUAL_BUFFER_MS = 40;

/** A snapshot. Loss is what the network lost; `concealed` is what the ear missed, late packets included, and is what MOS judges. */
export function streamStats(sources: StatsSources): StreamStats {
  const { sender, receiver, buffer, rttMs } = sources;
  const { counts } = buffer;
  const source = receiver.remote.source;
  const due = counts.played + counts.concealed;
  const rating = heardRating(sources);
  return {
    codec: sources.codec.name,
    sent: sender.packetsSent,
    received: receiver.received,
    lost: receiver.lost,
    jitterMs: receiver.jitterMs,
    ...(rttMs !== undefined && { rttMs }),
    ...(rating !== undefined && { mos: mosFromRating(rating), rating }),
    concealed: counts.concealed,
    discarded: counts.late + counts.overflow,
    bufferMs: buffer.delayMs,
    targetMs: buffer.targetMs(),
    ...(receiver.expected > 0 && { lossPercent: 100 * receiver.lost / receiver.expected }),
    ...(due > 0 && { concealedPercent: 100 * counts.concealed / due }),
    ...(sources.bursts.bursts > 0 && { burst: burstOf(sources) }),
    ...(sources.peer && { remote: remoteOf(sources, sources.peer) }),
    ssrc: { local: sender.ssrc, ...(receiver.ssrc !== null && { remote: receiver.ssrc }) },
    levelOut: sources.levelOut,
    levelIn: sources.levelIn,
    ...(source && { source: endpointText(source) }),
  };
}

/** R of what we hear; undefined before anything was. Without `rttMs` and buffer (`listening`) delay does not count. */
function heardRating({ codec, ptimeMs, buffer, rttMs }: StatsSources, listening = false): number | undefined {
  const { played, concealed, concealedRuns } = buffer.counts;
  if (played === 0) return undefined;
  const lossRatio = concealed / (concealed + played);
  // G.107 3.6: mean run of losses over 1 / (1 - p), which random loss would give; never below random.
  const burstRatio = concealedRuns === 0 ? 1 : Math.max(1, concealed / concealedRuns * (1 - lossRatio));
  const oneWayDelayMs = listening ? 0 : (rttMs ?? 0) / 2 + ptimeMs + buffer.delayMs;
  return ratingFactor({ codec: codec.impairment, lossRatio, burstRatio, oneWayDelayMs });
}

function burstOf({ bursts, ptimeMs }: StatsSources): NonNullable<StreamStats['burst']> {
  return {
    count: bursts.bursts,
    densityPercent: 100 * bursts.burstDensity,
    durationMs: bursts.burstPackets * ptimeMs,
    gapDensityPercent: 100 * bursts.gapDensity,
    gapDurationMs: bursts.gapPackets * ptimeMs,
  };
}

function remoteOf(sources: StatsSources, peer: PeerReport): NonNullable<StreamStats['remote']> {
  const { block, metrics, packetsSent: sent, ourPacketsSent, reports } = peer;
  if (!block) return { sent, reports };
  const lossRatio = lostOf(block, ourPacketsSent);
  const jitterMs = block.jitter * 1000 / sources.sendClockRateHz;
  const rating = metrics?.rating ?? peerRating(sources, lossRatio, jitterMs);
  return { sent, reports, lossPercent: 100 * lossRatio, jitterMs, rating, mos: metrics?.mosConversational ?? mosFromRating(rating) };
}

/** Of all that we sent; duplicates make the peer's count negative. */
function lostOf({ cumulativeLost }: ReportBlock, packetsSent: number): number {
  return packetsSent === 0 ? 0 : Math.max(0, Math.min(1, cumulativeLost / packetsSent));
}

/** What a peer that tells no R hears, as far as its report block says: no discards, a usual jitter buffer, random loss. */
function peerRating({ codec, ptimeMs, rttMs }: StatsSources, lossRatio: number, jitterMs: number): number {
  const oneWayDelayMs = (rttMs ?? 0) / 2 + ptimeMs + Math.max(USUAL_BUFFER_MS, 2 * jitterMs);
  return ratingFactor({ codec: codec.impairment, lossRatio, burstRatio: 1, oneWayDelayMs });
}

/** What an extended report tells the peer of this (RFC 3611 4.7); undefined before anything was heard. */
export function voipMetricsOf(sources: StatsSources): VoipMetrics | undefined {
  const { receiver, buffer, bursts, ptimeMs, rttMs } = sources;
  const rating = heardRating(sources);
  if (receiver.ssrc === null || rating === undefined) return undefined;
  const listening = heardRating(sources, true);
  const expected = Math.max(1, receiver.expected);
  return {
    ssrc: receiver.ssrc,
    lossRate: Math.min(1, receiver.lost / expected),
    discardRate: Math.min(1, (buffer.counts.late + buffer.counts.overflow) / expected),
    burstDensity: bursts.burstDensity,
    gapDensity: bursts.gapDensity,
    burstDurationMs: bursts.burstPackets * ptimeMs,
    gapDurationMs: bursts.gapPackets * ptimeMs,
    roundTripMs: rttMs ?? 0,
    endSystemDelayMs: ptimeMs + buffer.delayMs,
    rating,
    mosListening: listening === undefined ? undefined : mosFromRating(listening),
    mosConversational: mosFromRating(rating),
    bufferNominalMs: buffer.targetMs(),
    bufferMaximumMs: buffer.maxMs,
    bufferLimitMs: buffer.maxMs,
  };
}
