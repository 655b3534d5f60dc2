/** Announcements between Rung and others: ffmpeg, VLC, PulseAudio, a strict checker, tshark. In a network namespace whose multicast stays on its
 *  loopback: none of these programs can be told an interface. */
import { spawn, execFileSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import type { RungEvent, RungProcess } from './support/rung.ts';
import { startRung } from './support/rung.ts';

const absent = missing('ip', 'ffmpeg', '/usr/bin/python3', 'tshark');
if (process.getuid?.() !== 0) absent.push('root');
const NAMESPACE = `rung-sap-${process.pid}`;
const SDP = ['v=0', 'o=alice 4711 1 IN IP4 198.51.100.7', 's=Open house', 'i=Come in', 'c=IN IP4 224.2.130.7/15', 't=0 0', 'm=audio 40420 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000', ''].join('\r\n');

const isSession = (name: string, change: string) => (event: RungEvent): boolean => event.event === 'session' && event['name'] === name && event['change'] === change;

describe.skipIf(absent.length > 0)(`announcements of others and to others${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let listener: RungProcess;
  let file: string;
  const running: (ChildProcess | RungProcess)[] = [];

  beforeAll(async () => {
    const ip = (...args: string[]): void => void execFileSync('ip', args);
    ip('netns', 'add', NAMESPACE);
    ip('-n', NAMESPACE, 'link', 'set', 'lo', 'up');
    ip('-n', NAMESPACE, 'route', 'add', '224.0.0.0/4', 'dev', 'lo', 'src', '127.0.0.1');
    lab = createLab({ NSX: `ip netns exec ${NAMESPACE}`, LAB_IP: '127.0.0.1' });
    file = join(lab.folder, 'own.sdp');
    writeFileSync(file, SDP);
    listener = rung('sap', 'listen');
    await listener.listening();
  });
  afterAll(() => {
    for (const one of running) one.kill();
    lab.stop();
    execFileSync('ip', ['netns', 'del', NAMESPACE]);
  });

  function rung(...args: string[]): RungProcess {
    const started = startRung([...args, '--json'], { namespace: NAMESPACE });
    running.push(started);
    return started;
  }

  /** Gives what it has said so far. */
  function inside(...command: string[]): { said: () => string; ended: Promise<unknown>; end(): void } {
    const child = spawn('ip', ['netns', 'exec', NAMESPACE, ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
    return { said: () => said, ended: once(child, 'close'), end: () => void child.kill('SIGINT') };
  }

  it("ffmpeg's is listed, and gone when ffmpeg ends", async () => {
    lab.run('sap/announce.sh', lab.folder, 'ffmpeg', '224.2.130.1', '40000');
    const heard = await listener.until(isSession('lab ffmpeg', 'new'));
    expect(heard).toMatchObject({ group: '224.2.127.254', source: '127.0.0.1', privacy: 'public', warnings: [] });
    expect(heard['sdp']).toContain('m=audio 40000 RTP/AVP 0');
    lab.run('lib/stop.sh', lab.folder);
    expect(await listener.until(isSession('lab ffmpeg', 'removed'))).toMatchObject({ removed: { reason: 'deleted', by: '127.0.0.1' } });
  });

  it.skipIf(missing('cvlc').length > 0)("VLC's is listed, from the group of its scope", async () => {
    lab.run('sap/announce.sh', lab.folder, 'vlc', '239.255.12.3', '40002');
    expect(await listener.until(isSession('lab-vlc', 'new'))).toMatchObject({ group: '239.255.255.255', privacy: 'public' });
    lab.run('lib/stop.sh', lab.folder);
  });

  it.skipIf(missing('pulseaudio', 'gst-inspect-1.0').length > 0)("PulseAudio's is listed, with its line ends", async () => {
    // On the stream's own group, which is therefore one that we listen on.
    lab.run('sap/announce.sh', lab.folder, 'pulse', '224.2.127.254', '40004');
    const heard = await listener.until((event) => event.event === 'session' && String(event['sdp']).includes('m=audio 40004'));
    expect(heard['warnings']).toMatchObject([{ kind: 'not-strict' }]);
    lab.run('lib/stop.sh', lab.folder);
  });

  it('ours is taken by ffmpeg, found right by a strict checker and by tshark, and withdrawn for all of them', async () => {
    const ffmpeg = inside('ffmpeg', '-nostdin', '-hide_banner', '-loglevel', 'verbose', '-protocol_whitelist', 'file,udp,rtp,sap', '-f', 'sap', '-i', 'sap://', '-t', '1', '-f', 'null', '-');
    const checker = inside('/usr/bin/python3', join(import.meta.dirname, '../lab/sap/sap.py'), 'listen', '60', '127.0.0.1');
    const tshark = inside('tshark', '-l', '-i', 'lo', '-f', 'udp port 9875', '-V');
    await expect.poll(() => tshark.said()).toContain('Capturing on');
    // Those do not say when they listen: they show it by what they hear.
    let announcer = rung('sap', 'announce', file);
    await expect.poll(async () => {
      announcer.interrupt();
      await announcer.exited;
      announcer = rung('sap', 'announce', file);
      await announcer.until(({ event }) => event === 'announcement');
      return `${ffmpeg.said()}${checker.said()}${tshark.said()}`;
    }, { timeout: 60_000, interval: 1000 }).toMatch(/s=Open house[^]*"delete": false[^]*Payload type: application\/sdp/);
    await expect.poll(() => ffmpeg.said()).toContain('Audio: pcm_mulaw, 8000 Hz, mono');

    announcer.interrupt();
    expect(await announcer.exited).toBe(0);
    const deletions = announcer.events.filter((event) => event['kind'] === 'deletion');
    expect(deletions).toHaveLength(3);
    await expect.poll(() => checker.said()).toContain('"delete": true');
    const checked = checker.said().trim().split('\n').map((line) => JSON.parse(line) as { errors: string[]; sdp: string }).filter(({ sdp }) => sdp.includes('o=alice'));
    expect(checked.flatMap(({ errors }) => errors)).toEqual([]);
    expect(checked.map(({ sdp }) => sdp)).toContain(SDP);
    expect(tshark.said()).toContain('Message Type: Deletion');
    expect(tshark.said()).not.toMatch(/Expert Info|Malformed/);
    expect(await listener.until(isSession('Open house', 'removed'))).toMatchObject({ id: 'alice 4711 IN IP4 198.51.100.7', removed: { reason: 'deleted' } });
    for (const peer of [ffmpeg, checker, tshark]) peer.end();
  });

  it('of a session whose announcer has gone without a word can be deleted by its file', async () => {
    const before = listener.events.length;
    const once = rung('sap', 'announce', file, '--once');
    expect(await once.exited).toBe(0);
    await expect.poll(() => listener.events.slice(before).some(isSession('Open house', 'new'))).toBe(true);
    expect(await rung('sap', 'delete', file).exited).toBe(0);
    await expect.poll(() => listener.events.slice(before).some(isSession('Open house', 'removed'))).toBe(true);
  });

  it.each(['compressed', 'nomime', 'auth', 'ipv6'])('that are %s are understood', async (form) => {
    const odd = join(lab.folder, `${form}.sdp`);
    writeFileSync(odd, SDP.replace('alice', form).replace('Open house', form));
    const { code, output } = lab.attempt('sap/odd.sh', odd, form);
    expect(output).toBe('');
    expect(code).toBe(0);
    await listener.until(isSession(form, 'new'));
  });
});
