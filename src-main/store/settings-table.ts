/** Accounts and settings. What an older or newer Rung wrote and this one does not understand is ignored, not an error. */
import type { Account, Settings } from '../../src-shared/model.ts';
import { accountSchema, defaultSettings, settingsSchema } from '../../src-shared/model.ts';
import type { Database } from './database.ts';
import { parseJson } from './table.ts';

/** In the order in which they were made. */
export function listAccounts(database: Database): Account[] {
  return database.prepare('SELECT data FROM accounts ORDER BY position').all().flatMap((row) => {
    const account = accountSchema.safeParse(parseJson(row['data']));
    return account.success ? [account.data] : [];
  });
}

/** The schema drops everything that is not an account's field: a password can't slip in. */
export function saveAccount(database: Database, account: Account): void {
  database
    .prepare(`INSERT INTO accounts (id, position, data) VALUES (:id, (SELECT coalesce(max(position), 0) + 1 FROM accounts), :data)
      ON CONFLICT (id) DO UPDATE SET data = excluded.data`)
    .run({ id: account.id, data: JSON.stringify(accountSchema.parse(account)) });
}

export function removeAccount(database: Database, id: string): void {
  database.prepare('DELETE FROM accounts WHERE id = ?').run(id);
}

export function loadSettings(database: Database): Settings {
  const known = settingsSchema.shape;
  const stored = database.prepare('SELECT name, value FROM settings').all().flatMap((row) => {
    const name = String(row['name']);
    if (!Object.hasOwn(known, name)) return [];
    const value = known[name as keyof Settings].safeParse(parseJson(row['value']));
    return value.success ? [[name, value.data] as const] : [];
  });
  return { ...defaultSettings, ...Object.fromEntries(stored) };
}

export function saveSettings(database: Database, changes: Partial<Settings>): Settings {
  const valid = settingsSchema.partial().parse(changes);
  const save = database.prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value');
  database.transaction(() => {
    for (const [name, value] of Object.entries(valid)) {
      if (value !== undefined) save.run(name, JSON.stringify(value));
    }
  });
  return loadSettings(database);
}

/** The name of this installation: made once, kept with the settings but none of them. */
export function instanceId(database: Database, fresh: () => string): string {
  const row = database.prepare("SELECT value FROM settings WHERE name = 'instanceId'").get();
  if (row) return String(row['value']);
  const id = fresh();
  database.prepare("INSERT INTO settings (name, value) VALUES ('instanceId', ?)").run(id);
  return id;
}
