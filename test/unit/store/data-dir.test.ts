import { expect, it } from 'vitest';
import { dataDirectory } from '../../../src-main/store/data-dir.ts';

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
