/** Files as `rung ladder` and `rung diagnose` read them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../../src-main/hosts/cli/main.ts';

const CALL = join(import.meta.dirname, '../../captures/call.pcap');
const whole = readFileSync(CALL);
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'rung-file-'))));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function rung(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const code = await run(args);
  const text = (spy: typeof printed): string => spy.mock.calls.map(([each]) => String(each)).join('');
  const ended = { code, stdout: text(printed), stderr: text(said) };
  vi.restoreAllMocks();
  return ended;
}

describe('a gzipped capture', () => {
  it('is read as the capture in it, also of several parts', async () => {
    const plain = await rung('ladder', CALL, '--format', 'json');
    expect(plain.stdout).toContain('INVITE');
    const parts = Buffer.concat([gzipSync(whole.subarray(0, 1000)), gzipSync(whole.subarray(1000))]);
    for (const path of [file('call.pcap.gz', gzipSync(whole)), file('parts.gz', parts)]) expect(await rung('ladder', path, '--format', 'json')).toEqual(plain);
    expect(await rung('diagnose', file('call.gz', gzipSync(whole)))).toEqual({ code: 0, stdout: 'nothing wrong found\n', stderr: '' });
  });

  it('is refused that ends in the middle, is damaged, or holds something else', async () => {
    const packed = gzipSync(whole);
    const damaged = Uint8Array.from(packed);
    damaged.fill(0xff, 20, 60);
    for (const path of [file('cut.gz', packed.subarray(0, -20)), file('damaged.gz', damaged), file('magic.gz', packed.subarray(0, 2))]) {
      expect(await rung('ladder', path)).toEqual({ code: 4, stdout: '', stderr: expect.stringContaining(`${path} cannot be read: `) });
    }
    const text = file('text.gz', gzipSync('not what you think'));
    expect(await rung('ladder', text)).toEqual({ code: 4, stdout: '', stderr: expect.stringContaining(`${text}: No SIP was found`) });
  });
});

describe('what of a file was passed over', () => {
  it('is told on stderr, unless --quiet', async () => {
    const path = file('cut.pcap', whole.subarray(0, -10));
    for (const command of ['ladder', 'diagnose']) {
      const told = await rung(command, path);
      expect([told.code, told.stderr]).toEqual([0, expect.stringMatching(/^rung: .*cut\.pcap: The file ends in the middle of a packet, at byte \d+: .*\n$/)]);
      expect(await rung(command, path, '--quiet')).toEqual({ ...told, stderr: '' });
    }
  });

  it('is nothing of a whole file; an empty one is refused', async () => {
    expect((await rung('ladder', CALL)).stderr).toBe('');
    expect(await rung('ladder', file('empty', new Uint8Array(0)))).toMatchObject({ code: 4, stderr: expect.stringContaining('The file is empty.') });
  });
});
