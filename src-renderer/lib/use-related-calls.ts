/** The calls that belong to one call, drawn in its ladder when wanted: other legs, transfers. */
import type { Ref, ShallowRef } from 'vue';
import { ref, shallowRef, watch } from 'vue';
import type { CallLink } from '../../src-shared/ladder/correlate.ts';
import { correlate, relatedCalls } from '../../src-shared/ladder/correlate.ts';
import type { MediaSpan, TracedMessage } from '../../src-shared/model.ts';
import { mergeBySeq, sameSpan, useTrace } from '../stores/trace.ts';
import { useCalmly } from './use-calmly.ts';

export interface Traffic {
  messages: TracedMessage[];
  media: MediaSpan[];
}
export interface RelatedCalls {
  wanted: Ref<boolean>;
  /** What is to be drawn. */
  drawn: ShallowRef<Traffic & { links: CallLink[] }>;
  /** The call in question: of a trace of many, the one that a message was chosen of. */
  callId: Ref<string>;
}

/** `given`: what is drawn without them. `recordId`: where that is one call of the history, whose surroundings the core knows. `surroundings`: of
 *  calls that others know of (opened files). */
export function useRelatedCalls(given: () => Traffic, recordId: () => string | undefined, selectedCallId: () => string | undefined, surroundings: () => (() => Promise<Traffic | undefined>) | undefined = () => undefined): RelatedCalls {
  const trace = useTrace();
  const wanted = ref(false);
  const callId = ref('');
  const around = shallowRef<Traffic>({ messages: [], media: [] });

  watch(recordId, () => (wanted.value = false));
  watch([wanted, () => given().messages.length], async ([on]) => {
    const id = recordId();
    if (!on || id === undefined) return;
    const found = await (surroundings()?.() ?? trace.around(id));
    if (found && recordId() === id) around.value = found;
  });
  watch(wanted, (on) => {
    callId.value = on ? selectedCallId() ?? given().messages[0]?.callId ?? '' : '';
    if (!on) around.value = { messages: [], media: [] };
  }, { flush: 'sync' });

  // What is given may be an object that stays the same while its messages grow.
  const drawn = useCalmly(() => [given().messages, given().media, around.value, callId.value] as const, ([messages, media, others, of]) => {
    if (of === '') return { messages, media, links: [] };
    const all = mergeBySeq(others.messages, messages);
    const { calls, links } = relatedCalls(correlate(all), of);
    const belongs = new Set([...calls, ...(recordId() === undefined ? [] : messages.map((message) => message.callId))]);
    const spans = [...others.media.filter((span) => !media.some((one) => sameSpan(one, span))), ...media];
    return { messages: all.filter((message) => belongs.has(message.callId)), media: spans.filter((span) => belongs.has(span.callId)), links };
  });
  return { wanted, drawn, callId };
}
