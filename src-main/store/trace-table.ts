/** Messages, and RTP bands of calls, written in batches. */
import type { FoundMessage } from '../../src-shared/found-message.ts';
import type { MediaSpan, TracedMessage } from '../../src-shared/model.ts';
import type { TraceUsage } from '../../src-shared/trace-settings.ts';
import type { Database } from './database.ts';
import { findMessages, indexSome } from './message-search.ts';
import { defineTable } from './table.ts';
import type { TraceLimits } from './trace-limits.ts';
import { NO_CALL, clearOutsideCalls, pruneSome, traceUsage } from './trace-limits.ts';

const FLUSH_AFTER_MS = 200;
/** What is kept for a later try when writing fails; the oldest goes first. */
const MAX_QUEUED = 10_000;
/** Between two steps of what is done in the background: others come in between. */
const PAUSE_MS = 20;
/** How long a search waits for messages that are not in the index yet. */
const INDEX_AT_MOST_MS = 1_500;
/** Age is looked at so often. */
const PRUNE_EVERY_MS = 600_000;

const messages = defineTable<Omit<TracedMessage, 'agent'>>('messages', {
  seq: 'plain', atMs: 'plain', direction: 'plain', transport: 'plain', local: 'plain', remote: 'plain', start: 'plain', callId: 'plain',
  method: 'plain', status: 'plain', cseq: 'plain', branch: 'plain', fromTag: 'plain', toTag: 'plain', retransmissionOf: 'plain',
  hasSdp: 'flag', raw: 'plain', note: 'plain', digest: 'plain', protocol: 'plain', packet: 'plain', folded: 'json',
});
const media = defineTable<MediaSpan>('media', {
  callId: 'plain', local: 'plain', remote: 'plain', codec: 'plain', startedAtMs: 'plain', endedAtMs: 'plain', early: 'flag', encryption: 'json', stats: 'json',
});
const UPSERT_MESSAGE = messages.upsertSql(['call_record_id', 'seq'], ['call_record_id']);
/** A message that a call claims is none of the others any more. */
const UNCLAIM = "DELETE FROM messages WHERE call_record_id = '' AND seq = ?";
const UPSERT_MEDIA = media.upsertSql(['call_record_id', 'started_at_ms', 'local'], ['call_record_id']);

export interface TraceTable {
  add(callRecordId: string, message: TracedMessage): void;
  addMedia(callRecordId: string, span: MediaSpan): void;
  /** A message of no call, as far as is known. When a call claims it by `add` it is the call's alone. */
  addOther(message: TracedMessage): void;
  of(callRecordId: string): { messages: TracedMessage[]; media: MediaSpan[] };
  /** All with this Call-ID, of calls or not. */
  ofCallId(callId: string, limit: number): { messages: TracedMessage[]; media: MediaSpan[] };
  /** The last ones before `seq`, oldest first. */
  before(seq: number, limit: number): TracedMessage[];
  find(text: string, limit: number): FoundMessage[];
  usage(): TraceUsage;
  /** From now on, and looked after in the background. */
  limit(limits: TraceLimits): void;
  clearOther(): void;
  lastSeq(): number;
  flush(): void;
  /** Writes what waits; nothing goes on in the background after that. */
  close(): void;
  /** Forgets what waits for one call, or for all of them. */
  drop(callRecordId?: string): void;
}

interface Queued {
  callRecordId: string;
  write: () => void;
}

/** `onError` hears of writes that failed in the background. */
export function createTraceTable(database: Database, onError: (error: unknown) => void): TraceTable {
  let queue: Queued[] = [];
  let timer: NodeJS.Timeout | undefined;
  let limits: TraceLimits | undefined;
  /** Of the messages outside calls; undefined: not counted yet. */
  let otherBytes: number | undefined;
  let prunedAtMs = 0;
  let tidying: NodeJS.Timeout | undefined;

  /** Index and limits, a step at a time. */
  function tidy(): void {
    tidying = undefined;
    if (!limits) return;
    try {
      const indexing = indexSome(database);
      const pruning = prune(limits);
      if (indexing || pruning) tidySoon();
    } catch (error) {
      onError(error);
    }
  }

  function tidySoon(): void {
    // Who sets no limits, the command line, searches nothing either.
    if (limits) tidying ??= setTimeout(tidy, PAUSE_MS).unref();
  }

  function prune(wanted: TraceLimits): boolean {
    const nowMs = Date.now();
    const isDue = nowMs - prunedAtMs >= PRUNE_EVERY_MS;
    // Counted anew now and then: what calls have claimed meanwhile is no longer part of it.
    if (isDue || otherBytes === undefined) otherBytes = traceUsage(database).bytes;
    if (otherBytes <= wanted.bytes && !isDue) return false;
    const { gone, bytes } = pruneSome(database, wanted, nowMs, otherBytes);
    otherBytes = bytes;
    if (gone === 0) prunedAtMs = nowMs;
    return gone > 0;
  }

  function enqueue(callRecordId: string, write: () => void): void {
    queue.push({ callRecordId, write });
    if (queue.length > MAX_QUEUED) queue = queue.slice(-MAX_QUEUED / 2);
    timer ??= setTimeout(flush, FLUSH_AFTER_MS).unref();
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (queue.length === 0) return;
    try {
      database.transaction(() => {
        for (const { write } of queue) write();
      });
      queue = [];
    } catch (error) {
      onError(error);
    }
    tidySoon();
  }

  const rowsOf = (where: string, ...values: (string | number)[]): TracedMessage[] => database.prepare(`SELECT * FROM messages ${where}`).all(...values).map(messages.fromRow);

  return {
    add(callRecordId, message) {
      const row = { ...messages.toRow(message), call_record_id: callRecordId };
      enqueue(callRecordId, () => {
        database.prepare(UPSERT_MESSAGE).run(row);
        database.prepare(UNCLAIM).run(message.seq);
      });
    },
    addOther(message) {
      const row = { ...messages.toRow(message), call_record_id: NO_CALL };
      enqueue(NO_CALL, () => {
        database.prepare(UPSERT_MESSAGE).run(row);
        if (otherBytes !== undefined && !message.folded) otherBytes += message.raw.length + (message.packet?.length ?? 0);
      });
    },
    addMedia(callRecordId, span) {
      const row = { ...media.toRow(span), call_record_id: callRecordId };
      enqueue(callRecordId, () => database.prepare(UPSERT_MEDIA).run(row));
    },
    of(callRecordId) {
      flush();
      const mediaRows = database.prepare('SELECT * FROM media WHERE call_record_id = ? ORDER BY started_at_ms').all(callRecordId);
      return { messages: rowsOf('WHERE call_record_id = ? ORDER BY seq', callRecordId), media: mediaRows.map(media.fromRow) };
    },
    ofCallId(callId, limit) {
      flush();
      const mediaRows = database.prepare('SELECT * FROM media WHERE call_id = ? ORDER BY started_at_ms LIMIT ?').all(callId, limit);
      return { messages: rowsOf('WHERE call_id = ? ORDER BY seq LIMIT ?', callId, limit), media: mediaRows.map(media.fromRow) };
    },
    before(seq, limit) {
      flush();
      return rowsOf('WHERE seq < ? ORDER BY seq DESC LIMIT ?', seq, limit).reverse();
    },
    find(text, limit) {
      flush();
      // After an update of Rung there may be much to do: what is left is done in the background.
      const untilMs = performance.now() + INDEX_AT_MOST_MS;
      while (indexSome(database) && performance.now() < untilMs);
      return findMessages(database, text, limit);
    },
    usage() {
      flush();
      return traceUsage(database);
    },
    limit(wanted) {
      limits = wanted;
      prunedAtMs = 0;
      tidySoon();
    },
    clearOther() {
      queue = queue.filter((queued) => queued.callRecordId !== NO_CALL);
      clearOutsideCalls(database);
      otherBytes = 0;
    },
    lastSeq() {
      flush();
      return Number(database.prepare('SELECT coalesce(max(seq), 0) AS last FROM messages').get()?.['last']);
    },
    flush,
    close() {
      flush();
      clearTimeout(tidying);
      tidying = undefined;
    },
    drop(callRecordId) {
      queue = queue.filter((queued) => queued.callRecordId === NO_CALL || (callRecordId !== undefined && queued.callRecordId !== callRecordId));
    },
  };
}
