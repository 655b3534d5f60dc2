/** Messages and RTP bands of calls, written in batches. */
import type { MediaSpan, TracedMessage } from '../../src-shared/model.ts';
import type { Database } from './database.ts';
import { defineTable } from './table.ts';

const FLUSH_AFTER_MS = 200;
/** What is kept for a later try when writing fails; the oldest goes first. */
const MAX_QUEUED = 10_000;

const messages = defineTable<Omit<TracedMessage, 'agent'>>('messages', {
  seq: 'plain', atMs: 'plain', direction: 'plain', transport: 'plain', local: 'plain', remote: 'plain', start: 'plain', callId: 'plain',
  method: 'plain', status: 'plain', cseq: 'plain', branch: 'plain', fromTag: 'plain', toTag: 'plain', retransmissionOf: 'plain',
  hasSdp: 'flag', raw: 'plain', note: 'plain', digest: 'plain',
});
const media = defineTable<MediaSpan>('media', {
  callId: 'plain', local: 'plain', remote: 'plain', codec: 'plain', startedAtMs: 'plain', endedAtMs: 'plain', early: 'flag', encryption: 'json', stats: 'json',
});
const UPSERT_MESSAGE = messages.upsertSql(['call_record_id', 'seq'], ['call_record_id']);
const UPSERT_MEDIA = media.upsertSql(['call_record_id', 'started_at_ms', 'local'], ['call_record_id']);

export interface TraceTable {
  add(callRecordId: string, message: TracedMessage): void;
  addMedia(callRecordId: string, span: MediaSpan): void;
  of(callRecordId: string): { messages: TracedMessage[]; media: MediaSpan[] };
  lastSeq(): number;
  flush(): void;
  /** Forgets what waits for one call, or for all. */
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
  }

  return {
    add(callRecordId, message) {
      const row = { ...messages.toRow(message), call_record_id: callRecordId };
      enqueue(callRecordId, () => database.prepare(UPSERT_MESSAGE).run(row));
    },
    addMedia(callRecordId, span) {
      const row = { ...media.toRow(span), call_record_id: callRecordId };
      enqueue(callRecordId, () => database.prepare(UPSERT_MEDIA).run(row));
    },
    of(callRecordId) {
      flush();
      const messageRows = database.prepare('SELECT * FROM messages WHERE call_record_id = ? ORDER BY seq').all(callRecordId);
      const mediaRows = database.prepare('SELECT * FROM media WHERE call_record_id = ? ORDER BY started_at_ms').all(callRecordId);
      return { messages: messageRows.map(messages.fromRow), media: mediaRows.map(media.fromRow) };
    },
    lastSeq() {
      flush();
      return Number(database.prepare('SELECT coalesce(max(seq), 0) AS last FROM messages').get()?.['last']);
    },
    flush,
    drop(callRecordId) {
      queue = callRecordId === undefined ? [] : queue.filter((queued) => queued.callRecordId !== callRecordId);
    },
  };
}
