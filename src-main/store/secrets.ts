import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { Secrets } from '../ports.ts';
import { makeDirectory } from './data-dir.ts';
import { notWritable } from './store-error.ts';

const fileSchema = z.record(z.string(), z.string());

/** Passwords in `DIR/secrets.json`, readable by its owner only: for hosts that have no keyring. Not encrypted: whoever can
 *  read the owner's files can read it. Rejects with RungFailure: `store-not-writable`, `secrets-unreadable`. */
export function createFileSecrets(directory: string): Secrets {
  const path = join(directory, 'secrets.json');
  // One change after the other, or two at once would lose one.
  let changes: Promise<void> = Promise.resolve();

  function change(edit: (secrets: Map<string, string>) => void): Promise<void> {
    const changed = changes.then(async () => {
      const secrets = await read(path);
      edit(secrets);
      await replace(directory, path, JSON.stringify(Object.fromEntries(secrets)));
    });
    changes = changed.catch(() => {});
    return changed;
  }

  return {
    async get(key) {
      await changes;
      return (await read(path)).get(key);
    },
    set: (key, value) => change((secrets) => void secrets.set(key, value)),
    remove: (key) => change((secrets) => void secrets.delete(key)),
  };
}

async function read(path: string): Promise<Map<string, string>> {
  try {
    return new Map(Object.entries(fileSchema.parse(JSON.parse(await readFile(path, 'utf8')))));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    // Neither the parser's message nor zod's may be shown: they can quote the file.
    const reason = (error as NodeJS.ErrnoException).code ?? 'not understood';
    throw new RungFailure(
      rungError('secrets-unreadable', `The passwords in ${path} could not be read (${reason}). Repair or delete that file and enter the passwords again.`, {
        path, reason,
      }),
    );
  }
}

/** Written beside, synced, then renamed over: at every moment the old or the new file is there whole. */
async function replace(directory: string, path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID()}`;
  try {
    makeDirectory(directory);
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw new RungFailure(notWritable(directory, error));
  }
}
