/** What a phone keeps, in maps: opening a database for each of ten thousand worlds would be most of the work. */
import type { Account, CallRecord } from '../../../src-shared/model.ts';
import { defaultSettings } from '../../../src-shared/model.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { openStore } from '../../../src-main/store/store.ts';

export interface MemoryStore extends Store {
  readonly history: ReadonlyMap<string, CallRecord>;
}

export function createMemoryStore(): MemoryStore {
  const accounts = new Map<string, Account>();
  const history = new Map<string, CallRecord>();
  let settings = defaultSettings;

  return {
    ...leftToTheDatabase(),
    history,
    accounts: {
      list: () => [...accounts.values()],
      save: (account) => void accounts.set(account.id, account),
      remove: (id) => void accounts.delete(id),
    },
    settings: { load: () => settings, save: (changes) => (settings = { ...settings, ...changes }) },
    calls: {
      save: (record) => void history.set(record.id, record),
      get: (id) => history.get(id),
      list: ({ limit }) => [...history.values()].reverse().slice(0, limit),
      remove: (id) => void history.delete(id),
      clear: () => history.clear(),
    },
    traces: {
      add() {}, addMedia() {}, addOther() {}, limit() {}, clearOther() {}, flush() {},
      of: () => ({ messages: [], media: [] }), ofCallId: () => ({ messages: [], media: [] }), before: () => [], find: () => [],
      usage: () => ({ messages: 0, bytes: 0, callMessages: 0, callBytes: 0 }), lastSeq: () => 0,
    },
    close() {},
  };
}

/** What no scenario touches yet. */
const leftToTheDatabase = lazily((): Store => {
  const opened = openStore(':memory:', 0);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value.store;
});

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
