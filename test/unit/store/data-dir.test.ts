import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dataDirectory, makeDirectory } from '../../../src-main/store/data-dir.ts';

const windows = String.raw`C:\Users\a`;

it.each([
  ['linux', {}, '/home/a', '/home/a/.local/share/rung'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/home/a', '/data/rung'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/a', '/home/a/.local/share/rung'],
  ['linux', { XDG_DATA_HOME: '/data', RUNG_DATA_DIR: '/tmp/x' }, '/home/a', '/tmp/x'],
  ['darwin', {}, '/Users/a', '/Users/a/Library/Application Support/Rung'],
  ['win32', { APPDATA: String.raw`D:\Roaming` }, windows, String.raw`D:\Roaming\Rung`],
  ['win32', {}, windows, String.raw`C:\Users\a\AppData\Roaming\Rung`],
] as const)('data on %s with %j', (platform, env, home, expected) => {
  expect(dataDirectory({ platform, env, home })).toBe(expected);
});

it('a folder is made with those above it, for its owner only', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rung-dir-'));
  makeDirectory(join(folder, 'a', 'b'));
  expect(statSync(join(folder, 'a', 'b')).mode & 0o777).toBe(0o700);
  makeDirectory(join(folder, 'a', 'b'));
  rmSync(folder, { recursive: true });
});

it.skipIf(process.platform !== 'linux')('a folder that refuses children is an error, not an endless loop (Linux: /proc)', () => {
  expect(() => makeDirectory('/proc/nope/rung')).toThrow('ENOENT');
});
