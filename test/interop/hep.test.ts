/** HEP: Kamailio's siptrace, which mirrors what passes it, is heard; sngrep, which listens for it as HOMER does, sees what we sent and received, with its addresses and times; and what sngrep, as
 *  a capture agent, sends is seen by us. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startKamailio } from './support/kamailio.ts';
import { createLab, missing } from './support/lab.ts';
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

it.skipIf(missing('sngrep').length > 0)('what sngrep sends as a capture agent is what is in its capture (needs sngrep)', async () => {
  const capture = fileURLToPath(new URL('../captures/call.pcap', import.meta.url));
  const agent = startRung(['hep', '--listen', '127.0.0.1:0', '--count', '6', '--json']);
  onTestFinished(() => agent.kill());
  const address = await agent.listening();
  execFileSync('sngrep', ['-N', '-F', '-q', '-I', capture, '-H', `udp:${address}`], { stdio: 'ignore', timeout: 20_000 });
  expect(await agent.exited).toBe(0);
  const messages = agent.events.filter(({ event }) => event === 'message');
  expect(messages.map(({ start }) => String(start).split(' ').slice(0, 2).join(' '))).toEqual([
    expect.stringMatching(/^INVITE /), 'SIP/2.0 180', 'SIP/2.0 200', expect.stringMatching(/^ACK /), expect.stringMatching(/^BYE /), 'SIP/2.0 200',
  ]);
  expect(messages[1]).toMatchObject({ source: messages[0]?.['destination'], destination: messages[0]?.['source'] });
});

it.skipIf(missing('kamailio').length > 0)("Kamailio's siptrace tells what passes it, with its addresses (needs kamailio)", async () => {
  const agent = startRung(['hep', '--listen', '127.0.0.1:0', '--json']);
  onTestFinished(() => agent.kill());
  const lab = createLab({ LAB_HEP: await agent.listening() });
  onTestFinished(() => lab.stop());
  const kamailio = startKamailio(lab, 'siptrace');
  const phone = startRung(['register', ...kamailio.account('1001'), '--listen', '127.0.0.1:0', '--json', '--verbose']);
  onTestFinished(() => phone.kill());
  await phone.until(({ state }) => state === 'registered');
  phone.interrupt();
  expect(await phone.exited).toBe(0);
  const own = phone.events.filter(({ event }) => event === 'message').map(({ callId, start }) => ({ callId, start }));
  expect(own.map(({ start }) => String(start).slice(0, 11))).toEqual(expect.arrayContaining(['REGISTER si', 'SIP/2.0 401', 'SIP/2.0 200']));
  const heard = (): typeof agent.events => agent.events.filter(({ event, callId }) => event === 'message' && callId === own[0]?.callId);
  await vi.waitFor(() => expect(heard().map(({ callId, start }) => ({ callId, start }))).toEqual(own), { timeout: 10_000, interval: 100 });
  for (const { start, source, destination, agent: name } of heard()) {
    expect(String(start).startsWith('REGISTER') ? destination : source).toBe(kamailio.domain);
    expect(String(name)).toBe('42');
  }
});
