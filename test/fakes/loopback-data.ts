/** A data folder for a web host that keeps to itself: no multicast group is joined on a real network. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databasePath } from '../../src-main/store/data-dir.ts';
import { openStore } from '../../src-main/store/store.ts';

export function loopbackDataDir(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const opened = openStore(databasePath(folder), Date.now());
  if (!opened.ok) throw new Error(opened.error.message);
  opened.value.store.settings.save({ sapInterface: '127.0.0.1' });
  opened.value.store.close();
  return folder;
}
