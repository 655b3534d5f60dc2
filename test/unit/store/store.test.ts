import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallRecord, MediaSpan, StreamStats } from '../../../src-shared/model.ts';
import { defaultSettings } from '../../../src-shared/model.ts';
import { addSample, newQualitySeries } from '../../../src-shared/quality-series.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { openStore } from '../../../src-main/store/store.ts';
import { sampleAccount, sampleMessage, sampleRecord } from './samples.ts';

const stats: StreamStats = {
  codec: 'PCMA', sent: 250, received: 248, lost: 2, jitterMs: 0.8, concealed: 2, discarded: 0, bufferMs: 40, levelOut: 0.5, levelIn: 0.25,
};
let store: Store;

beforeEach(() => {
  const opened = openStore(':memory:', 0);
  if (!opened.ok) throw new Error(opened.error.message);
  store = opened.value.store;
});
afterEach(() => store.close());

describe('calls', () => {
  it('come back as they were saved, absent fields absent', () => {
    const full: CallRecord = {
      ...sampleRecord(), accountId: 'a1', accountLabel: 'Work', subject: 'project x', answeredAtMs: 3_000.5, status: 200, reason: 'OK',
      endedBy: 'remote', stats, error: { code: 'peer-vanished', message: 'Gone.', params: { peer: 'bob' } }, messageCount: 7,
      cause: { protocol: 'Q.850', cause: 16, text: 'Normal' }, replaces: 'call-0',
      transfer: { role: 'transferee', target: 'sip:carol@example.org', attended: true, state: 'done', status: 200, reason: 'OK' },
    };
    const bare = sampleRecord({ id: 'call-2', endedAtMs: undefined });
    store.calls.save(full);
    store.calls.save(bare);
    expect(store.calls.get('call-1')).toEqual(full);
    expect(store.calls.get('call-2')).toEqual({ ...bare });
    expect(store.calls.get('call-2')).not.toHaveProperty('status');
    expect(store.calls.get('nobody')).toBeUndefined();
  });

  it('are replaced when saved again', () => {
    store.calls.save(sampleRecord({ endedAtMs: undefined, subject: 'first' }));
    store.calls.save(sampleRecord({ outcome: 'busy', status: 486 }));
    expect(store.calls.list({ limit: 10 })).toEqual([sampleRecord({ outcome: 'busy', status: 486 })]);
  });

  it('are listed newest first, a page at a time', () => {
    for (const n of [2, 5, 1, 4, 3]) store.calls.save(sampleRecord({ id: `c${n}`, startedAtMs: n * 100 }));
    expect(store.calls.list({ limit: 2 }).map(({ id }) => id)).toEqual(['c5', 'c4']);
    expect(store.calls.list({ limit: 2, beforeMs: 400 }).map(({ id }) => id)).toEqual(['c3', 'c2']);
  });

  it('are filtered by outcome', () => {
    store.calls.save(sampleRecord({ id: 'a', outcome: 'missed' }));
    store.calls.save(sampleRecord({ id: 'b', outcome: 'answered' }));
    expect(store.calls.list({ outcome: 'missed', limit: 10 }).map(({ id }) => id)).toEqual(['a']);
  });

  it.each([
    ['BOB', true],
    ['example.ORG', true],
    ['ÄRZTEHAUS', true],
    ['ärztehaus bob', true],
    ['busy 486', true],
    ['work', true],
    ['bob carol', false],
    ['%', false],
    ['_', false],
    ['b%b', false],
    ["' OR 1=1 --", false],
    ['  ', true],
  ])('are searched for %j: %s', (query, found) => {
    store.calls.save(sampleRecord({ remoteName: 'Bob', subject: 'Ärztehaus', accountLabel: 'Work', status: 486, reason: 'Busy Here' }));
    expect(store.calls.list({ query, limit: 10 })).toHaveLength(found ? 1 : 0);
  });

  it('take their messages and bands with them when removed', () => {
    store.calls.save(sampleRecord());
    store.traces.add('call-1', sampleMessage());
    store.traces.flush();
    store.traces.add('call-1', sampleMessage({ seq: 2 }));
    store.calls.remove('call-1');
    expect(store.calls.get('call-1')).toBeUndefined();
    expect(store.traces.of('call-1')).toEqual({ messages: [], media: [] });
  });

  it('can all be forgotten', () => {
    store.calls.save(sampleRecord());
    store.traces.add('call-1', sampleMessage());
    store.calls.clear();
    expect(store.calls.list({ limit: 10 })).toEqual([]);
    expect(store.traces.of('call-1').messages).toEqual([]);
  });
});

describe('traces', () => {
  it('come back in order of seq, as they were, bands with them', () => {
    const odd = sampleMessage({ seq: 3, status: 486, retransmissionOf: 1, hasSdp: false, note: 'no Content-Length' });
    const span: MediaSpan = { callId: 'sip-call-id@host', local: '192.0.2.1:40000', remote: '192.0.2.7:4000', codec: 'PCMA', startedAtMs: 5, early: true };
    store.traces.add('call-1', odd);
    store.traces.add('call-1', sampleMessage());
    store.traces.add('call-2', sampleMessage({ seq: 2 }));
    store.traces.addMedia('call-1', span);
    store.traces.addMedia('call-1', { ...span, early: false, endedAtMs: 50, stats });
    expect(store.traces.of('call-1')).toEqual({
      messages: [sampleMessage(), odd],
      media: [{ ...span, early: false, endedAtMs: 50, stats }],
    });
  });

  it('keep what a message was when it was added', () => {
    const message = sampleMessage();
    store.traces.add('call-1', message);
    message.raw = 'changed later';
    expect(store.traces.of('call-1').messages[0]?.raw).toBe(sampleMessage().raw);
  });

  it('tell the last number', () => {
    expect(store.traces.lastSeq()).toBe(0);
    store.traces.add('call-1', sampleMessage({ seq: 41 }));
    expect(store.traces.lastSeq()).toBe(41);
  });
});

describe('the sound of a call', () => {
  const series = newQualitySeries(1000);
  addSample(series, 1000, { ...stats, jitterMs: 3 });

  it('is kept with its row, and goes with it', () => {
    store.quality.save('call-1', series);
    store.quality.save('call-2', series);
    expect(store.quality.get('call-1')).toEqual(series);
    store.calls.remove('call-1');
    expect(store.quality.get('call-1')).toBeUndefined();
    expect(store.quality.get('call-2')).toEqual(series);
    store.calls.clear();
    expect(store.quality.get('call-2')).toBeUndefined();
  });
});

describe('accounts', () => {
  it('keep their order, change in place and go', () => {
    store.accounts.save(sampleAccount({ id: 'z' }));
    store.accounts.save(sampleAccount({ id: 'a' }));
    store.accounts.save(sampleAccount({ id: 'z', label: 'Changed' }));
    expect(store.accounts.list().map(({ id, label }) => [id, label])).toEqual([['z', 'Changed'], ['a', 'Work']]);
    store.accounts.remove('z');
    expect(store.accounts.list().map(({ id }) => id)).toEqual(['a']);
  });

  it('never hold a password', () => {
    const careless = { ...sampleAccount(), password: 'secret' };
    store.accounts.save(careless);
    expect(JSON.stringify(store.accounts.list())).not.toContain('secret');
  });
});

describe('settings', () => {
  it('are the defaults until changed, and then only what was changed', () => {
    expect(store.settings.load()).toEqual(defaultSettings);
    expect(store.settings.save({ sipPort: 5080, theme: undefined })).toEqual({ ...defaultSettings, sipPort: 5080 });
    expect(store.settings.load().sipPort).toBe(5080);
  });
});

describe('batching', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('writes at most 200 ms late, in one transaction, and at once when the call ends', () => {
    const flushes = vi.getTimerCount();
    for (let seq = 1; seq <= 100; seq++) store.traces.add('call-1', sampleMessage({ seq }));
    expect(vi.getTimerCount()).toBe(flushes + 1);
    vi.advanceTimersByTime(200);
    expect(vi.getTimerCount()).toBe(flushes);
    store.traces.add('call-1', sampleMessage({ seq: 101 }));
    store.calls.save(sampleRecord());
    expect(vi.getTimerCount()).toBe(flushes);
  });
});
