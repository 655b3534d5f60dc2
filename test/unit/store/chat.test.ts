import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatMessage, Contact } from '../../../src-shared/model.ts';
import { migrations } from '../../../src-main/store/migrations.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { openStore } from '../../../src-main/store/store.ts';
import { sampleRecord } from './samples.ts';

let directory: string;
let store: Store;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rung-chat-'));
  store = open();
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

function open(): Store {
  const opened = openStore(join(directory, 'rung.db'), 0);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value.store;
}

function reopen(change: (database: DatabaseSync) => void = () => {}): void {
  store.close();
  const database = new DatabaseSync(join(directory, 'rung.db'));
  change(database);
  database.close();
  store = open();
}

function message(changes: Partial<ChatMessage> = {}): ChatMessage {
  return {
    id: 'm1', peer: 'sip:bob@example.org', peerName: 'Bob', direction: 'in', text: 'Grüße', atMs: 1000.5, state: 'received', read: false, sipCallId: 'x', ...changes,
  };
}
const idsOf = (peer: string): string[] => store.chat.list({ peer, limit: 100 }).map(({ id }) => id);

describe('texts', () => {
  it('come back as they were saved, over a restart', () => {
    const full = message({ id: 'm2', accountId: 'a', direction: 'out', state: 'failed', status: 404, reason: 'Not Found', read: true, error: { code: 'c', message: 'M.' } });
    store.chat.add(message());
    store.chat.add(full);
    reopen();
    expect(store.chat.list({ peer: 'sip:bob@example.org', limit: 10 })).toEqual([full, message()]);
  });

  it('are listed newest first, a page at a time, those of one moment in their order', () => {
    for (const n of [1, 2, 3, 4]) store.chat.add(message({ id: `m${n}`, atMs: n < 3 ? 10 : n * 10 }));
    store.chat.add(message({ id: 'other', peer: 'sip:carol@example.org' }));
    expect(idsOf('sip:bob@example.org')).toEqual(['m4', 'm3', 'm2', 'm1']);
    expect(store.chat.list({ peer: 'sip:bob@example.org', beforeMs: 40, limit: 2 }).map(({ id }) => id)).toEqual(['m3', 'm2']);
  });

  it('that one request brings twice are one', () => {
    expect(store.chat.add(message(), 'key')).toBe(true);
    expect(store.chat.add(message({ id: 'm2' }), 'key')).toBe(false);
    expect(store.chat.add(message({ id: 'm3' }), 'another')).toBe(true);
    expect([store.chat.add(message({ id: 'm4' })), store.chat.add(message({ id: 'm5' }))]).toEqual([true, true]);
    expect(idsOf('sip:bob@example.org')).toEqual(['m5', 'm4', 'm3', 'm1']);
  });

  it('tell how they fared, but do not come back once removed', () => {
    const sent = message({ direction: 'out', state: 'sending', read: true });
    store.chat.add(sent);
    store.chat.update({ ...sent, state: 'accepted', status: 202, reason: 'Accepted' });
    expect(store.chat.list({ peer: sent.peer, limit: 1 })).toMatchObject([{ state: 'accepted', status: 202, text: 'Grüße' }]);
    store.chat.remove(sent.peer);
    store.chat.update({ ...sent, state: 'delivered' });
    expect(store.chat.conversations()).toEqual([]);
  });

  it('make conversations, the last one first, with what is unread', () => {
    store.chat.add(message({ id: 'b1' }));
    store.chat.add(message({ id: 'c1', peer: 'sip:carol@example.org', peerName: 'Carol' }));
    store.chat.add(message({ id: 'b2' }));
    expect(store.chat.conversations()).toMatchObject([
      { peer: 'sip:bob@example.org', peerName: 'Bob', unread: 2, last: { id: 'b2' } },
      { peer: 'sip:carol@example.org', peerName: 'Carol', unread: 1, last: { id: 'c1' } },
    ]);
    store.chat.markRead('sip:bob@example.org');
    expect([store.chat.unread(), store.chat.conversations()[0]?.unread]).toEqual([1, 0]);
  });

  it('that were being sent when Rung died have failed, those of a Rung that lives have not', () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    for (const id of ['mine', 'dead', 'alive']) store.chat.add(message({ id, direction: 'out', state: 'sending', read: true }));
    reopen((database) => {
      database.prepare("UPDATE chat SET owner_pid = ? WHERE id = 'dead'").run(dead);
      database.prepare("UPDATE chat SET owner_pid = ? WHERE id = 'alive'").run(process.ppid);
    });
    const states = Object.fromEntries(store.chat.list({ peer: 'sip:bob@example.org', limit: 10 }).map(({ id, state, error }) => [id, `${state} ${error?.code}`]));
    expect(states).toEqual({ mine: 'failed chat-interrupted', dead: 'failed chat-interrupted', alive: 'sending undefined' });
  });

  it('are kept up to a hundred thousand, the newest', () => {
    reopen((database) => {
      database.exec(`INSERT INTO chat (id, peer, peer_name, direction, text, at_ms, state, read, sip_call_id, search, owner_pid)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100010) SELECT 'm' || i, 'p', '', 'in', 't', i, 'received', 1, '', '', 0 FROM n`);
    });
    expect(store.chat.list({ peer: 'p', beforeMs: 13, limit: 5 }).map(({ id }) => id)).toEqual(['m12', 'm11']);
  });
});

describe('contacts', () => {
  const bob: Contact = { id: 'c1', name: 'Bob', uri: 'sip:bob@example.org', watch: ['dialog'] };

  it('keep their order when they change, and go when removed', () => {
    store.contacts.save(bob);
    store.contacts.save({ ...bob, id: 'c2', accountId: 'a' });
    store.contacts.save({ ...bob, name: 'Robert' });
    reopen();
    expect(store.contacts.list()).toEqual([{ ...bob, name: 'Robert' }, { ...bob, id: 'c2', accountId: 'a' }]);
    store.contacts.remove('c1');
    expect(store.contacts.list().map(({ id }) => id)).toEqual(['c2']);
  });

  it('that are not understood are left out', () => {
    store.contacts.save(bob);
    reopen((database) => database.exec("UPDATE contacts SET data = '{\"id\":\"c1\"}'"));
    expect(store.contacts.list()).toEqual([]);
  });
});

describe('a database of the first version', () => {
  it('gets the new tables and keeps what it has', () => {
    store.close();
    rmSync(join(directory, 'rung.db'));
    const old = new DatabaseSync(join(directory, 'rung.db'));
    old.exec(migrations[0] ?? '');
    old.exec('PRAGMA user_version = 1');
    old.close();
    store = open();
    store.calls.save(sampleRecord());
    store.chat.add(message());
    expect([store.calls.list({ limit: 1 }).length, store.chat.unread()]).toEqual([1, 1]);
  });
});
