import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fileIn } from '../../../src-main/hosts/electron/files.ts';

const folder = mkdtempSync(join(tmpdir(), 'rung-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the first .sdp file of a command line, from the folder of who called', () => {
  writeFileSync(join(folder, 'Music.SDP'), Buffer.from([0x76, 0x3d, 0x30, 0xdc]));
  expect(fileIn(['--flag', 'Music.SDP'], folder)).toEqual({ name: 'Music.SDP', content: 'v=0\u00dc' });
  expect(fileIn([join(folder, 'Music.SDP')], '/')?.name).toBe('Music.SDP');
});

it('nothing else is read, nothing without end, and no folder', () => {
  writeFileSync(join(folder, 'secret.txt'), 'x');
  mkdirSync(join(folder, 'folder.sdp'));
  writeFileSync(join(folder, 'large.sdp'), 'x'.repeat(400_000));
  expect([fileIn(['secret.txt'], folder), fileIn(['--x.sdp'], folder), fileIn(['none.sdp'], folder), fileIn(['folder.sdp'], folder), fileIn([], folder)]).toEqual([undefined, undefined, undefined, undefined, undefined]);
  expect(fileIn(['large.sdp'], folder)?.content).toHaveLength(300_000);
});
