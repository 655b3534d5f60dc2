/** What else went on while a call lasted: where its other legs are to be found (src-shared/ladder/correlate.ts says which are). */
import type { CallRecord, MediaSpan, TracedMessage } from '../../src-shared/model.ts';
import type { Store } from '../store/store.ts';

/** A transfer begins before its new call, and ends after its old one. */
const MARGIN_MS = 60_000;
const MOST_CALLS = 60;
const MOST_MESSAGES = 5_000;
/** A call without an end is going on, or was cut off: how far to look. */
const LONGEST_MS = 4 * 3_600_000;

/** Messages and media of calls at the same time as this one, its own too; empty for a call that is not known. */
export function surroundingsOf(store: Store, id: string): { messages: TracedMessage[]; media: MediaSpan[] } {
  const call = store.calls.get(id);
  if (!call) return { messages: [], media: [] };
  const endMs = endOf(call) + MARGIN_MS;
  const near = store.calls.list({ beforeMs: endMs, limit: MOST_CALLS }).filter((other) => endOf(other) >= call.startedAtMs - MARGIN_MS);
  const bySeq = new Map<number, TracedMessage>();
  const media: MediaSpan[] = [];
  for (const other of [call, ...near.filter((one) => one.id !== id)]) {
    const traced = store.traces.of(other.id);
    if (bySeq.size + traced.messages.length > MOST_MESSAGES) continue;
    for (const message of traced.messages) bySeq.set(message.seq, message);
    media.push(...traced.media);
  }
  return { messages: [...bySeq.values()].sort((a, b) => a.seq - b.seq), media };
}

function endOf({ startedAtMs, endedAtMs }: CallRecord): number {
  return endedAtMs ?? startedAtMs + LONGEST_MS;
}
