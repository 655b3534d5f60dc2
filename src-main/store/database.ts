/** Opening, checking and migrating the database file. */
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import type { RungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import { makeDirectory } from './data-dir.ts';
import { migrations } from './migrations.ts';
import { isCorruption, notWritable, setAside, tooNew } from './store-error.ts';

/** Up to this size the whole file is checked at each start (some 50 ms); damage in a larger one shows when it is read. */
const FULL_CHECK_BYTES = 32 * 1024 * 1024;
/** How long to wait for another Rung that is writing. */
const BUSY_TIMEOUT_MS = 2_000;

export interface Database {
  /** Prepared once for each text. */
  prepare(sql: string): StatementSync;
  /** All or nothing. */
  transaction(work: () => void): void;
  close(): void;
}

/** Opens or makes the file, sets a damaged one aside, brings the schema up to date.
 *  Errors: `store-not-writable`, `store-too-new`. */
export function openDatabase(path: string, nowMs: number): Result<{ database: Database; recovered?: RungError }, RungError> {
  try {
    createPrivateFile(path);
    return migrated(path);
  } catch (error) {
    if (!isCorruption(error)) return err(notWritable(dirname(path), error));
  }
  try {
    const recovered = setAside(path, moveAside(path, nowMs));
    createPrivateFile(path);
    const fresh = migrated(path);
    return fresh.ok ? ok({ ...fresh.value, recovered }) : fresh;
  } catch (error) {
    return err(notWritable(dirname(path), error));
  }
}

/** Histories and traces are nobody else's business. SQLite gives the -wal and -shm files the same permissions. */
function createPrivateFile(path: string): void {
  if (path === ':memory:') return;
  makeDirectory(dirname(path));
  closeSync(openSync(path, 'a', 0o600));
}

/** Throws what SQLite throws. */
function migrated(path: string): Result<{ database: Database }, RungError> {
  const handle = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    const version = userVersion(handle);
    if (version > migrations.length) {
      handle.close();
      return err(tooNew(path, version, migrations.length));
    }
    check(handle, path);
    handle.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    migrate(handle);
    return ok({ database: wrap(handle) });
  } catch (error) {
    handle.close();
    throw error;
  }
}

function userVersion(handle: DatabaseSync): number {
  return Number(handle.prepare('PRAGMA user_version').get()?.['user_version']);
}

function check(handle: DatabaseSync, path: string): void {
  if (path === ':memory:' || statSync(path).size > FULL_CHECK_BYTES) return;
  const found = handle.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  // As SQLite would have thrown, had it met the place itself: SQLITE_CORRUPT.
  if (found !== 'ok') throw Object.assign(new Error(String(found)), { errcode: 11 });
}

/** Takes the write lock first, so that of two Rungs that start at once only one migrates, and a read-only place is found out. */
function migrate(handle: DatabaseSync): void {
  inTransaction(handle, () => {
    const steps = migrations.slice(userVersion(handle));
    for (const step of steps) handle.exec(step);
    handle.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

function moveAside(path: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const aside = `${path}.corrupt-${time}`;
  renameSync(path, aside);
  for (const suffix of ['-wal', '-shm']) {
    try {
      renameSync(path + suffix, aside + suffix);
    } catch {
      // There was none.
    }
  }
  return aside;
}

function wrap(handle: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>();
  return {
    prepare(sql) {
      const known = statements.get(sql);
      if (known) return known;
      const statement = handle.prepare(sql);
      statements.set(sql, statement);
      return statement;
    },
    transaction: (work) => inTransaction(handle, work),
    close: () => handle.close(),
  };
}

function inTransaction(handle: DatabaseSync, work: () => void): void {
  handle.exec('BEGIN IMMEDIATE');
  try {
    work();
    handle.exec('COMMIT');
  } catch (error) {
    // SQLite has already rolled back after some errors (full disk): then there is nothing to undo.
    if (handle.isTransaction) handle.exec('ROLLBACK');
    throw error;
  }
}
