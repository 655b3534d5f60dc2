import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';

/** SQLite's primary result codes (sqlite.org/rescode.html). */
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;

function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown }).errcode;
  // The upper bits of an extended code say more than is needed here.
  return typeof code === 'number' ? code & 0xff : undefined;
}

export function isCorruption(error: unknown): boolean {
  const code = resultCode(error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function notWritable(path: string, error: unknown): RungError {
  const reason = reasonOf(error);
  return rungError(
    'store-not-writable',
    `Rung cannot keep its data in ${path} (${reason}). Make that folder writable, or set RUNG_DATA_DIR to another one.`,
    { path, reason },
  );
}

export function tooNew(path: string, found: number, known: number): RungError {
  return rungError(
    'store-too-new',
    `${path} was written by a newer Rung (data version ${found}, this Rung knows ${known}). Update Rung, or set RUNG_DATA_DIR to another folder. Nothing was changed.`,
    { path, found, known },
  );
}

export function setAside(path: string, aside: string): RungError {
  return rungError(
    'store-recovered',
    `The database was damaged. It was set aside as ${aside} and a new one was begun: history, accounts and settings start empty.`,
    { path, aside },
  );
}

/** A write or read that failed while running: full disk, damage, another program holding the file. */
export function storeFailed(error: unknown): RungError {
  const reason = reasonOf(error);
  if (resultCode(error) === SQLITE_FULL) {
    return rungError('store-full', 'The disk is full: history and traces are not being kept. Free some space.', { reason });
  }
  return rungError('store-failed', `The database could not be used (${reason}). History and traces may be incomplete. Restart Rung.`, { reason });
}
