/** The call history. */
import type { CallRecord, Outcome } from '../../src-shared/model.ts';
import type { Database } from './database.ts';
import { isOtherProcess } from './other-process.ts';
import { defineTable } from './table.ts';

const calls = defineTable<CallRecord>('calls', {
  id: 'plain', direction: 'plain', sipCallId: 'plain', accountId: 'plain', accountLabel: 'plain', remoteUri: 'plain', remoteName: 'plain',
  subject: 'plain', startedAtMs: 'plain', answeredAtMs: 'plain', endedAtMs: 'plain', outcome: 'plain', status: 'plain', reason: 'plain',
  endedBy: 'plain', stats: 'json', encryption: 'json', error: 'json', cause: 'json', transfer: 'json', replaces: 'plain', retry: 'json', recordings: 'json', messageCount: 'plain',
});
const UPSERT = calls.upsertSql(['id'], ['search', 'owner_pid']);

export interface CallFilter {
  query?: string;
  outcome?: Outcome;
  beforeMs?: number;
  limit: number;
}

export function saveCall(database: Database, record: CallRecord): void {
  database.prepare(UPSERT).run({ ...calls.toRow(record), search: searchText(record), owner_pid: process.pid });
}

export function getCall(database: Database, id: string): CallRecord | undefined {
  const row = database.prepare('SELECT * FROM calls WHERE id = ?').get(id);
  return row && calls.fromRow(row);
}

/** Newest first; every word of the query must be found somewhere in the record. */
export function listCalls(database: Database, filter: CallFilter): CallRecord[] {
  const words = (filter.query ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const conditions = words.map(() => 'instr(search, ?) > 0');
  const values: (string | number)[] = [...words];
  if (filter.outcome !== undefined) {
    conditions.push('outcome = ?');
    values.push(filter.outcome);
  }
  if (filter.beforeMs !== undefined) {
    conditions.push('started_at_ms < ?');
    values.push(filter.beforeMs);
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const statement = database.prepare(`SELECT * FROM calls ${where} ORDER BY started_at_ms DESC LIMIT ?`);
  return statement.all(...values, filter.limit).map(calls.fromRow);
}

export function removeCall(database: Database, id: string): void {
  database.transaction(() => {
    database.prepare('DELETE FROM messages WHERE call_record_id = ?').run(id);
    database.prepare('DELETE FROM media WHERE call_record_id = ?').run(id);
    database.prepare('DELETE FROM quality WHERE call_record_id = ?').run(id);
    database.prepare('DELETE FROM calls WHERE id = ?').run(id);
  });
}

export function clearCalls(database: Database): void {
  database.transaction(() => {
    // Messages of no call have limits of their own.
    database.prepare("DELETE FROM messages WHERE call_record_id <> ''").run();
    for (const table of ['media', 'quality', 'calls']) database.prepare(`DELETE FROM ${table}`).run();
  });
}

/** Closes the calls of a Rung that was killed: they ended, as far as is known, at the last thing that was written of them.
 *  Calls of another Rung that is running now (a CLI beside the app) are left alone. */
export function closeInterrupted(database: Database): void {
  const owners = database.prepare('SELECT DISTINCT owner_pid FROM calls WHERE ended_at_ms IS NULL').all();
  const close = database.prepare(`
    UPDATE calls SET outcome = 'interrupted', ended_by = 'interrupted',
      ended_at_ms = max(
        started_at_ms,
        coalesce(answered_at_ms, 0),
        coalesce((SELECT max(at_ms) FROM messages WHERE call_record_id = calls.id), 0),
        coalesce((SELECT max(started_at_ms) FROM media WHERE call_record_id = calls.id), 0)),
      message_count = (SELECT count(*) FROM messages WHERE call_record_id = calls.id)
    WHERE ended_at_ms IS NULL AND owner_pid = ?`);
  for (const { owner_pid: pid } of owners) {
    if (!isOtherProcess(Number(pid))) close.run(Number(pid));
  }
}

function searchText(record: CallRecord): string {
  const { remoteUri, remoteName, subject, accountLabel, status, reason } = record;
  return [remoteUri, remoteName, subject, accountLabel, status, reason]
    .filter((value) => value !== undefined)
    .join('\n')
    .toLowerCase();
}
