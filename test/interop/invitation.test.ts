/** SIP that leads into multicast sessions: SIPp invites Rung and is invited, ffmpeg is heard in the group, and one Rung plays what another records. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { levelOf } from '../unit/media/signal.ts';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import type { RungProcess } from './support/rung.ts';
import { isCall, runRung, startRung } from './support/rung.ts';

const WAV_HEADER_BYTES = 44;
const RATE_HZ = 8000;
const GROUP = '239.77.34.7';
const absent = missing('sipp', 'ss', 'ffmpeg');

describe.skipIf(absent.length > 0)(`calls into multicast sessions${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  const running: (ChildProcess | RungProcess)[] = [];
  // Ports of others on this machine are theirs.
  const port = 40_000 + 2 * Math.floor(Math.random() * 5000);

  beforeAll(() => void (lab = createLab()));
  afterAll(() => {
    for (const one of running) one.kill();
    lab.stop();
  });

  function answering(...args: string[]): RungProcess {
    const started = startRung(['answer', '--listen', '127.0.0.1:0', '--count', '1', '--json', ...args]);
    running.push(started);
    return started;
  }

  function description(): string {
    const file = join(lab.folder, 'session.sdp');
    writeFileSync(file, ['v=0', 'o=- 4711 1 IN IP4 127.0.0.1', 's=Lab session', `c=IN IP4 ${GROUP}/1`, 't=0 0', `m=audio ${port} RTP/AVP 0`, ''].join('\r\n'));
    return file;
  }

  /** Level of a tone in the last half second of a recording. */
  function level(hz: number, file: string): number {
    const bytes = readFileSync(file);
    const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset + WAV_HEADER_BYTES, bytes.byteOffset + bytes.length - (bytes.length % 2)));
    return levelOf(hz, samples.subarray(-RATE_HZ / 2), RATE_HZ);
  }

  it("SIPp's invitation is answered as RFC 3264 6.2 has it, and ffmpeg heard in the group", async () => {
    const heard = join(lab.folder, 'heard.wav');
    const callee = answering('--record-received', heard);
    const address = await callee.listening();
    running.push(spawn('ffmpeg', ['-re', '-loglevel', 'error', '-f', 'lavfi', '-i', 'sine=800', '-ac', '1', '-ar', '8000', '-c:a', 'pcm_mulaw', '-payload_type', '0', '-f', 'rtp', `rtp://${GROUP}:${port}?ttl=1&localaddr=127.0.0.1`], { stdio: 'ignore' }));
    const verdict = await lab.attemptAsync('sipp/uac.sh', lab.folder, 'multicast', `bob@${address}`, 't=40', '--', '-key', 'group', GROUP, '-key', 'gport', String(port));
    expect(verdict, verdict.output).toMatchObject({ code: 0 });
    expect(await callee.exited, callee.errors()).toBe(0);
    expect(level(800, heard)).toBeGreaterThan(0.06);
  });

  it('SIPp, which answers with an address of its own, is hung up on with a word why', async () => {
    const uri = lab.run('sipp/uas.sh', lab.folder, 'basic', 'tag=basic', 't=40').trim().split('\n').at(-1) ?? '';
    const ran = await runRung(['call', uri, '--session', description(), '--json']);
    expect(lab.attempt('sipp/result.sh', lab.folder, 'basic', '40')).toMatchObject({ code: 0 });
    expect(ran).toMatchObject({ code: 1, errors: expect.stringContaining('in place of the group') });
  });

  it('what one Rung plays into the session is in the recording of the other', async () => {
    const heard = join(lab.folder, 'recorded.wav');
    const callee = answering('--record-received', heard);
    const ran = await runRung(['call', `sip:bob@${await callee.listening()}`, '--session', description(), '--tone', '1300', '--duration', '3', '--json']);
    expect(ran, ran.errors).toMatchObject({ code: 0, summary: { status: 200, endedBy: 'local', sent: 0 } });
    expect(await callee.exited).toBe(0);
    expect(callee.events.some(isCall('confirmed'))).toBe(true);
    expect(level(1300, heard)).toBeGreaterThan(0.1);
  });
});
