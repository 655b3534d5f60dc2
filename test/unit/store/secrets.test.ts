import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RungFailure } from '../../../src-shared/errors.ts';
import { createFileSecrets } from '../../../src-main/store/secrets.ts';

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'rung-secrets-'))));
afterEach(() => rmSync(directory, { recursive: true }));

describe('passwords in a file', () => {
  it('are kept, changed and forgotten', async () => {
    const secrets = createFileSecrets(directory);
    expect(await secrets.get('a')).toBeUndefined();
    await secrets.set('a', 'pässword');
    expect(await createFileSecrets(directory).get('a')).toBe('pässword');
    await secrets.set('a', 'other');
    await secrets.remove('a');
    expect(await createFileSecrets(directory).get('a')).toBeUndefined();
  });

  it('can be read by the owner only, and leave nothing else behind', async () => {
    await createFileSecrets(directory).set('a', 'x');
    expect(statSync(join(directory, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['secrets.json']);
  });

  it('are all kept when set at once', async () => {
    const secrets = createFileSecrets(directory);
    const names = Array.from({ length: 20 }, (_, n) => `account-${n}`);
    await Promise.all(names.map((name) => secrets.set(name, name)));
    expect(await Promise.all(names.map((name) => secrets.get(name)))).toEqual(names);
  });

  it('take any name', async () => {
    const secrets = createFileSecrets(directory);
    expect(await secrets.get('constructor')).toBeUndefined();
    await secrets.set('constructor', 'x');
    expect(await secrets.get('constructor')).toBe('x');
  });

  it.each(['{"a": "hunter2"', '{"a": ["hunter2"]}', 'null'])('in a damaged file are not overwritten and not quoted: %s', async (text) => {
    writeFileSync(join(directory, 'secrets.json'), text);
    const failure = await createFileSecrets(directory).set('b', 'x').catch((error: unknown) => error);
    if (!(failure instanceof RungFailure)) throw new Error('should have failed');
    expect(failure.error.code).toBe('secrets-unreadable');
    expect(JSON.stringify(failure.error)).not.toContain('hunter2');
    expect(readFileSync(join(directory, 'secrets.json'), 'utf8')).toBe(text);
  });

  it('tell where they could not be written, and what to do', async () => {
    writeFileSync(join(directory, 'file'), '');
    const secrets = createFileSecrets(join(directory, 'file'));
    await expect(secrets.set('a', 'x')).rejects.toMatchObject({ error: { code: expect.stringMatching(/store-not-writable|secrets-unreadable/) } });
  });
});
