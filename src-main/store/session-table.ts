/** What is kept of the session directory: our own announcements, reminders, the names of keys. What another Rung wrote and this one does
 *  not understand is left out. Everything throws RungFailure: `store-failed`, `store-full`. */
import { z } from 'zod';
import type { Database } from './database.ts';
import { parseJson } from './table.ts';

const storedSessionSchema = z.object({
  id: z.string(),
  /** Empty where it is private: then it is with the secrets, as it holds media keys. */
  sdp: z.string(),
  ttl: z.number().int().min(1).max(255),
  /** One of our addresses, or `auto`. */
  interface: z.string(),
  keyName: z.string().optional(),
});
export type StoredSession = z.infer<typeof storedSessionSchema>;

export interface SessionTable {
  /** In the order in which they were made. */
  own(): StoredSession[];
  saveOwn(session: StoredSession): void;
  removeOwn(id: string): void;
  reminders(): { id: string; minutes: number }[];
  /** Null: none. */
  saveReminder(id: string, minutes: number | null): void;
  /** Names only, in the order of time. */
  keys(): { name: string; createdAtMs: number }[];
  saveKey(name: string, createdAtMs: number): void;
  removeKey(name: string): void;
}

export function createSessionTable(database: Database, orFail: <T>(work: () => T) => T): SessionTable {
  const run = (sql: string, values: Record<string, string | number>): void => orFail(() => void database.prepare(sql).run(values));

  return {
    own: () => orFail(() => database.prepare('SELECT data FROM own_sessions ORDER BY position').all().flatMap((row) => {
      const session = storedSessionSchema.safeParse(parseJson(row['data']));
      return session.success ? [session.data] : [];
    })),
    saveOwn: (session) => run(`INSERT INTO own_sessions (id, position, data) VALUES (:id, (SELECT coalesce(max(position), 0) + 1 FROM own_sessions), :data)
      ON CONFLICT (id) DO UPDATE SET data = excluded.data`, { id: session.id, data: JSON.stringify(session) }),
    removeOwn: (id) => run('DELETE FROM own_sessions WHERE id = :id', { id }),
    reminders: () => orFail(() => database.prepare('SELECT id, minutes FROM session_reminders').all().map((row) => ({ id: String(row['id']), minutes: Number(row['minutes']) }))),
    keys: () => orFail(() => database.prepare('SELECT name, created_at_ms FROM session_keys ORDER BY created_at_ms').all()
      .map((row) => ({ name: String(row['name']), createdAtMs: Number(row['created_at_ms']) }))),
    saveKey: (name, createdAtMs) => run('INSERT INTO session_keys (name, created_at_ms) VALUES (:name, :createdAtMs)', { name, createdAtMs }),
    removeKey: (name) => run('DELETE FROM session_keys WHERE name = :name', { name }),
    saveReminder(id, minutes) {
      if (minutes === null) run('DELETE FROM session_reminders WHERE id = :id', { id });
      else run('INSERT INTO session_reminders (id, minutes) VALUES (:id, :minutes) ON CONFLICT (id) DO UPDATE SET minutes = excluded.minutes', { id, minutes });
    },
  };
}
