/** The messages outside calls are kept within limits of size and age; those of calls go with the history. */
import type { TraceUsage } from '../../src-shared/trace-settings.ts';
import type { Database } from './database.ts';

export interface TraceLimits {
  /** Of the texts and packets outside calls. */
  bytes: number;
  days: number;
}

/** Messages of no call have this record. */
export const NO_CALL = '';
/** What is deleted at a time: short enough that nobody waits for it. */
const STEP = 500;
const DAY_MS = 86_400_000;

const SIZE = 'octet_length(raw) + coalesce(octet_length(packet), 0)';
const USAGE = `
  SELECT call_record_id = '' AS outside, count(*) AS messages, coalesce(sum(${SIZE}), 0) AS bytes, min(at_ms) AS oldest
  FROM messages GROUP BY outside`;
const DELETE_OLD = `DELETE FROM messages WHERE id IN (SELECT id FROM messages WHERE call_record_id = '' AND at_ms < ? ORDER BY seq LIMIT ${STEP})`;
const OLDEST = `SELECT id, ${SIZE} AS bytes FROM messages WHERE call_record_id = '' ORDER BY seq LIMIT ${STEP}`;

export function traceUsage(database: Database): TraceUsage {
  const usage: TraceUsage = { messages: 0, bytes: 0, callMessages: 0, callBytes: 0 };
  for (const row of database.prepare(USAGE).all()) {
    if (row['outside'] === 1) Object.assign(usage, { messages: row['messages'], bytes: row['bytes'], oldestMs: row['oldest'] ?? undefined });
    else Object.assign(usage, { callMessages: row['messages'], callBytes: row['bytes'] });
  }
  return usage;
}

/** One step: what is too old; where nothing is, what is too much. `bytes`: what is there now. Tells how many are gone, and what is left. */
export function pruneSome(database: Database, limits: TraceLimits, nowMs: number, bytes: number): { gone: number; bytes: number } {
  const old = Number(database.prepare(DELETE_OLD).run(nowMs - limits.days * DAY_MS).changes);
  if (old > 0 || bytes <= limits.bytes) return { gone: old, bytes: old > 0 ? traceUsage(database).bytes : bytes };
  let left = bytes;
  let gone = 0;
  const remove = database.prepare('DELETE FROM messages WHERE id = ?');
  database.transaction(() => {
    for (const row of database.prepare(OLDEST).all()) {
      if (left <= limits.bytes) break;
      remove.run(row['id'] ?? null);
      left -= Number(row['bytes']);
      gone++;
    }
  });
  return { gone, bytes: left };
}

export function clearOutsideCalls(database: Database): void {
  database.prepare("DELETE FROM messages WHERE call_record_id = ''").run();
}
