/** Full-text search over the stored messages (SQLite FTS5). What a person types is never query syntax. */
import type { FoundMessage } from '../../src-shared/found-message.ts';
import type { Database } from './database.ts';

/** Words of one search; more narrow nothing down. */
const MAX_WORDS = 8;
const MAX_EXCERPT = 160;
/** Rows taken into the index at a time: a flood of messages is indexed when it is over. */
const INDEX_STEP = 200;

const INDEX = `
  INSERT INTO message_words (rowid, raw)
  SELECT id, raw FROM messages WHERE id > (SELECT coalesce(max(rowid), 0) FROM message_words) ORDER BY id LIMIT ${INDEX_STEP}`;
const FIND = `
  SELECT m.seq, m.at_ms, m.direction, m.transport, m.local, m.remote, m.start, m.call_id, m.method, m.status, m.raw
  FROM message_words w JOIN messages m ON m.id = w.rowid
  WHERE message_words MATCH ? ORDER BY w.rowid DESC LIMIT ?`;

/** Takes some messages that are not in the index yet into it; false: all are. */
export function indexSome(database: Database): boolean {
  return Number(database.prepare(INDEX).run().changes) === INDEX_STEP;
}

/** Newest first: messages that hold every word, as a word of theirs or the beginning of one (phraseOf). */
export function findMessages(database: Database, text: string, limit: number): FoundMessage[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const query = words.map(phraseOf).join(' ');
  return database.prepare(FIND).all(query, limit).map((row) => ({
    seq: Number(row['seq']),
    atMs: Number(row['at_ms']),
    direction: row['direction'] === 'in' ? 'in' : 'out',
    local: String(row['local']),
    remote: String(row['remote']),
    start: String(row['start']),
    callId: String(row['call_id']),
    excerpt: excerptOf(String(row['raw']), words),
  }));
}

/** Each becomes a quoted phrase: what has no letter or digit in it would be an empty one. */
function wordsOf(text: string): string[] {
  return text.replace(/\p{Cc}/gu, ' ').split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).slice(0, MAX_WORDS);
}

/** All that begins with the `1` of `192.0.2.1` is a great part of the index, and slow to gather: such a last piece is meant as it stands. */
function phraseOf(word: string): string {
  const pieces = word.match(/[\p{L}\p{N}]+/gu) ?? [];
  const isWhole = pieces.length > 1 && pieces.at(-1)?.length === 1;
  return `"${word.replaceAll('"', '""')}"${isWhole ? '' : '*'}`;
}

/** The line that holds the first word that stands in one as it was typed. */
function excerptOf(raw: string, words: readonly string[]): string {
  const lines = raw.split(/\r?\n/);
  for (const word of words) {
    const line = lines.find((candidate) => candidate.toLowerCase().includes(word.toLowerCase()));
    if (line !== undefined) return line.slice(0, MAX_EXCERPT);
  }
  return '';
}
