/** HEP: sngrep, which listens for it as HOMER does, sees what we sent and received, with its addresses and times. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { missing } from './support/lab.ts';
import { runRung, startRung } from './support/rung.ts';

const PORT = 19_060;

it.skipIf(missing('sngrep', 'tshark', 'ss').length > 0)('sngrep captures an OPTIONS and its answer over HEP (needs sngrep, tshark, ss)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rung-hep-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'heard.pcap');
  const sngrep = spawn('sngrep', ['-N', '-F', '-q', '-L', `udp:127.0.0.1:${PORT}`, '-O', file], { stdio: 'ignore' });
  onTestFinished(() => void sngrep.kill('SIGKILL'));
  await vi.waitFor(() => expect(execFileSync('ss', ['-Hlun', `sport = :${PORT}`], { encoding: 'utf8' })).toContain(String(PORT)), { timeout: 10_000, interval: 50 });

  const phone = startRung(['answer', '--listen', '127.0.0.1:0', '--json']);
  onTestFinished(() => phone.kill());
  const address = await phone.listening();
  const asked = await runRung(['options', `sip:bob@${address}`, '--listen', '127.0.0.1', '--json', '--hep', `127.0.0.1:${PORT}`]);
  expect(asked.code).toBe(0);

  await vi.waitFor(() => expect(existsSync(file)).toBe(true), { timeout: 5000 });
  sngrep.kill('SIGTERM');
  await once(sngrep, 'exit');
  const seen = execFileSync('tshark', ['-n', '-r', file, '-d', `udp.port==${address.split(':')[1]},sip`, '-T', 'fields', '-e', 'ip.dst', '-e', 'udp.dstport', '-e', 'sip.Method', '-e', 'sip.Status-Code'], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [host, port] = address.split(':');
  expect(seen.trim().split('\n')).toEqual([`${host}\t${port}\tOPTIONS\t`, expect.stringMatching(/^127\.0\.0\.1\t\d+\t\t200$/)]);
});
