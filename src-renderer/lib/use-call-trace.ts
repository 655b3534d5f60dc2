import type { ComputedRef, Ref } from 'vue';
import { computed, shallowRef, watch } from 'vue';
import type { Call, MediaSpan, StreamStats, TracedMessage } from '../../src-shared/model.ts';
import { mergeBySeq, sameSpan, useTrace } from '../stores/trace.ts';

/** Which call to follow. Without `sipCallId`: only what is stored of it. `state` and `stats` come with live calls only. */
export type TraceSubject = { id: string; sipCallId?: string; state?: Call['state']; stats?: StreamStats | undefined };

export interface CallTrace {
  messages: ComputedRef<TracedMessage[]>;
  media: ComputedRef<MediaSpan[]>;
}

/** The messages and RTP spans of one call: what is stored, joined with what arrives. Read anew at each change of the
 *  call's state, since a followed redirect may have given it messages under another Call-ID. */
export function useCallTrace(subject: Ref<TraceSubject | undefined>): CallTrace {
  const trace = useTrace();
  const stored = shallowRef<{ id: string; messages: TracedMessage[]; media: MediaSpan[] }>({ id: '', messages: [], media: [] });

  watch([() => subject.value?.id, () => subject.value?.state], async ([id]) => {
    if (!id) return;
    const found = await trace.ofCall(id);
    if (found && subject.value?.id === id) stored.value = { id, ...found };
  }, { immediate: true });

  const belongs = computed(() => stored.value.id === subject.value?.id);

  const messages = computed(() => {
    const call = subject.value;
    if (!call) return [];
    if (call.sipCallId === undefined) return belongs.value ? stored.value.messages : [];
    // What a capture agent saw of this call is in the trace; here it would stand twice.
    const live = trace.recent.filter((message) => message.callId === call.sipCallId && message.agent === undefined);
    return mergeBySeq(belongs.value ? stored.value.messages : [], live);
  });

  const media = computed(() => {
    const call = subject.value;
    if (!call) return [];
    const live = trace.media.filter((span) => span.callId === call.sipCallId);
    const older = (belongs.value ? stored.value.media : []).filter((span) => !live.some((one) => sameSpan(one, span)));
    return [...older, ...live].map((span) => (span.endedAtMs === undefined && call.stats ? { ...span, stats: call.stats } : span));
  });

  return { messages, media };
}
