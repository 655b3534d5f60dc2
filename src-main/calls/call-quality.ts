/** How one call sounds, over its time: the series for the graph, and the alarm when sound goes one way only. */
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { QualitySeries, StreamStats } from '../../src-shared/model.ts';
import { addSample, isSampleDue, newQualitySeries } from '../../src-shared/quality-series.ts';
import type { MediaAgreement } from '../media/engine-port.ts';
import type { Clock } from '../ports.ts';
import { beginOneWay, watchOneWay } from './one-way.ts';

export interface CallQuality {
  /** Undefined before the first sample. */
  readonly series: QualitySeries | undefined;
  agreed(agreement: MediaAgreement): void;
  /** The engine's figures with the verdict on them. `talking`: the call is answered. */
  measured(stats: StreamStats, talking: boolean): StreamStats;
  /** The final figures, with the verdict that stood. */
  ended(stats: StreamStats | undefined): StreamStats | undefined;
}

export function createCallQuality(clock: Clock): CallQuality {
  let series: QualitySeries | undefined;
  let watch = beginOneWay();
  let agreement: MediaAgreement | undefined;
  let oneWay: StreamStats['oneWay'];

  const withVerdict = (stats: StreamStats): StreamStats => (oneWay ? { ...stats, oneWay } : stats);

  return {
    get series() {
      return series;
    },
    agreed: (next) => void (agreement = next),
    measured(stats, talking) {
      const verdict = watchOneWay(watch, {
        nowMs: clock.nowMs(),
        stats,
        // A peer that holds us may send music, or nothing.
        bothWays: talking && agreement?.direction === 'sendrecv',
        local: agreement?.localRtp ? endpointText(agreement.localRtp) : '',
        remote: agreement?.remoteRtp ? endpointText(agreement.remoteRtp) : '',
      });
      ({ watch, oneWay } = verdict);
      const nowMs = clock.wallMs();
      series ??= newQualitySeries(nowMs);
      if (isSampleDue(series, nowMs)) addSample(series, nowMs, stats);
      return withVerdict(stats);
    },
    ended: (stats) => stats && withVerdict(stats),
  };
}
