import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openStore } from '../../../src-main/store/store.ts';

function storedMessages(path: string): number {
  if (!existsSync(path)) return 0;
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return Number(database.prepare('SELECT count(*) AS n FROM messages').get()?.['n']);
  } catch {
    return 0; // not yet made
  } finally {
    database.close();
  }
}

it('finds the call of a killed process as interrupted, with its messages', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'rung-crash-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'rung.db');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child-in-a-call.ts'), path], { stdio: 'inherit' });
  const exited = once(child, 'exit');
  await vi.waitUntil(() => storedMessages(path) === 5, { timeout: 20_000, interval: 20 });

  const beside = openStore(path, Date.now());
  if (!beside.ok) throw new Error(beside.error.message);
  expect(beside.value.store.calls.get('call-1')?.endedAtMs).toBeUndefined();
  beside.value.store.close();

  child.kill('SIGKILL');
  await exited;
  const after = openStore(path, Date.now());
  if (!after.ok) throw new Error(after.error.message);
  const { store, recovered } = after.value;
  onTestFinished(() => store.close());
  expect(recovered).toBeUndefined();
  expect(store.calls.get('call-1')).toMatchObject({ outcome: 'interrupted', endedBy: 'interrupted', endedAtMs: 5_000, messageCount: 5 });
  expect(store.traces.of('call-1').messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
});
