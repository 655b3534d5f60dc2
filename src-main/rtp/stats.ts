/** The figures of a stream, gathered from the parts that count them. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { StreamStats } from '../../src-shared/model.ts';
import type { CodecImpairment } from './e-model.ts';
import { mosFromRating, ratingFactor } from './e-model.ts';
import type { JitterBuffer } from './jitter-buffer.ts';
import type { RtpReceiver } from './receiver.ts';
import type { RtpSender } from './sender.ts';

export interface StatsSources {
  codec: { name: string; impairment: CodecImpairment };
  ptimeMs: number;
  sender: RtpSender;
  receiver: RtpReceiver;
  buffer: JitterBuffer;
  rttMs: number | undefined;
  levelOut: number;
  levelIn: number;
}

/** A snapshot. Loss is what the network lost; `concealed` is what the ear missed, late packets included, and is what MOS judges. */
export function streamStats(sources: StatsSources): StreamStats {
  const { sender, receiver, buffer, rttMs } = sources;
  const { counts } = buffer;
  const source = receiver.remote.source;
  return {
    codec: sources.codec.name,
    sent: sender.packetsSent,
    received: receiver.received,
    lost: receiver.lost,
    jitterMs: receiver.jitterMs,
    ...(rttMs !== undefined && { rttMs }),
    ...(counts.played > 0 && { mos: mosOf(sources) }),
    concealed: counts.concealed,
    discarded: counts.late + counts.overflow,
    bufferMs: buffer.delayMs,
    levelOut: sources.levelOut,
    levelIn: sources.levelIn,
    ...(source && { source: endpointText(source) }),
  };
}

function mosOf({ codec, ptimeMs, buffer, rttMs }: StatsSources): number {
  const { played, concealed, concealedRuns } = buffer.counts;
  const lossRatio = concealed / (concealed + played);
  // G.107 3.6: mean run of losses over 1 / (1 - p), which random loss would give; never below random.
  const burstRatio = concealedRuns === 0 ? 1 : Math.max(1, concealed / concealedRuns * (1 - lossRatio));
  const oneWayDelayMs = (rttMs ?? 0) / 2 + ptimeMs + buffer.delayMs;
  return mosFromRating(ratingFactor({ codec: codec.impairment, lossRatio, burstRatio, oneWayDelayMs }));
}
