import { expect, it } from 'vitest';
import { surroundingsOf } from '../../../src-main/calls/surroundings.ts';
import { openStore } from '../../../src-main/store/store.ts';
import type { CallRecord } from '../../../src-shared/model.ts';
import { createScript, request, START_MS } from '../ladder/support.ts';

const MINUTE_MS = 60_000;

function storeWith(...calls: { id: string; fromMin: number; toMin?: number }[]) {
  const opened = openStore(':memory:', 0);
  if (!opened.ok) throw new Error(opened.error.message);
  const { store } = opened.value;
  const script = createScript();
  for (const [n, { id, fromMin, toMin }] of calls.entries()) {
    const record: CallRecord = {
      id, direction: 'out', sipCallId: id, remoteUri: 'sip:bob@example.org', remoteName: '', startedAtMs: START_MS + fromMin * MINUTE_MS, outcome: 'answered', messageCount: 1,
      ...(toMin !== undefined && { endedAtMs: START_MS + toMin * MINUTE_MS }),
    };
    store.calls.save(record);
    store.traces.add(id, script.add(request('INVITE', { callId: id, branch: `z9hG4bK${n}` })));
  }
  return store;
}

it('what went on around a call are the calls of the same time, its own first of all, in order', () => {
  const store = storeWith({ id: 'long before', fromMin: 0, toMin: 5 }, { id: 'just before', fromMin: 8, toMin: 9.5 }, { id: 'this', fromMin: 10, toMin: 12 }, { id: 'within', fromMin: 11 }, { id: 'after', fromMin: 14, toMin: 15 });
  expect(surroundingsOf(store, 'this').messages.map((message) => message.callId)).toEqual(['just before', 'this', 'within']);
  expect(surroundingsOf(store, 'unknown')).toEqual({ messages: [], media: [] });
  store.close();
});
