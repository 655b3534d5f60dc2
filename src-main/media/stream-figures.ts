/** The figures of one audio stream: for the screen twice a second, for the peer with each extended report. */
import type { StreamStats } from '../../src-shared/model.ts';
import { impairmentOf } from '../rtp/e-model.ts';
import { createRecentFigures } from '../rtp/recent-figures.ts';
import type { VoipMetrics } from '../../src-shared/rtp/rtcp-xr.ts';
import type { Srtp } from '../rtp/srtp.ts';
import type { StatsSources } from '../rtp/stats.ts';
import { streamStats, voipMetricsOf } from '../rtp/stats.ts';
import type { PayloadFormat } from './engine-port.ts';
import { INITIAL_RATE_HZ } from './frame.ts';
import type { Incoming } from './incoming.ts';
import type { Outgoing } from './outgoing.ts';
import type { RtcpLink } from './rtcp-link.ts';

export interface FigureSources {
  incoming: Incoming;
  outgoing: Outgoing;
  control: Pick<RtcpLink, 'rttMs' | 'peer'>;
  srtp: Pick<Srtp, 'isOn' | 'unauthentic' | 'replayed'>;
  /** What we send; undefined before anything was agreed. */
  send: PayloadFormat | undefined;
  levelOut: number;
  levelIn: number;
  path: StreamStats['path'];
}

export interface StreamFigures {
  stats(): StreamStats;
  /** The same with what the last second was like. Twice a second. */
  report(): StreamStats;
  /** RFC 3611 4.7; undefined before anything was heard. */
  metrics(): VoipMetrics | undefined;
}

export function createStreamFigures(current: () => FigureSources): StreamFigures {
  const recentFigures = createRecentFigures();

  function stats(): StreamStats {
    const now = current();
    const { incoming, path, srtp: { isOn, unauthentic, replayed } } = now;
    const figures = streamStats(statsSources(now));
    const refused = incoming.refused.figures();
    return {
      ...figures,
      discarded: figures.discarded + incoming.ignored,
      understood: incoming.understood,
      ...(refused && { refused }),
      ...(path && { path }),
      ...(isOn && { unauthentic, replayed }),
    };
  }

  return {
    stats,
    report() {
      const { incoming, outgoing, control, send } = current();
      const { expected, lost } = incoming.receiver;
      const { counts: { played, concealed }, delayMs } = incoming.buffer;
      const oneWayDelayMs = (control.rttMs ?? 0) / 2 + outgoing.ptimeMs + delayMs;
      const recent = recentFigures.next({ expected, lost, played, concealed }, impairmentOf(send?.codec), oneWayDelayMs);
      return { ...stats(), ...(recent && { recent }) };
    },
    metrics: () => voipMetricsOf(statsSources(current())),
  };
}

function statsSources({ incoming, outgoing, control, send, levelOut, levelIn }: FigureSources): StatsSources {
  return {
    codec: { name: send?.codec ?? '', impairment: impairmentOf(send?.codec) },
    ptimeMs: outgoing.ptimeMs,
    sendClockRateHz: send?.clockRateHz ?? INITIAL_RATE_HZ,
    sender: outgoing.sender,
    receiver: incoming.receiver,
    buffer: incoming.buffer,
    bursts: incoming.bursts.figures(),
    rttMs: control.rttMs,
    peer: control.peer,
    levelOut,
    levelIn,
  };
}
