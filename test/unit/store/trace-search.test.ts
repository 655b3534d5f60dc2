import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { migrations } from '../../../src-main/store/migrations.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { openStore } from '../../../src-main/store/store.ts';
import { sampleMessage, sampleRecord } from './samples.ts';

const DAY_MS = 86_400_000;
let store: Store;

beforeEach(() => {
  vi.useFakeTimers({ now: 100 * DAY_MS });
  store = open(':memory:');
});
afterEach(() => {
  store.close();
  vi.useRealTimers();
});

function open(path: string): Store {
  const opened = openStore(path, 0);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value.store;
}

function other(seq: number, changes: Partial<TracedMessage> = {}): TracedMessage {
  return sampleMessage({ seq, atMs: 100 * DAY_MS, callId: `call-${seq}`, raw: `OPTIONS sip:bob@example.org SIP/2.0\r\nCall-ID: call-${seq}\r\nSubject: Grüße Nr. ${seq}\r\n\r\n`, ...changes });
}
const found = (text: string): number[] => store.traces.find(text, 100).map(({ seq }) => seq);

describe('a search', () => {
  it('finds words, pieces of them, addresses, Call-IDs and header fields, newest first, in calls and outside', () => {
    store.calls.save(sampleRecord({ id: 'row' }));
    store.traces.add('row', sampleMessage({ seq: 1, raw: 'INVITE sip:+4930123456@192.0.2.7:5080 SIP/2.0\r\nUser-Agent: Yealink T46\r\nCall-ID: abc-1@host\r\n\r\n' }));
    for (const seq of [2, 3, 4]) store.traces.addOther(other(seq));
    expect(found('OPTIONS')).toEqual([4, 3, 2]);
    expect(found('+4930123456')).toEqual([1]);
    expect(found('493012')).toEqual([1]);
    expect(found('192.0.2.7')).toEqual([1]);
    expect(found('abc-1@host')).toEqual([1]);
    expect(found('user-agent: yeal')).toEqual([1]);
    expect(found('link T4')).toEqual([1]);
    expect(found('30123')).toEqual([1]);
    expect(found('46')).toEqual([1]);
    expect(found('grusse 3')).toEqual([]);
    expect(found('rüße nr')).toEqual([4, 3, 2]);
    expect(found('RUße')).toEqual([4, 3, 2]);
    expect(found('grüße call-3')).toEqual([3]);
    expect(found('nothing like it')).toEqual([]);
  });

  it('finds what stands together only, however its pieces are spread', () => {
    for (const seq of [1, 12, 123]) store.traces.addOther(other(seq));
    store.traces.addOther(other(7, { raw: 'OPTIONS sip:x SIP/2.0\r\nA: abcd\r\nB: cdef\r\nC: bcde\r\n\r\n' }));
    expect(found('abcdef')).toEqual([]);
    expect(found('bcde')).toEqual([7]);
    store.traces.clearOther();
    for (const seq of [1, 12, 123]) store.traces.addOther(other(seq));
    expect(found('call-1')).toEqual([123, 12, 1]);
    expect(found('call-12')).toEqual([123, 12]);
    expect(found('1')).toEqual([123, 12, 1]);
  });

  it('tells where it was found', () => {
    store.traces.addOther(other(1));
    expect(store.traces.find('grüße', 1)[0]).toMatchObject({ seq: 1, callId: 'call-1', excerpt: 'Subject: Grüße Nr. 1', direction: 'out' });
  });

  it('takes whatever is typed as text', () => {
    store.traces.addOther(other(1));
    for (const text of ['"', '""', '*', 'AND', 'a OR', 'NOT b', 'raw:x', '(', 'NEAR(a b)', '^a', '-a', '{', "';", 'a\0b', '   ', '']) expect(() => found(text), text).not.toThrow();
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void found(text)));
    expect(found('"OPTIONS" AND')).toEqual([]);
    expect(found('"OPTIONS"')).toEqual([1]);
  });

  it('finds nothing of what was deleted', () => {
    store.calls.save(sampleRecord({ id: 'row' }));
    store.traces.add('row', sampleMessage({ seq: 1, raw: 'BYE sip:gone SIP/2.0\r\n\r\n' }));
    store.traces.addOther(other(2));
    expect([...found('gone'), ...found('OPTIONS')]).toEqual([1, 2]);
    store.calls.remove('row');
    expect(found('gone')).toEqual([]);
    store.traces.clearOther();
    expect(found('OPTIONS')).toEqual([]);
    store.traces.addOther(other(3));
    expect(found('OPTIONS')).toEqual([3]);
  });
});

describe('messages of no call', () => {
  it('are a call\'s alone when it claims them', () => {
    store.traces.addOther(other(1));
    store.traces.add('row', other(1));
    expect(store.traces.usage()).toMatchObject({ messages: 0, callMessages: 1 });
    expect(store.traces.ofCallId('call-1', 10).messages).toEqual([other(1)]);
  });

  it('stay when the history is cleared, and come back in order', () => {
    store.traces.add('row', sampleMessage({ seq: 9 }));
    for (const seq of [7, 8]) store.traces.addOther(other(seq));
    store.calls.clear();
    expect(store.traces.before(100, 10).map(({ seq }) => seq)).toEqual([7, 8]);
    expect(store.traces.before(8, 10).map(({ seq }) => seq)).toEqual([7]);
  });

  it('go when they are too old or too much, oldest first, and calls keep theirs', () => {
    store.traces.add('row', sampleMessage({ seq: 1, atMs: DAY_MS }));
    store.traces.addOther(other(2, { atMs: 60 * DAY_MS }));
    for (let seq = 3; seq <= 1_002; seq++) store.traces.addOther(other(seq, { raw: 'x'.repeat(1_000) }));
    store.traces.limit({ bytes: 300_000, days: 30 });
    vi.advanceTimersByTime(2_000);
    expect(store.traces.usage()).toEqual({ messages: 300, bytes: 300_000, oldestMs: 100 * DAY_MS, callMessages: 1, callBytes: Buffer.byteLength(sampleMessage().raw) });
    expect(store.traces.before(5_000, 1_000).map(({ seq }) => seq)).toEqual([1, ...Array.from({ length: 300 }, (_, i) => 703 + i)]);
  });

  it('are looked at again as they grow older', () => {
    store.traces.limit({ bytes: 1_000_000, days: 1 });
    store.traces.addOther(other(1));
    vi.advanceTimersByTime(1_000);
    expect(store.traces.usage().messages).toBe(1);
    vi.advanceTimersByTime(2 * DAY_MS);
    store.traces.addOther(other(2, { atMs: 102 * DAY_MS }));
    vi.advanceTimersByTime(1_000);
    expect(store.traces.before(10, 10).map(({ seq }) => seq)).toEqual([2]);
  });
});

it('a database of before is brought up: its messages are kept and found', () => {
  const directory = mkdtempSync(join(tmpdir(), 'rung-store-'));
  try {
    const path = join(directory, 'rung.db');
    const before = new DatabaseSync(path);
    const old = 6;
    for (const step of migrations.slice(0, old)) before.exec(step);
    before.exec(`PRAGMA user_version = ${old};
      INSERT INTO messages (call_record_id, seq, at_ms, direction, transport, local, remote, start, call_id, method, branch, from_tag, to_tag, has_sdp, raw)
      VALUES ('row', 41, 5, 'in', 'udp', 'a:1', 'b:2', 'BYE sip:x SIP/2.0', 'old-call', 'BYE', '', '', '', 0, 'BYE sip:x SIP/2.0');`);
    before.close();
    const reopened = open(path);
    expect(reopened.traces.of('row').messages).toMatchObject([{ seq: 41, callId: 'old-call' }]);
    expect(reopened.traces.find('bye', 5)).toMatchObject([{ seq: 41 }]);
    expect(reopened.traces.lastSeq()).toBe(41);
    reopened.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it('packets that are no SIP are stored, found, limited, and go with their call', () => {
  const stun = other(1, { protocol: 'stun', start: 'STUN Binding request', raw: 'STUN Binding request', callId: '', packet: 'AAEA', folded: { count: 3, lastAtMs: 7 } });
  store.traces.addOther(stun);
  store.traces.addOther({ ...stun, folded: { count: 4, lastAtMs: 9 } });
  expect(store.traces.before(10, 10)).toEqual([{ ...stun, folded: { count: 4, lastAtMs: 9 } }]);
  expect(store.traces.find('stun bind', 5)).toMatchObject([{ seq: 1, start: 'STUN Binding request' }]);
  expect(store.traces.usage()).toMatchObject({ messages: 1, bytes: 'STUN Binding request'.length + 'AAEA'.length });
  store.calls.save(sampleRecord({ id: 'row' }));
  store.traces.add('row', other(2, { protocol: 'rtcp', packet: 'gMgA' }));
  expect(store.traces.of('row').messages).toMatchObject([{ seq: 2, protocol: 'rtcp', packet: 'gMgA' }]);
  store.calls.remove('row');
  expect(store.traces.lastSeq()).toBe(1);
});
