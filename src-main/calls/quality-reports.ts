/** Tells a collector how each call of an account sounded, when it has ended (RFC 6035): PUBLISH, where the account wants it. */
import type { Account, Call, MediaSpan } from '../../src-shared/model.ts';
import { VQ_RTCPXR_TYPE, writeQualityReport } from '../events/vq-rtcpxr.ts';
import type { QualityReport } from '../events/vq-rtcpxr.ts';
import type { Identity, UserAgent } from '../sip/user-agent.ts';

export interface QualityReportsOptions {
  userAgent: () => UserAgent;
  account(id: string): Account | undefined;
  identity(account: Account): Promise<Identity>;
  media(callId: string): MediaSpan[];
}

/** What the standard payload type of a codec is says nothing about a dynamic one. */
const STATIC_TYPES: Record<string, number> = { PCMU: 0, PCMA: 8, G722: 9 };
const FIRST_DYNAMIC = 96;
const FRAME_MS = 20;

/** Gives a function for the end of each call. Whether the report is taken is between us and the collector, and in the trace. */
export function createQualityReports(options: QualityReportsOptions): (call: Call) => void {
  async function send(call: Call, account: Account): Promise<void> {
    const identity = await options.identity(account);
    const report = reportOf(call, identity.uri, options.media(call.id));
    if (!report) return;
    await options.userAgent().send({
      method: 'PUBLISH',
      identity,
      target: account.qualityReportUri,
      headers: [['event', 'vq-rtcpxr']],
      body: { contentType: VQ_RTCPXR_TYPE, bytes: writeQualityReport(report) },
    });
  }

  return (call) => {
    const account = call.accountId === undefined ? undefined : options.account(call.accountId);
    if (account && account.qualityReportUri !== '' && call.answeredAtMs !== undefined) void send(call, account);
  };
}

/** Undefined for a call without sound. */
export function reportOf(call: Call, localUri: string, media: readonly MediaSpan[]): QualityReport | undefined {
  const span = media.findLast(({ stats }) => stats !== undefined && stats.received + stats.sent > 0);
  const stats = span?.stats;
  if (!span || !stats) return undefined;
  const { remote, burst } = stats;
  const expected = stats.received + stats.lost;
  const startedAtMs = call.answeredAtMs ?? span.startedAtMs;
  return {
    callId: call.sipCallId,
    local: localUri,
    remote: call.remoteUri,
    caller: call.direction === 'out' ? localUri : call.remoteUri,
    localMedia: { ...endpointOf(span.local), ssrc: stats.ssrc?.local ?? 0 },
    remoteMedia: { ...endpointOf(stats.source ?? span.remote), ssrc: stats.ssrc?.remote ?? 0 },
    startedAtMs,
    endedAtMs: call.endedAtMs ?? startedAtMs,
    heardHere: {
      codec: { name: span.codec, payloadType: STATIC_TYPES[span.codec] ?? FIRST_DYNAMIC, clockRateHz: span.codec === 'opus' ? 48_000 : 8000, ptimeMs: FRAME_MS },
      buffer: stats.targetMs === undefined ? undefined : { nominalMs: stats.targetMs, maximumMs: Math.max(stats.targetMs, stats.bufferMs) },
      lossPercent: stats.lossPercent,
      discardPercent: expected === 0 ? undefined : Math.min(100, 100 * stats.discarded / expected),
      burst,
      roundTripMs: stats.rttMs,
      endSystemMs: stats.bufferMs + FRAME_MS,
      jitterMs: stats.jitterMs,
      rating: stats.rating,
      mos: stats.mos,
    },
    heardThere: remote?.lossPercent === undefined ? undefined : { lossPercent: remote.lossPercent, jitterMs: remote.jitterMs, rating: remote.rating, mos: remote.mos },
  };
}

function endpointOf(text: string): { address: string; port: number } {
  const at = text.lastIndexOf(':');
  return { address: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
}
