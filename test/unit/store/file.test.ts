import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RungError } from '../../../src-shared/errors.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { openStore } from '../../../src-main/store/store.ts';
import { sampleAccount, sampleMessage, sampleRecord } from './samples.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 12, 30, 5);
let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rung-store-'));
  path = join(directory, 'rung.db');
});
afterEach(() => rmSync(directory, { recursive: true }));

function open(): { store: Store; recovered?: RungError } {
  const opened = openStore(path, NOW_MS);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}
function openError(at = path): RungError {
  const opened = openStore(at, NOW_MS);
  if (opened.ok) throw new Error('should have failed');
  return opened.error;
}
function fill(): void {
  const { store } = open();
  store.accounts.save(sampleAccount());
  for (let n = 0; n < 500; n++) {
    store.calls.save(sampleRecord({ id: `call-${n}`, startedAtMs: n }));
    store.traces.add(`call-${n}`, sampleMessage({ seq: n + 1 }));
  }
  store.close();
}

describe('the database file', () => {
  it('keeps everything over a restart, and migrating again changes nothing', () => {
    fill();
    const { store, recovered } = open();
    expect(recovered).toBeUndefined();
    expect(store.calls.list({ limit: 500 })).toHaveLength(500);
    expect(store.traces.of('call-7').messages).toEqual([sampleMessage({ seq: 8 })]);
    expect(store.accounts.list()).toEqual([sampleAccount()]);
    expect(store.traces.lastSeq()).toBe(500);
    store.close();
  });

  it('is made with its folder, for its owner only', () => {
    path = join(directory, 'deep', 'er', 'rung.db');
    open().store.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'deep', 'er')).mode & 0o777).toBe(0o700);
  });

  it('is write-ahead logged', () => {
    const { store } = open();
    store.calls.save(sampleRecord());
    expect(existsSync(`${path}-wal`)).toBe(true);
    store.close();
  });

  it('closes a call without an end as interrupted', () => {
    const first = open().store;
    first.calls.save(sampleRecord({ endedAtMs: undefined, startedAtMs: 1_000, answeredAtMs: 4_000 }));
    first.close();
    const { store } = open();
    expect(store.calls.get('call-1')).toMatchObject({ outcome: 'interrupted', endedBy: 'interrupted', endedAtMs: 4_000 });
    store.close();
  });
});

describe('a damaged database', () => {
  function expectSetAside(): void {
    const before = readFileSync(path);
    const { store, recovered } = open();
    expect(recovered?.code).toBe('store-recovered');
    expect(recovered?.message).toContain('rung.db.corrupt-20261121T123005Z');
    expect(readFileSync(`${path}.corrupt-20261121T123005Z`)).toEqual(before);
    expect(store.calls.list({ limit: 10 })).toEqual([]);
    store.calls.save(sampleRecord());
    store.close();
    const again = open();
    expect(again.recovered).toBeUndefined();
    expect(again.store.calls.get('call-1')).toBeDefined();
    again.store.close();
  }

  it('that is no database at all is set aside and told', () => {
    writeFileSync(path, 'this is not a database, it is a shopping list\n'.repeat(100));
    expectSetAside();
  });

  it('with garbage in the middle is set aside and told', () => {
    fill();
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(20_000, 0xa5), 0, 20_000, 8_192);
    closeSync(file);
    expectSetAside();
  });

  it('cut short is set aside and told', () => {
    fill();
    writeFileSync(path, readFileSync(path).subarray(0, 30_000));
    expectSetAside();
  });

  it('that is empty is simply begun', () => {
    writeFileSync(path, '');
    const { store, recovered } = open();
    expect(recovered).toBeUndefined();
    store.close();
  });
});

describe('a place that cannot be used', () => {
  it('is named with what to do', () => {
    const file = join(directory, 'a-file');
    writeFileSync(file, '');
    const error = openError(join(file, 'rung.db'));
    expect(error.code).toBe('store-not-writable');
    expect(error.message).toContain(file);
    expect(error.message).toContain('RUNG_DATA_DIR');
  });

  it('such as a folder in place of the file is refused', () => {
    mkdirSync(path);
    expect(openError().code).toBe('store-not-writable');
  });

  it('such as a database of a newer Rung is refused and left alone', () => {
    open().store.close();
    const newer = new DatabaseSync(path);
    newer.exec('PRAGMA user_version = 999');
    newer.close();
    const before = readFileSync(path);
    expect(openError()).toMatchObject({ code: 'store-too-new', params: { found: 999 } });
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(directory)).toEqual(['rung.db']);
  });
});
