/** Text messages, sent and received. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { ChatMessage, Conversation } from '../../src-shared/model.ts';
import type { Database } from './database.ts';
import { isOtherProcess } from './other-process.ts';
import { defineTable } from './table.ts';

const chat = defineTable<ChatMessage>('chat', {
  id: 'plain', peer: 'plain', peerName: 'plain', accountId: 'plain', direction: 'plain', text: 'plain', atMs: 'plain', state: 'plain',
  status: 'plain', reason: 'plain', error: 'json', read: 'flag', sipCallId: 'plain',
});
const INSERT = chat.upsertSql(['id'], ['search', 'owner_pid', 'request_key']);
/** The oldest beyond this go at the next start: some 100 MB of the longest texts that anybody sends. */
const MAX_MESSAGES = 100_000;
const MAX_CONVERSATIONS = 1000;

export interface ChatPage {
  peer: string;
  beforeMs?: number | undefined;
  limit: number;
}

/** `requestKey` names the request that brought it: false where that one has been here already. */
export function addMessage(database: Database, message: ChatMessage, requestKey?: string): boolean {
  const isKnown = requestKey !== undefined && database.prepare('SELECT 1 FROM chat WHERE request_key = ?').get(requestKey);
  if (isKnown) return false;
  const search = `${message.peerName}\n${message.peer}\n${message.text}`.toLowerCase();
  database.prepare(INSERT).run({ ...chat.toRow(message), search, owner_pid: process.pid, request_key: requestKey ?? null });
  return true;
}

/** How it fared. One that was removed meanwhile stays removed. */
export function updateMessage(database: Database, { id, state, status, reason, error }: ChatMessage): void {
  database
    .prepare('UPDATE chat SET state = ?, status = ?, reason = ?, error = ? WHERE id = ?')
    .run(state, status ?? null, reason ?? null, error ? JSON.stringify(error) : null, id);
}

/** The last one first. */
export function listConversations(database: Database): Conversation[] {
  const rows = database.prepare(`
    SELECT chat.*, one.unread FROM chat
      JOIN (SELECT peer, max(position) AS last, sum(read = 0) AS unread FROM chat GROUP BY peer) AS one ON chat.position = one.last
      ORDER BY chat.position DESC LIMIT ?`).all(MAX_CONVERSATIONS);
  return rows.map((row) => {
    const last = chat.fromRow(row);
    return { peer: last.peer, peerName: last.peerName, last, unread: Number(row['unread']) };
  });
}

/** Newest first. */
export function listMessages(database: Database, { peer, beforeMs = Number.MAX_VALUE, limit }: ChatPage): ChatMessage[] {
  const statement = database.prepare('SELECT * FROM chat WHERE peer = ? AND at_ms < ? ORDER BY position DESC LIMIT ?');
  return statement.all(peer, beforeMs, limit).map(chat.fromRow);
}

export function countUnread(database: Database): number {
  return Number(database.prepare('SELECT count(*) AS unread FROM chat WHERE read = 0').get()?.['unread']);
}

export function markRead(database: Database, peer: string): void {
  database.prepare('UPDATE chat SET read = 1 WHERE peer = ? AND read = 0').run(peer);
}

export function removeConversation(database: Database, peer: string): void {
  database.prepare('DELETE FROM chat WHERE peer = ?').run(peer);
}

/** What a Rung that died was sending failed, as far as is known. That of another one that is running now is left alone. */
export function tidyChat(database: Database): void {
  const owners = database.prepare("SELECT DISTINCT owner_pid FROM chat WHERE state = 'sending'").all();
  const close = database.prepare("UPDATE chat SET state = 'failed', error = ? WHERE state = 'sending' AND owner_pid = ?");
  for (const { owner_pid: pid } of owners) {
    if (!isOtherProcess(Number(pid))) close.run(JSON.stringify(interrupted()), Number(pid));
  }
  database.prepare('DELETE FROM chat WHERE position <= (SELECT position FROM chat ORDER BY position DESC LIMIT 1 OFFSET ?)').run(MAX_MESSAGES);
}

export function interrupted(): RungError {
  return rungError('chat-interrupted', 'Rung ended before an answer came. Whether the text has arrived is not known.');
}
