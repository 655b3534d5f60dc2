/** linphonec 5.1 (Debian), called and calling, directly and through Kamailio. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Kamailio } from './support/kamailio.ts';
import { startKamailio } from './support/kamailio.ts';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import { createBadLink, missingForNamespaces } from './support/namespaces.ts';
import type { RungProcess } from './support/rung.ts';
import { isCall, isRegistration, messagesOf, runRung, startRung } from './support/rung.ts';

const absent = missing('linphonec', 'sox', 'espeak-ng', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`linphonec${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  /** Answers by itself. */
  let anna: string;
  /** Rings until told. */
  let carl: string;
  const running: RungProcess[] = [];

  beforeAll(() => {
    lab = createLab();
    anna = linphonec('anna', `src=${lab.reference('speechB')}`);
    carl = linphonec('carl', 'answer=manual');
  });
  afterAll(() => {
    running.forEach((rung) => rung.kill());
    lab.stop();
  });

  function linphonec(name: string, ...options: string[]): string {
    // A test that is tried again starts its linphonec again.
    lab.run('lib/stop.sh', lab.folder, name);
    lab.run('linphone/start.sh', lab.folder, name, 'codecs=PCMA,PCMU', ...options);
    return lab.env(name)['LP_URI'] ?? '';
  }

  function tell(name: string, ...command: string[]): void {
    lab.run('linphone/ctl.sh', lab.folder, name, ...command);
  }

  /** What it prints at its prompt. */
  const printed = (name: string): string => readFileSync(join(lab.folder, `${name}.log`), 'latin1');

  function start(...args: string[]): RungProcess {
    const rung = startRung(args);
    running.push(rung);
    // A test that fails in a call must not leave the peer busy for the next one.
    onTestFinished(() => rung.interrupt());
    return rung;
  }

  /** linphonec obeys at its prompt only what it is ready for: a call must have sound before it can be paused. */
  const hasSound = (rung: RungProcess): Promise<unknown> => rung.until((event) => event.event === 'stats' && Number(event['received']) > 25);

  function expectSpeech(heard: string, name: string, at = lab): void {
    const atRung = lab.score('speech', lab.reference('speechB'), heard, '--loop');
    expect(atRung.ok, atRung.text).toBe(true);
    const atLinphone = lab.score('speech', lab.reference('speechA'), at.env(name)['LP_REC'] ?? '');
    expect(atLinphone.ok, atLinphone.text).toBe(true);
  }

  /** linphonec writes one file for all its calls: the one that is scored gets a linphonec of its own. */
  it('is called: both hear the right speech', { retry: 1 }, async () => {
    const heard = join(lab.folder, 'heard.wav');
    const uri = linphonec('heard-by', `src=${lab.reference('speechB')}`);
    const { code, summary, errors } = await runRung(['call', uri, '--play', lab.reference('speechA'), '--record-received', heard, '--duration', '6', '--json']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(summary).toMatchObject({ status: 200, endedBy: 'local' });
    expectSpeech(heard, 'heard-by');
    lab.run('lib/stop.sh', lab.folder, 'heard-by');
  });

  const withoutNamespaces = missingForNamespaces();

  /** Not on loopback: there linphonec names an IPv6 address of the computer in its SDP. */
  it.skipIf(withoutNamespaces.length > 0)(
    `calls: both hear the right speech, and its hang-up ends the call${withoutNamespaces.length > 0 ? ` (missing: ${withoutNamespaces.join(', ')})` : ''}`,
    { retry: 1 },
    async () => {
      const link = createBadLink();
      onTestFinished(() => link.stop());
      const heard = join(lab.folder, 'heard-in.wav');
      link.peers.run('linphone/start.sh', link.peers.folder, 'caller', 'codecs=PCMA,PCMU', `src=${lab.reference('speechB')}`);
      const rung = startRung(
        ['answer', '--listen', '10.88.0.2:0', '--play', lab.reference('speechA'), '--record-received', heard, '--count', '1', '--json'],
        { namespace: link.phone },
      );
      running.push(rung);
      link.peers.run('linphone/ctl.sh', link.peers.folder, 'caller', 'call', `sip:rung@${await rung.listening()}`);
      await rung.until((event) => event.event === 'stats' && Number(event['received']) > 275);
      link.peers.run('linphone/ctl.sh', link.peers.folder, 'caller', 'terminate');
      expect(await rung.until((event) => event.event === 'summary')).toMatchObject({ status: 200, endedBy: 'remote' });
      expect(await rung.exited).toBe(0);
      expectSpeech(heard, 'caller', link.peers);
    },
  );

  it('puts us on hold and takes us back', async () => {
    const rung = start('call', anna, '--tone', '440', '--json');
    await hasSound(rung);
    tell('anna', 'pause');
    await rung.until(isCall('held'));
    await expect.poll(() => printed('anna'), { timeout: 10_000 }).toContain('is now paused');
    tell('anna', 'resume');
    await rung.until((event) => isCall('confirmed')(event) && rung.events.indexOf(event) > rung.events.findIndex(isCall('held')));
    rung.interrupt();
    expect(await rung.exited).toBe(0);
  });

  it('is put on hold by us and taken back', async () => {
    const { code, events } = await runRung(['call', anna, '--tone', '440', '--hold-after', '1', '--resume-after', '2', '--duration', '3', '--json']);
    expect(code).toBe(0);
    const states = events.filter((event) => event.event === 'call').map((event) => event['state']);
    expect(states.slice(states.indexOf('confirmed'))).toEqual(['confirmed', 'held', 'confirmed', 'ended']);
    expect(printed('anna')).toMatch(/paused by remote|Call \d+ with .* paused/i);
  });

  it('hears our digits, and we hear its', async () => {
    const rung = start('call', anna, '--tone', '440', '--dtmf', '159#', '--dtmf-after', '0.5', '--json');
    await hasSound(rung);
    tell('anna', 'dtmf', '28*');
    await rung.until((event) => event.event === 'dtmf' && event['digit'] === '*');
    expect(rung.events.filter((event) => event.event === 'dtmf').map((event) => event['digit'])).toEqual(['2', '8', '*']);
    await expect.poll(() => [...printed('anna').matchAll(/Receiving tone (.) from/g)].map((match) => match[1]).join(''), { timeout: 10_000 }).toBe('159#');
    rung.interrupt();
    expect(await rung.exited).toBe(0);
  });

  it('declines our call, in words', async () => {
    const rung = start('call', carl, '--json');
    await rung.until(isCall('ringing'));
    tell('carl', 'terminate');
    expect(await rung.exited).toBe(1);
    expect(rung.events.find((event) => event.event === 'summary')).toMatchObject({ status: 603, endedBy: 'remote' });
    expect(rung.errors()).toMatch(/does not want to take the call/);
  });

  it('is cancelled by us while it rings', async () => {
    const rung = start('call', carl, '--json', '--verbose');
    await rung.until(isCall('ringing'));
    rung.interrupt();
    expect(await rung.exited).toBe(1);
    expect(rung.events.find((event) => event.event === 'summary')).toMatchObject({ status: 487, endedBy: 'local', talkMs: 0 });
    expect(messagesOf(rung.events).some(({ start: line }) => line.startsWith('SIP/2.0 487'))).toBe(true);
  });

  it.each([
    { status: '486', words: /busy|error/i },
    { status: '603', words: /decline/i },
  ])('calls and is told $status', async ({ status, words }) => {
    const rung = start('answer', '--listen', '127.0.0.1:0', '--status', status, '--count', '1', '--json');
    const from = printed('carl').length;
    tell('carl', 'call', `sip:rung@${await rung.listening()}`);
    expect(await rung.until((event) => event.event === 'summary')).toMatchObject({ status: Number(status), talkMs: 0 });
    await rung.exited;
    await expect.poll(() => printed('carl').slice(from)).toMatch(words);
  });

  it('calls and gives up while we ring', async () => {
    const rung = start('answer', '--listen', '127.0.0.1:0', '--ring', '30', '--count', '1', '--json', '--verbose');
    tell('carl', 'call', `sip:rung@${await rung.listening()}`);
    await rung.until((event) => event.event === 'message' && String(event['start']).startsWith('SIP/2.0 180'));
    tell('carl', 'terminate');
    expect(await rung.until((event) => event.event === 'summary')).toMatchObject({ status: 487, endedBy: 'remote', talkMs: 0 });
    await rung.exited;
  });

  const withoutKamailio = missing('kamailio', 'jq');

  describe.skipIf(withoutKamailio.length > 0)(`through Kamailio${withoutKamailio.length > 0 ? ` (missing: ${withoutKamailio.join(', ')})` : ''}`, () => {
    let proxy: Kamailio;
    beforeAll(() => {
      proxy = startKamailio(lab);
      linphonec('1003', `kam=${proxy.file}`, `src=${lab.reference('speechB')}`);
    });

    it('is called: both hear the right speech', { retry: 1 }, async () => {
      const heard = join(lab.folder, 'heard-proxy.wav');
      linphonec('1004', `kam=${proxy.file}`, `src=${lab.reference('speechB')}`);
      const { code, summary, errors } = await runRung([
        'call', proxy.uri('1004'), ...proxy.account('1001'), '--play', lab.reference('speechA'), '--record-received', heard, '--duration', '6', '--json',
      ]);
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      expect(summary).toMatchObject({ status: 200, endedBy: 'local' });
      expectSpeech(heard, '1004');
      lab.run('lib/stop.sh', lab.folder, '1004');
    });

    it('calls us where we are registered, and hangs up', async () => {
      const rung = start('answer', '--listen', '127.0.0.1:0', ...proxy.account('1001'), '--register', '--tone', '440', '--count', '1', '--json');
      await rung.until(isRegistration('registered'));
      tell('1003', 'call', proxy.uri('1001'));
      await rung.until((event) => event.event === 'stats' && Number(event['received']) > 50);
      tell('1003', 'terminate');
      expect(await rung.until((event) => event.event === 'summary')).toMatchObject({ status: 200, endedBy: 'remote' });
      expect(await rung.exited).toBe(0);
    });
  });
});
