/** What Rung keeps: node:sqlite, WAL, migrations. Survives `kill -9` at any moment: a call that was going on is found as
 *  `interrupted` on the next start. Secrets are never in it. Times are epoch ms. */
import { dirname } from 'node:path';
import type { RungError } from '../../src-shared/errors.ts';
import { RungFailure } from '../../src-shared/errors.ts';
import type { FoundMessage } from '../../src-shared/found-message.ts';
import type { Account, CallRecord, ChatMessage, Contact, Conversation, MediaSpan, Outcome, QualitySeries, Settings, TracedMessage } from '../../src-shared/model.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import { clearCalls, closeInterrupted, getCall, listCalls, removeCall, saveCall } from './call-table.ts';
import type { ChatPage } from './chat-table.ts';
import { addMessage, countUnread, listConversations, listMessages, markRead, removeConversation, tidyChat, updateMessage } from './chat-table.ts';
import { listContacts, removeContact, saveContact } from './contact-table.ts';
import type { Database } from './database.ts';
import { openDatabase } from './database.ts';
import { getQuality, saveQuality } from './quality-table.ts';
import type { SessionTable } from './session-table.ts';
import { createSessionTable } from './session-table.ts';
import { instanceId, listAccounts, loadSettings, removeAccount, saveAccount, saveSettings } from './settings-table.ts';
import { notWritable, storeFailed } from './store-error.ts';
import type { TraceUsage } from '../../src-shared/trace-settings.ts';
import type { TraceLimits } from './trace-limits.ts';
import { createTraceTable } from './trace-table.ts';

/** Reading, and what a person asks to be changed, throws RungFailure (`store-failed`, `store-full`). Writing what happens in a
 *  call never throws, a full disk must not end it: that is told to `onError`. */
export interface Store {
  accounts: {
    list(): Account[];
    save(account: Account): void;
    remove(id: string): void;
  };
  settings: { load(): Settings; save(changes: Partial<Settings>): Settings };
  /** Names this installation, now and after every restart; `fresh` makes the name the first time. */
  instanceId(fresh: () => string): string;
  calls: {
    /** Written when the call starts, again at each step that matters, and at its end. */
    save(record: CallRecord): void;
    get(id: string): CallRecord | undefined;
    list(filter: { query?: string; outcome?: Outcome; beforeMs?: number; limit: number }): CallRecord[];
    remove(id: string): void;
    clear(): void;
  };
  traces: {
    /** Batched (at most 200 ms late, or when the call ends). */
    add(callRecordId: string, message: TracedMessage): void;
    addMedia(callRecordId: string, span: MediaSpan): void;
    /** A message of no call, kept within the limits. When a call claims it by `add` it is the call's alone. */
    addOther(message: TracedMessage): void;
    of(callRecordId: string): { messages: TracedMessage[]; media: MediaSpan[] };
    /** All with this Call-ID, of calls or not. */
    ofCallId(callId: string, limit: number): { messages: TracedMessage[]; media: MediaSpan[] };
    /** The last ones before `seq`, oldest first. */
    before(seq: number, limit: number): TracedMessage[];
    /** Newest first: messages that hold every word of the text, or words that begin so. */
    find(text: string, limit: number): FoundMessage[];
    usage(): TraceUsage;
    /** What goes beyond is deleted in the background, oldest first. */
    limit(limits: TraceLimits): void;
    /** Deletes all messages of no call. */
    clearOther(): void;
    lastSeq(): number;
    flush(): void;
  };
  quality: {
    /** At the end of a call. */
    save(callRecordId: string, series: QualitySeries): void;
    get(callRecordId: string): QualitySeries | undefined;
  };
  contacts: {
    list(): Contact[];
    save(contact: Contact): void;
    remove(id: string): void;
  };
  chat: {
    /** `requestKey` names the request that brought it; false where that one has been here already. */
    add(message: ChatMessage, requestKey?: string): boolean;
    /** How it fared: never throws. */
    update(message: ChatMessage): void;
    conversations(): Conversation[];
    list(page: ChatPage): ChatMessage[];
    unread(): number;
    markRead(peer: string): void;
    remove(peer: string): void;
  };
  sessions: SessionTable;
  close(): void;
}

/** Opens or makes `DIR/rung.db`. A corrupted file is set aside (`rung.db.corrupt-<time>`) and a new one begun: `recovered` tells.
 *  Calls without an end are closed as `interrupted`, texts without an answer as failed. `:memory:` for tests. Errors: `store-not-writable`, `store-too-new`. */
export function openStore(
  path: string,
  nowMs: number,
  onError: (error: RungError) => void = () => {},
): Result<{ store: Store; recovered?: RungError }, RungError> {
  const opened = openDatabase(path, nowMs);
  if (!opened.ok) return opened;
  const { database, recovered } = opened.value;
  try {
    closeInterrupted(database);
    tidyChat(database);
  } catch (error) {
    database.close();
    return err(notWritable(dirname(path), error));
  }
  return ok({ store: createStore(database, onError), recovered });
}

function createStore(database: Database, onError: (error: RungError) => void): Store {
  const background = (error: unknown): void => onError(storeFailed(error));
  const traces = createTraceTable(database, background);

  return {
    accounts: {
      list: () => orFail(() => listAccounts(database)),
      save: (account) => orFail(() => saveAccount(database, account)),
      remove: (id) => orFail(() => removeAccount(database, id)),
    },
    settings: {
      load: () => orFail(() => loadSettings(database)),
      save: (changes) => orFail(() => saveSettings(database, changes)),
    },
    instanceId: (fresh) => orFail(() => instanceId(database, fresh)),
    calls: {
      save(record) {
        try {
          saveCall(database, record);
        } catch (error) {
          background(error);
        }
        if (record.endedAtMs !== undefined) traces.flush();
      },
      get: (id) => orFail(() => getCall(database, id)),
      list: (filter) => orFail(() => listCalls(database, filter)),
      remove(id) {
        traces.drop(id);
        orFail(() => removeCall(database, id));
      },
      clear() {
        traces.drop();
        orFail(() => clearCalls(database));
      },
    },
    traces: {
      add: traces.add,
      addMedia: traces.addMedia,
      addOther: traces.addOther,
      ofCallId: (callId, limit) => orFail(() => traces.ofCallId(callId, limit)),
      before: (seq, limit) => orFail(() => traces.before(seq, limit)),
      find: (text, limit) => orFail(() => traces.find(text, limit)),
      usage: () => orFail(traces.usage),
      limit: traces.limit,
      clearOther: () => orFail(traces.clearOther),
      of: (callRecordId) => orFail(() => traces.of(callRecordId)),
      lastSeq: () => orFail(() => traces.lastSeq()),
      flush: traces.flush,
    },
    quality: {
      save(callRecordId, series) {
        try {
          saveQuality(database, callRecordId, series);
        } catch (error) {
          background(error);
        }
      },
      get: (callRecordId) => orFail(() => getQuality(database, callRecordId)),
    },
    sessions: createSessionTable(database, orFail),
    contacts: {
      list: () => orFail(() => listContacts(database)),
      save: (contact) => orFail(() => saveContact(database, contact)),
      remove: (id) => orFail(() => removeContact(database, id)),
    },
    chat: {
      add: (message, requestKey) => orFail(() => addMessage(database, message, requestKey)),
      update(message) {
        try {
          updateMessage(database, message);
        } catch (error) {
          background(error);
        }
      },
      conversations: () => orFail(() => listConversations(database)),
      list: (page) => orFail(() => listMessages(database, page)),
      unread: () => orFail(() => countUnread(database)),
      markRead: (peer) => orFail(() => markRead(database, peer)),
      remove: (peer) => orFail(() => removeConversation(database, peer)),
    },
    close() {
      traces.close();
      database.close();
    },
  };
}

function orFail<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new RungFailure(storeFailed(error));
  }
}
