import { useI18n } from 'vue-i18n';
import type { StreamStats } from '../../src-shared/model.ts';
import { useFormat } from './use-format.ts';

/** Share of the packets that never came, of those that should have. */
export function lossShare(stats: StreamStats): number {
  const expected = stats.received + stats.lost;
  return expected > 0 ? Math.max(0, stats.lost) / expected : 0;
}

export type Quality = 'good' | 'fair' | 'poor';

/** How a MOS estimate feels: 4 and more nobody complains, below 3.1 nearly everybody does (G.107 annex B). */
export function quality(mos: number): Quality {
  if (mos >= 4) return 'good';
  return mos >= 3.1 ? 'fair' : 'poor';
}

/** Figures of a stream in one line: loss, jitter, MOS. */
export function useStreamText(): { streamLine(stats: StreamStats): string } {
  const { t } = useI18n();
  const format = useFormat();
  return {
    streamLine(stats) {
      const parts = [
        t('stream.loss', { share: format.percent(lossShare(stats)) }),
        t('stream.jitter', { ms: format.number(stats.jitterMs, 1) }),
      ];
      if (stats.mos !== undefined) parts.push(t('stream.mos', { mos: format.number(stats.mos, 1) }));
      return parts.join(' · ');
    },
  };
}
