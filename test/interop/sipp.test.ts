/** SIPp's scenarios: a peer that checks every step of ours and misbehaves on purpose. Exit code 0 of SIPp means every message
 *  was the one it waited for. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import type { RungEvent } from './support/rung.ts';
import { isCall, runRung, startRung } from './support/rung.ts';

const absent = missing('sipp', 'ss', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`SIPp${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let password: string;
  /** What SIPp says, as raw mu-law. */
  let say: string;

  beforeAll(() => {
    lab = createLab();
    say = lab.reference('speechB').replace('.wav', '.ul');
    password = join(lab.folder, 'password');
    writeFileSync(password, 'labpass\n');
  });
  afterAll(() => lab.stop());

  /** Starts a SIPp UAS; gives its URI. */
  function uas(scenario: string, ...more: string[]): string {
    return lab.run('sipp/uas.sh', lab.folder, scenario, `tag=${scenario}`, 't=80', `ulaw=${say}`, ...more).trim().split('\n').at(-1) ?? '';
  }

  /** SIPp's own verdict on what it saw. */
  function verdict(scenario: string, seconds = 40): { code: number; output: string } {
    return lab.attempt('sipp/result.sh', lab.folder, scenario, String(seconds));
  }

  const account = (uri: string): string[] => ['--user', '1001', '--domain', uri.replace('sip:lab@', ''), '--password-file', password];

  describe('as UAS, called by us', () => {
    it.each<{ scenario: string; args?: string[]; code?: number; summary: Record<string, unknown>; seconds?: number }>([
      { scenario: 'basic', summary: { status: 200, endedBy: 'local' } },
      { scenario: 'sdp-pcma', summary: { status: 200 } },
      { scenario: 'sdp-video0', summary: { status: 200 } },
      { scenario: 'early-media', summary: { status: 200 } },
      { scenario: 'hangup', args: ['--duration', '20'], summary: { status: 200, endedBy: 'remote' } },
      { scenario: 'ack-lost', args: ['--duration', '6'], summary: { status: 200, endedBy: 'local' } },
      { scenario: 'fork-200s', args: ['--duration', '3'], summary: { status: 200, endedBy: 'local' } },
      { scenario: 'cancel', args: ['--ring-timeout', '1'], code: 1, summary: { talkMs: 0 } },
      { scenario: 'cancel-race', args: ['--ring-timeout', '1'], code: 1, summary: { talkMs: 0 } },
      { scenario: 'code-404', code: 1, summary: { status: 404, endedBy: 'remote' } },
      { scenario: 'code-486', code: 1, summary: { status: 486, endedBy: 'remote' } },
      { scenario: '503', code: 1, summary: { status: 503, endedBy: 'remote' } },
      { scenario: 'reinvite-hold', args: ['--duration', '30'], summary: { status: 200, endedBy: 'remote' } },
      { scenario: 'reinvite-late', args: ['--duration', '30'], summary: { status: 200 } },
      { scenario: 'glare-491', args: ['--hold-after', '1', '--duration', '8'], summary: { status: 200 } },
      { scenario: 'bad-garbage', code: 1, summary: { status: 486 } },
    ])('$scenario', async ({ scenario, args, code, summary }) => {
      const uri = uas(scenario);
      const ran = await runRung(['call', uri, '--tone', '440', ...(args ?? ['--duration', '1.5']), '--json']);
      expect(verdict(scenario)).toMatchObject({ code: 0 });
      expect({ code: ran.code, summary: ran.summary }, ran.errors).toMatchObject({ code: code ?? 0, summary });
    });

    it('302: follows the redirection to the second peer', async () => {
      const target = uas('basic', 'tag=basic-target');
      const uri = lab.run('sipp/uas.sh', lab.folder, '302', 'tag=302', '--', '-key', 'tgt', target.replace('sip:', '')).trim().split('\n').at(-1) ?? '';
      const ran = await runRung(['call', uri, '--tone', '440', '--duration', '1', '--json']);
      expect(verdict('302')).toMatchObject({ code: 0 });
      expect(ran.summary, ran.errors).toMatchObject({ status: 200, endedBy: 'local' });
    });

    it.each(['auth401-md5', 'auth407-md5', 'auth407-stale', 'auth401-sha256'])('%s', async (scenario) => {
      const uri = uas(scenario);
      const ran = await runRung(['call', uri, ...account(uri), '--tone', '440', '--duration', '1', '--json']);
      expect(verdict(scenario)).toMatchObject({ code: 0 });
      expect(ran.summary, ran.errors).toMatchObject({ status: 200 });
    });

    it('gives up on an answer with a codec that was not offered, in words', async () => {
      const uri = uas('sdp-wrongcodec');
      const ran = await runRung(['call', uri, '--duration', '2', '--json']);
      expect(verdict('sdp-wrongcodec')).toMatchObject({ code: 0 });
      expect(ran.code).toBe(1);
      expect(ran.errors).toMatch(/codec|media|format/i);
    });

    it('options: is asked what it can do', async () => {
      const uri = uas('options');
      const ran = await runRung(['options', uri, '--json']);
      expect(verdict('options')).toMatchObject({ code: 0 });
      expect(ran.summary).toMatchObject({ status: 200 });
    });

    it.each(['reg-423', 'reg-refresh'])('%s', async (scenario) => {
      const uri = uas(scenario);
      const rung = startRung(['register', ...account(uri), '--expires', '60', '--json']);
      await rung.until((event) => event.event === 'registration' && event['state'] === 'registered');
      expect(verdict(scenario)).toMatchObject({ code: 0 });
      rung.interrupt();
      expect(await rung.exited).toBe(0);
    });
  });

  describe('as UAC, calling us', () => {
    async function called(scenario: string, args: string[], more: string[] = []): Promise<{ code: number; output: string; events: RungEvent[] }> {
      const rung = startRung(['answer', '--listen', '127.0.0.1:0', '--tone', '440', ...args, '--json']);
      const address = await rung.listening();
      const { code, output } = await lab.attemptAsync('sipp/uac.sh', lab.folder, scenario, `rung@${address}`, `ulaw=${say}`, ...more);
      rung.interrupt();
      expect(await rung.exited).toBeLessThan(2);
      return { code, output, events: rung.events };
    }

    it.each<{ scenario: string; args?: string[]; status?: number }>([
      { scenario: 'basic', status: 200 },
      { scenario: 'basic-play', status: 200 },
      { scenario: 'late-offer', status: 200 },
      { scenario: 'hold', status: 200 },
      { scenario: 'cancel', args: ['--ring', '20'], status: 487 },
      { scenario: 'ack-never' },
      { scenario: 'options' },
      { scenario: 'unknown-method' },
      { scenario: 'bad-sdp' },
    ])('$scenario', async ({ scenario, args, status }) => {
      const { code, output, events } = await called(scenario, args ?? []);
      expect({ code, output }).toMatchObject({ code: 0 });
      if (status !== undefined) expect(events.find((event) => event.event === 'summary')).toMatchObject({ status });
    });

    it('holds and resumes: we see both', async () => {
      const { events } = await called('hold', []);
      const states = events.filter((event) => event.event === 'call').map((event) => event['state']);
      expect(states.filter((state) => state === 'held').length).toBeGreaterThanOrEqual(2);
    });

    it('with an open INVITE: 200 calls at 100 a second all end in a final answer', async () => {
      const { code, output } = await called('flood', ['--max-calls', '500'], ['n=200', 'r=100', 't=40']);
      expect({ code, output }).toMatchObject({ code: 0 });
    });
  });

  describe('a scenario that was made of a capture', () => {
    async function exported(capture: string, side: 'uac' | 'uas'): Promise<string> {
      const file = join(lab.folder, `${capture}-${side}.xml`);
      expect((await runRung(['ladder', `test/captures/${capture}.pcap`, '--format', `sipp-${side}`, '-o', file])).code).toBe(0);
      return file;
    }

    it.each(['call-stale', 'busy'])('%s: either side replays it with the other', async (capture) => {
      const uri = uas(await exported(capture, 'uas'), `tag=${capture}`);
      const { code, output } = await lab.attemptAsync('sipp/uac.sh', lab.folder, await exported(capture, 'uac'), uri.replace('sip:', ''), '--', '-au', '1001', '-ap', 'labpass');
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(verdict(capture)).toMatchObject({ code: 0 });
    });

    it('calls us, and is called by us', async () => {
      const answering = startRung(['answer', '--listen', '127.0.0.1:0', '--json']);
      const address = await answering.listening();
      const { code, output } = await lab.attemptAsync('sipp/uac.sh', lab.folder, await exported('call', 'uac'), `1002@${address}`);
      expect({ code, output }).toMatchObject({ code: 0 });
      answering.interrupt();
      expect(await answering.exited).toBeLessThan(2);
      const uri = uas(await exported('call', 'uas'), 'tag=replayed');
      const ran = await runRung(['call', uri, '--duration', '0.5', '--json']);
      expect(verdict('replayed')).toMatchObject({ code: 0 });
      expect(ran.summary, ran.errors).toMatchObject({ status: 200, endedBy: 'local' });
    });
  });

  it('over TCP: a call both ways', async () => {
    const uri = uas('basic', 'tag=basic-tcp', 'transport=tcp');
    const ran = await runRung(['call', `${uri};transport=tcp`, '--tone', '440', '--duration', '1', '--json', '--verbose']);
    expect(lab.attempt('sipp/result.sh', lab.folder, 'basic-tcp', '20')).toMatchObject({ code: 0 });
    expect(ran.summary, ran.errors).toMatchObject({ status: 200 });
    const rung = startRung(['answer', '--listen', '127.0.0.1:0', '--count', '1', '--json']);
    const address = await rung.listening();
    const { code, output } = await lab.attemptAsync('sipp/uac.sh', lab.folder, 'basic', `rung@${address}`, 'transport=tcp', 'tag=uac-basic-tcp');
    expect({ code, output }).toMatchObject({ code: 0 });
    await rung.until(isCall('ended'));
    expect(await rung.exited).toBe(0);
  });
});
