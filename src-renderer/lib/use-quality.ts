import type { Ref, ShallowRef } from 'vue';
import { shallowRef, watch } from 'vue';
import type { Call, QualitySeries, StreamStats } from '../../src-shared/model.ts';
import { addSample, isSampleDue, newQualitySeries } from '../../src-shared/quality-series.ts';
import { useCore } from '../bridge/core.ts';

/** `state` and `stats` come with live calls only. */
type Subject = { id: string; state?: Call['state'] | undefined; stats?: StreamStats | undefined };

/** The series of one call: what the core has of it, and what its figures add while it lasts. Null: none. */
export function useQuality(subject: Ref<Subject | undefined>): ShallowRef<QualitySeries | null> {
  const core = useCore();
  const series = shallowRef<QualitySeries | null>(null);

  watch(() => [subject.value?.id, subject.value?.state === 'ended'] as const, async ([id], before) => {
    if (id !== before?.[0]) series.value = null;
    if (!id) return;
    // A graph that cannot be had is no graph: the figures of the stream say the rest.
    const found = await core.call('call.quality', { id }).catch(() => null);
    if (subject.value?.id === id) series.value = found;
  }, { immediate: true });

  watch(() => subject.value?.stats, (stats) => {
    const { value: call } = subject;
    if (!stats || !call || call.state === undefined || call.state === 'ended') return;
    const nowMs = Date.now();
    series.value ??= newQualitySeries(nowMs);
    if (!isSampleDue(series.value, nowMs)) return;
    addSample(series.value, nowMs, stats);
    // The columns are the same and longer: another object says so.
    series.value = { ...series.value };
  });

  return series;
}
