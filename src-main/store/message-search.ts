/** Full-text search over the stored messages (SQLite FTS5). What a person types is never query syntax. */
import type { FoundMessage } from '../../src-shared/found-message.ts';
import type { Database } from './database.ts';

/** Words of one search; more narrow nothing down. */
const MAX_WORDS = 8;
const MAX_EXCERPT = 160;
/** Rows taken into the index at a time: a flood of messages is indexed when it is over. */
const INDEX_STEP = 200;
const MAX_TRIGRAMS = 64;
const MAX_TRIGRAMS_A_WORD = 24;
/** Messages that are looked at: pieces that many have, and none together, end in time. Of words of one or two characters, which the index does not
 *  know, only the newest are found. */
const MAX_CANDIDATES = 20_000;

const INDEX = `
  INSERT INTO message_pieces (rowid, raw)
  SELECT id, raw FROM messages WHERE id > (SELECT coalesce(max(rowid), 0) FROM message_pieces) ORDER BY id LIMIT ${INDEX_STEP}`;
const COLUMNS = 'm.seq, m.at_ms, m.direction, m.local, m.remote, m.start, m.call_id, m.raw';
const BY_TRIGRAMS = `SELECT ${COLUMNS} FROM message_pieces p JOIN messages m ON m.id = p.rowid WHERE message_pieces MATCH ? ORDER BY p.rowid DESC LIMIT ?`;
const NEWEST = `SELECT ${COLUMNS} FROM messages m ORDER BY m.id DESC LIMIT ?`;

/** Takes some messages that are not in the index yet into it; false: all are. */
export function indexSome(database: Database): boolean {
  return Number(database.prepare(INDEX).run().changes) === INDEX_STEP;
}

/** Newest first: messages that hold every word, wherever in a word of theirs. The index knows which messages have all pieces of three
 *  characters of what is sought; whether these stand together is seen in the text. */
export function findMessages(database: Database, text: string, limit: number): FoundMessage[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const folded = words.map(fold);
  const pieces = words.flatMap(trigramsOf).slice(0, MAX_TRIGRAMS);
  const rows = pieces.length > 0 ? database.prepare(BY_TRIGRAMS).iterate(pieces.join(' '), MAX_CANDIDATES) : database.prepare(NEWEST).iterate(MAX_CANDIDATES);
  const found: FoundMessage[] = [];
  for (const row of rows) {
    const raw = String(row['raw']);
    const text = fold(raw);
    if (!folded.every((word) => text.includes(word))) continue;
    found.push({
      seq: Number(row['seq']),
      atMs: Number(row['at_ms']),
      direction: row['direction'] === 'in' ? 'in' : 'out',
      local: String(row['local']),
      remote: String(row['remote']),
      start: String(row['start']),
      callId: String(row['call_id']),
      excerpt: excerptOf(raw, words),
    });
    if (found.length >= limit) break;
  }
  return found;
}

/** What has no letter or digit in it narrows nothing down; quotation marks around a word are not meant. */
function wordsOf(text: string): string[] {
  const words = text.replace(/\p{Cc}/gu, ' ').split(/\s+/).map((word) => word.replace(/^"+|"+$/g, ''));
  return words.filter((word) => /[\p{L}\p{N}]/u.test(word)).slice(0, MAX_WORDS);
}

/** Each a quoted string of the query language, so that nothing in it is a part of that. Of a long word not every one is needed. */
function trigramsOf(word: string): string[] {
  const characters = [...word];
  const step = Math.max(1, Math.ceil((characters.length - 2) / MAX_TRIGRAMS_A_WORD));
  const pieces: string[] = [];
  for (let at = 0; at + 3 <= characters.length; at += step) pieces.push(`"${characters.slice(at, at + 3).join('').replaceAll('"', '""')}"`);
  return pieces;
}

/** Without case and diacritics, as the index is. */
function fold(text: string): string {
  const plain = /[\u0080-\uffff]/.test(text) ? text.normalize('NFD').replace(/\p{M}/gu, '') : text;
  return plain.toLowerCase();
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
