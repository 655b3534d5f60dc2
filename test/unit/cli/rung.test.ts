/** The command as a process, where no peer is needed: what it prints and how it ends (docs/cli.md). */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { run } from '../../../src-main/hosts/cli/main.ts';
import { VERSION } from '../../../src-main/version.ts';

const RUNG = join(import.meta.dirname, '../../../bin/rung.js');
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'rung-cli-'))));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(...args: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [RUNG, ...args]);
}

async function end(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (bytes: Buffer) => (ended.stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (ended.stderr += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { ...ended, code };
}

/** Without a process: exit status and what is said on stderr; nothing may be said on stdout. */
async function here(...args: string[]): Promise<[number, string]> {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const code = await run(args);
    expect(printed).not.toHaveBeenCalled();
    return [code, said.mock.calls.map(([text]) => String(text)).join('')];
  } finally {
    said.mockRestore();
    printed.mockRestore();
  }
}

const rung = (...args: string[]): Promise<Ended> => end(start(...args));
const lines = (text: string): Record<string, unknown>[] => text.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

describe('wrong usage is told with exit 2', () => {
  it.each([
    [['call'], 'call needs URI'],
    [['cal'], 'did you mean "call"?'],
    [['sap', 'joyn', 'x.sdp'], 'did you mean "sap join"?'],
    [['sap', 'announce', RUNG, '--ttl', '300'], 'from 1 to 255'],
    [['message', 'sip:a@b'], 'message needs URI TEXT'],
    [['subscribe', 'sip:a@b', 'two words'], 'EVENT is a name'],
    [['refer', 'sip:a@b'], 'refer needs URI TARGET'],
    [['call', 'sip:a@b', '--transport', 'sctp'], '--transport is udp, tcp or tls'],
    [['call', 'sip:a@b', '--dtmf-mode', 'smoke'], '--dtmf-mode is rfc4733, info or inband'],
    [['options', 'sip:a@127.0.0.1', '--hep=a@b'], '--hep is HOST:PORT'],
    [['call', 'sip:a@b', '--srtp', 'maybe'], '--srtp is off, optional or required'],
    [['call', 'sip:a@b', '--duration', 'long'], '--duration needs a number'],
    [['call', 'sip:a@b', '--priority', 'high'], '--priority is'],
    [['call', '4711', '--json'], 'there is no account'],
    [['answer', '--count', '0'], '--count is a whole number'],
    [['answer', '--ring', 'x'], '--ring needs a number'],
    [['answer', '--status', '200'], '--status is a final code'],
    [['register'], 'register needs --user and --domain'],
    [['register', '--user', 'a', '--domain', 'b', '--expires', '1'], '--expires is a whole number'],
  ])('%j', async (args, sentence) => {
    expect(await here(...args)).toEqual([2, expect.stringContaining(sentence)]);
  });
});

describe('files', () => {
  it.each([['parse', '/'], ['sdp', '/'], ['parse', '/no/such'], ['ladder', '/no/such'], ['diagnose', '/']])('%s %s cannot be read: exit 4', async (command, path) => {
    expect(await here(command, path)).toEqual([4, expect.stringContaining(`${path} cannot be read`)]);
  });

  it('a capture that is none, a WAV that is none, a password file that is not there: exit 4', async () => {
    const file = join(folder, 'text');
    writeFileSync(file, 'not what you think');
    const results = await Promise.all([
      rung('ladder', file),
      rung('call', 'sip:echo@local', '--play', file),
      rung('call', 'sip:a@127.0.0.1', '--user', 'a', '--domain', 'b', '--password-file', join(folder, 'none')),
      rung('call', 'sip:echo@local', '--pcap', join(folder, 'none', 'x.pcap')),
    ]);
    expect(results.map(({ code }) => code)).toEqual([4, 4, 4, 4]);
    for (const { stdout } of results) expect(stdout).toBe('');
  });

  it('parse judges what comes by standard input', async () => {
    const child = start('parse', '-');
    child.stdin.end('OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP c;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n\r\n');
    const { code, stdout } = await end(child);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, kind: 'request', method: 'OPTIONS' });
  });
});

describe('the process', () => {
  it('tells its version and its help', async () => {
    const [version, help, callHelp] = await Promise.all([rung('--version'), rung('--help'), rung('call', '--help')]);
    expect(version).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
    expect(help.stdout).toContain('Exit status');
    expect(callHelp.stdout).toContain('--ring-timeout S');
  });

  it('says in JSON first where it listens, and ends by SIGINT with exit 0', async () => {
    const child = start('answer', '--listen', '127.0.0.1:0', '--json', '--ring', '60');
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    expect(lines(first.toString())).toEqual([{ event: 'listening', address: expect.stringMatching(/^127\.0\.0\.1:\d+$/), transport: 'udp' }]);
    child.kill('SIGINT');
    expect((await end(child)).code).toBe(0);
  });

  it('calls the echo: JSON lines to the summary, exit 0, nothing on stderr', async () => {
    const { code, stdout, stderr } = await rung('call', 'sip:echo@local', '--json', '--duration', '0.3', '--tone', '400');
    const said = lines(stdout);
    expect([code, stderr, said[0]?.['event'], said.at(-1)?.['event']]).toEqual([0, '', 'listening', 'summary']);
    expect(said.filter(({ event }) => event === 'call').map(({ state }) => state)).toEqual(['calling', 'ringing', 'confirmed', 'ended']);
    expect(said.at(-1)).toMatchObject({ status: 200, endedBy: 'local' });
  });

  it('whose port is taken: exit 3', async () => {
    const child = start('answer', '--listen', '127.0.0.1:0', '--json');
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    const address = String(lines(first.toString())[0]?.['address']);
    const second = await rung('answer', '--listen', address, '--json');
    child.kill('SIGINT');
    await end(child);
    expect([second.code, second.stdout]).toEqual([3, '']);
    expect(second.stderr).toContain('in use');
  });

  it('whose registrar is silent can be interrupted while it registers: exit 1', async () => {
    const child = start('call', 'sip:bob@127.0.0.1:9', '--register', '--user', 'a', '--domain', '127.0.0.1:9', '--listen', '127.0.0.1:0', '--json', '--verbose');
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    const { code, stdout } = await end(child);
    expect(code).toBe(1);
    expect(stdout).not.toContain('INVITE');
  });

  it('does not crash when nobody reads its output any more', async () => {
    const child = start('call', 'sip:echo@local', '--json', '--verbose', '--duration', '30');
    child.stdout.once('data', () => child.stdout.destroy());
    const { code, stderr } = await end(child);
    expect(stderr).not.toContain('EPIPE');
    expect([0, 1]).toContain(code);
  });
});
