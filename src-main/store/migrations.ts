/** The schema, one step a version: step n brings `user_version` from n to n + 1. Steps that were released never change. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    data TEXT NOT NULL
  ) STRICT;

  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;

  CREATE TABLE calls (
    id TEXT PRIMARY KEY,
    direction TEXT NOT NULL,
    sip_call_id TEXT NOT NULL,
    account_id TEXT,
    account_label TEXT,
    remote_uri TEXT NOT NULL,
    remote_name TEXT NOT NULL,
    subject TEXT,
    started_at_ms REAL NOT NULL,
    answered_at_ms REAL,
    ended_at_ms REAL,
    outcome TEXT NOT NULL,
    status INTEGER,
    reason TEXT,
    ended_by TEXT,
    stats TEXT,
    error TEXT,
    message_count INTEGER NOT NULL,
    -- What the search field looks through, in lower case.
    search TEXT NOT NULL,
    -- Process that carries the call while it has no end.
    owner_pid INTEGER NOT NULL
  ) STRICT;
  -- Holds all that the history's filter looks at: a search reads this index and touches only the rows it finds.
  CREATE INDEX calls_by_start ON calls (started_at_ms DESC, outcome, search);
  CREATE INDEX calls_without_end ON calls (owner_pid) WHERE ended_at_ms IS NULL;

  CREATE TABLE messages (
    call_record_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at_ms REAL NOT NULL,
    direction TEXT NOT NULL,
    transport TEXT NOT NULL,
    local TEXT NOT NULL,
    remote TEXT NOT NULL,
    start TEXT NOT NULL,
    call_id TEXT NOT NULL,
    method TEXT NOT NULL,
    status INTEGER,
    cseq INTEGER,
    branch TEXT NOT NULL,
    from_tag TEXT NOT NULL,
    to_tag TEXT NOT NULL,
    retransmission_of INTEGER,
    has_sdp INTEGER NOT NULL,
    raw TEXT NOT NULL,
    note TEXT
  ) STRICT;
  CREATE UNIQUE INDEX messages_of_call ON messages (call_record_id, seq);
  CREATE INDEX messages_by_seq ON messages (seq);

  CREATE TABLE media (
    call_record_id TEXT NOT NULL,
    call_id TEXT NOT NULL,
    local TEXT NOT NULL,
    remote TEXT NOT NULL,
    codec TEXT NOT NULL,
    started_at_ms REAL NOT NULL,
    ended_at_ms REAL,
    early INTEGER NOT NULL,
    stats TEXT
  ) STRICT;
  CREATE UNIQUE INDEX media_of_call ON media (call_record_id, started_at_ms, local);
  `,
  `
  CREATE TABLE contacts (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    data TEXT NOT NULL
  ) STRICT;

  CREATE TABLE chat (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    peer TEXT NOT NULL,
    peer_name TEXT NOT NULL,
    account_id TEXT,
    direction TEXT NOT NULL,
    text TEXT NOT NULL,
    at_ms REAL NOT NULL,
    state TEXT NOT NULL,
    status INTEGER,
    reason TEXT,
    error TEXT,
    read INTEGER NOT NULL,
    sip_call_id TEXT NOT NULL,
    -- What a search looks through, in lower case.
    search TEXT NOT NULL,
    -- Process that sends it.
    owner_pid INTEGER NOT NULL,
    -- The request that brought it: one that comes twice is one message.
    request_key TEXT UNIQUE
  ) STRICT;
  CREATE INDEX chat_of_peer ON chat (peer, position, read);
  CREATE INDEX chat_unread ON chat (peer) WHERE read = 0;
  CREATE INDEX chat_sending ON chat (owner_pid) WHERE state = 'sending';
  `,
  `
  ALTER TABLE calls ADD COLUMN cause TEXT;
  ALTER TABLE calls ADD COLUMN transfer TEXT;
  ALTER TABLE calls ADD COLUMN replaces TEXT;
  `,
  `
  ALTER TABLE calls ADD COLUMN recordings TEXT;
  `,
  `
  ALTER TABLE calls ADD COLUMN encryption TEXT;
  ALTER TABLE media ADD COLUMN encryption TEXT;
  `,
  `
  CREATE TABLE quality (
    call_record_id TEXT PRIMARY KEY,
    series TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE messages ADD COLUMN digest TEXT;
  `,
  `
  -- With a row number of its own, which the index of words points to; without call: record ''.
  ALTER TABLE messages RENAME TO messages_before;
  DROP INDEX messages_of_call;
  DROP INDEX messages_by_seq;
  CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    call_record_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at_ms REAL NOT NULL,
    direction TEXT NOT NULL,
    transport TEXT NOT NULL,
    local TEXT NOT NULL,
    remote TEXT NOT NULL,
    start TEXT NOT NULL,
    call_id TEXT NOT NULL,
    method TEXT NOT NULL,
    status INTEGER,
    cseq INTEGER,
    branch TEXT NOT NULL,
    from_tag TEXT NOT NULL,
    to_tag TEXT NOT NULL,
    retransmission_of INTEGER,
    has_sdp INTEGER NOT NULL,
    raw TEXT NOT NULL,
    note TEXT,
    digest TEXT
  ) STRICT;
  INSERT INTO messages (call_record_id, seq, at_ms, direction, transport, local, remote, start, call_id, method, status, cseq, branch, from_tag, to_tag,
    retransmission_of, has_sdp, raw, note, digest)
  SELECT call_record_id, seq, at_ms, direction, transport, local, remote, start, call_id, method, status, cseq, branch, from_tag, to_tag,
    retransmission_of, has_sdp, raw, note, digest FROM messages_before ORDER BY seq;
  DROP TABLE messages_before;
  CREATE UNIQUE INDEX messages_of_call ON messages (call_record_id, seq);
  CREATE INDEX messages_by_seq ON messages (seq);
  CREATE INDEX messages_by_call_id ON messages (call_id, seq);
  CREATE INDEX media_by_call_id ON media (call_id);

  -- The words only: the texts stand in messages. Filled in the background (message-search.ts).
  CREATE VIRTUAL TABLE message_words USING fts5 (raw, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2");
  CREATE TRIGGER message_words_gone AFTER DELETE ON messages BEGIN
    DELETE FROM message_words WHERE rowid = old.id;
  END;
  `,
  `
  ALTER TABLE calls ADD COLUMN retry TEXT;
  `,
  `
  -- What is no SIP (src-shared/traced-packet.ts).
  ALTER TABLE messages ADD COLUMN protocol TEXT;
  ALTER TABLE messages ADD COLUMN packet TEXT;
  ALTER TABLE messages ADD COLUMN folded TEXT;
  `,
  `
  -- Announced by us, and again at each start.
  CREATE TABLE own_sessions (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    data TEXT NOT NULL
  ) STRICT;
  CREATE TABLE session_reminders (
    id TEXT PRIMARY KEY,
    minutes INTEGER NOT NULL
  ) STRICT;
  -- Of private sessions; the keys themselves are with the other secrets.
  CREATE TABLE session_keys (
    name TEXT PRIMARY KEY,
    created_at_ms REAL NOT NULL
  ) STRICT;
  `,
  `
  -- Pieces of three characters instead of words: what is sought may stand in the middle of one. Filled anew in the background (message-search.ts).
  DROP TRIGGER message_words_gone;
  DROP TABLE message_words;
  CREATE VIRTUAL TABLE message_pieces USING fts5 (raw, content = '', contentless_delete = 1, detail = none, tokenize = "trigram remove_diacritics 1");
  CREATE TRIGGER message_pieces_gone AFTER DELETE ON messages BEGIN
    DELETE FROM message_pieces WHERE rowid = old.id;
  END;
  `,
];
