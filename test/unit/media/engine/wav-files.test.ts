import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createRecordingFile, openWav } from '../../../../src-main/media/engine/wav-files.ts';
import type { RungError } from '../../../../src-shared/errors.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'rung-wav-'));
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string): string => path.join(folder, name);

describe('WAV files', () => {
  it.each([
    ['missing.wav', /does not exist/],
    ['folder.wav', /not a file/],
    ['text.wav', /not a WAV file/],
    ['text.wav/x.wav', /not a folder/],
  ])('%s cannot be played, and it says why', async (name, why) => {
    mkdirSync(inFolder('folder.wav'), { recursive: true });
    writeFileSync(inFolder('text.wav'), 'hello');
    const opened = await openWav(inFolder(name));
    expect(opened).toMatchObject({ ok: false, error: { code: 'wav-unreadable' } });
    expect(!opened.ok && opened.error.message).toMatch(why);
  });

  it('a device that never ends is not read', async () => {
    expect(await openWav('/dev/zero')).toMatchObject({ ok: false, error: { code: 'wav-unreadable' } });
  });

  it('writes what it is given where it belongs, in order, before it closes', async () => {
    const file = await createRecordingFile(inFolder('out.bin'), () => expect.fail('no error'));
    if (!file.ok) throw new Error(file.error.message);
    file.value.write(Uint8Array.of(1, 2, 3), 0);
    file.value.write(Uint8Array.of(4, 5), 3);
    file.value.write(Uint8Array.of(9), 0);
    await file.value.close();
    expect([...readFileSync(inFolder('out.bin'))]).toEqual([9, 2, 3, 4, 5]);
  });

  it('a folder that is missing is told at once', async () => {
    const file = await createRecordingFile(inFolder('no/out.wav'), () => {});
    expect(file).toMatchObject({ ok: false, error: { code: 'record-failed' } });
    expect(!file.ok && file.error.message).toMatch(/its folder does not exist/);
  });

  it('a full disk is told once, later', async () => {
    const errors: RungError[] = [];
    const file = await createRecordingFile('/dev/full', (error) => void errors.push(error));
    if (!file.ok) throw new Error(file.error.message);
    file.value.write(new Uint8Array(1000), 0);
    file.value.write(new Uint8Array(1000), 0);
    await file.value.close();
    expect(errors.map(({ code, message }) => [code, /disk is full/.test(message)])).toEqual([['record-failed', true]]);
  });

  it('a disk that is too slow does not fill the memory', async () => {
    const errors: RungError[] = [];
    const file = await createRecordingFile(inFolder('slow.bin'), (error) => void errors.push(error));
    if (!file.ok) throw new Error(file.error.message);
    for (let n = 0; n < 20; n++) file.value.write(new Uint8Array(100_000), n * 100_000);
    await file.value.close();
    expect(errors).toHaveLength(1);
    expect(errors[0]!.message).toMatch(/too slow/);
  });
});
