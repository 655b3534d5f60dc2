import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { MediaSpan, TracedMessage } from '../../src-shared/model.ts';
import { useCore } from '../bridge/core.ts';
import { useUi } from './ui.ts';

/** As many messages as the page keeps; older ones are in the core's history. */
export const MAX_RECENT = 5_000;

/** Everything on the wire, newest last. Messages are gathered and shown once a frame: a flood costs one redraw. */
export const useTrace = defineStore('trace', () => {
  const core = useCore();
  const ui = useUi();
  const recent = shallowRef<TracedMessage[]>([]);
  const media = shallowRef<MediaSpan[]>([]);
  let waiting: TracedMessage[] = [];
  let scheduled = false;

  function flush(): void {
    scheduled = false;
    if (waiting.length === 0) return;
    recent.value = mergeBySeq(recent.value, waiting).slice(-MAX_RECENT);
    waiting = [];
  }

  function traced(message: TracedMessage): void {
    waiting.push(message);
    if (waiting.length > MAX_RECENT) waiting = waiting.slice(-MAX_RECENT);
    if (scheduled) return;
    scheduled = true;
    // Not requestAnimationFrame: that sleeps in a hidden window while messages pile up.
    setTimeout(flush, 16);
  }

  function mediaChanged(span: MediaSpan): void {
    media.value = [...media.value.filter((old) => !sameSpan(old, span)), span].slice(-MAX_RECENT);
  }

  async function reload(): Promise<void> {
    recent.value = mergeBySeq(await core.call('trace.recent', { limit: MAX_RECENT }), waiting);
    waiting = [];
  }

  /** What is stored of one call; undefined when it cannot be had. */
  function ofCall(id: string): Promise<{ messages: TracedMessage[]; media: MediaSpan[] } | undefined> {
    return core.call('trace.call', { id }).catch((error: unknown) => {
      ui.tellFailure(error);
      return undefined;
    });
  }

  /** The same of all that went on at that time. */
  function around(id: string): Promise<{ messages: TracedMessage[]; media: MediaSpan[] } | undefined> {
    return core.call('trace.around', { id }).catch((error: unknown) => {
      ui.tellFailure(error);
      return undefined;
    });
  }

  return { recent, media, traced, mediaChanged, reload, ofCall, around };
});

/** A path between two ports that began at this moment: its figures change, not these. */
export function sameSpan(a: MediaSpan, b: MediaSpan): boolean {
  return a.local === b.local && a.remote === b.remote && a.startedAtMs === b.startedAtMs;
}

/** Two lists, each in order of `seq`, as one without doubles. Cheap when `added` lies wholly behind `before`. */
export function mergeBySeq(before: readonly TracedMessage[], added: readonly TracedMessage[]): TracedMessage[] {
  const last = before.at(-1)?.seq ?? -1;
  if (added.every((message, i) => message.seq > (added[i - 1]?.seq ?? last))) return [...before, ...added];
  const bySeq = new Map<number, TracedMessage>();
  for (const message of before) bySeq.set(message.seq, message);
  for (const message of added) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
