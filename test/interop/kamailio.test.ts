/** Through a record-routing proxy and registrar that asks for a password: Kamailio, with baresip behind it. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Kamailio } from './support/kamailio.ts';
import { startKamailio } from './support/kamailio.ts';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import type { RungProcess } from './support/rung.ts';
import { isRegistration, messagesOf, runRung, startRung } from './support/rung.ts';

const absent = missing('kamailio', 'baresip', 'sox', 'espeak-ng', 'nc', 'jq', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`Kamailio${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let proxy: Kamailio;
  let me: string[];
  /** A call to someone who never answers anything: it takes timer B, 32 s, while the other tests go on. */
  let unanswered: RungProcess;
  const running: RungProcess[] = [];

  beforeAll(() => {
    lab = createLab();
    proxy = startKamailio(lab);
    me = proxy.account('1001');
    unanswered = start('call', proxy.uri('silent'), ...me, '--json', '--verbose');
    for (const user of ['1002', '1003']) lab.run('baresip/start.sh', lab.folder, user, `kam=${proxy.file}`, `src=${lab.reference('speechB')}`, 'codecs=PCMA,PCMU');
  });
  afterAll(() => {
    running.forEach((rung) => rung.kill());
    lab.stop();
  });

  function start(...args: string[]): RungProcess {
    const rung = startRung(args);
    running.push(rung);
    return rung;
  }

  describe('registration', () => {
    it('is seen by the registrar, refreshed before it ends, and taken back', async () => {
      const rung = start('register', ...me, '--expires', '10', '--json', '--verbose');
      const address = await rung.listening();
      expect(await rung.until(isRegistration('registered'))).toMatchObject({ status: 200, expiresS: 10 });
      expect(proxy.bindings('1001')).toEqual([{ contact: expect.stringContaining(address), expiresS: expect.any(Number) }]);
      const times = (): number => messagesOf(rung.events).filter(({ direction, start }) => direction === 'in' && start.startsWith('SIP/2.0 200')).length;
      await rung.until(() => times() === 2);
      expect(proxy.bindings('1001')[0]?.expiresS).toBeGreaterThan(7);
      rung.interrupt();
      expect(await rung.exited).toBe(0);
      expect(proxy.bindings('1001')).toEqual([]);
      expect(rung.events.at(-1)).toMatchObject({ event: 'registration', state: 'unregistered' });
    });

    it('over TCP', async () => {
      const rung = start('register', ...me, '--transport', 'tcp', '--json');
      await rung.until(isRegistration('registered'));
      expect(proxy.bindings('1001')[0]?.contact).toMatch(/;transport=tcp/i);
      rung.interrupt();
      expect(await rung.exited).toBe(0);
      expect(proxy.bindings('1001')).toEqual([]);
    });

    it('with a wrong password fails in words, after one try', async () => {
      const { code, events, errors } = await runRung(['register', ...proxy.account('1001', { wrongPassword: true }), '--json', '--verbose']);
      expect(code).toBe(1);
      expect(errors).toMatch(/does not accept user name and password/);
      expect(events.find(isRegistration('failed'))).toMatchObject({ status: 401 });
      expect(messagesOf(events).filter(({ direction }) => direction === 'out')).toHaveLength(2);
    });
  });

  describe('calls', () => {
    it.each(['udp', 'tcp'])('over %s, challenged: both hear the right speech, and the ladder has every message in order', { retry: 1 }, async (transport) => {
      const heard = join(lab.folder, `heard-${transport}.wav`);
      const { code, events, summary, errors } = await runRung([
        'call', proxy.uri('1002'), ...me, '--transport', transport, '--play', lab.reference('speechA'), '--record-received', heard, '--duration', '6',
        '--json', '--verbose',
      ]);
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      expect(summary).toMatchObject({ status: 200, endedBy: 'local' });

      const messages = messagesOf(events);
      const steps = messages.map(({ direction, start }) => `${direction} ${start.replace(/^SIP\/2\.0 (\d+).*/, '$1').replace(/ .*/, '')}`);
      expect(steps.filter((step) => step !== 'in 100')).toEqual(
        ['out INVITE', 'in 407', 'out ACK', 'out INVITE', 'in 180', 'in 200', 'out ACK', 'out BYE', 'in 200'],
      );
      expect(messages.every(({ remote }) => remote === proxy.domain), 'record-routed: everything passes the proxy').toBe(true);
      expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, i) => i + 1));
      expect(messages.map(({ atMs }) => atMs)).toEqual(messages.map(({ atMs }) => atMs).sort((a, b) => a - b));

      const atRung = lab.score('speech', lab.reference('speechB'), heard, '--loop');
      expect(atRung.ok, atRung.text).toBe(true);
      const atBaresip = lab.score('speech', lab.reference('speechA'), lab.baresipHeard('1002'));
      expect(atBaresip.ok, atBaresip.text).toBe(true);
    });

    it('reach us when we are registered: both hear the right speech', { retry: 1 }, async () => {
      const heard = join(lab.folder, 'heard-in.wav');
      const rung = start(
        'answer', '--listen', '127.0.0.1:0', ...me, '--register', '--play', lab.reference('speechA'), '--record-received', heard, '--count', '1', '--json', '--verbose',
      );
      await rung.until(isRegistration('registered'));
      lab.run('baresip/ctl.sh', lab.folder, '1002', 'dial', proxy.uri('1001'));
      await rung.until((event) => event.event === 'stats' && Number(event['received']) > 250);
      lab.run('baresip/ctl.sh', lab.folder, '1002', 'hangup');
      expect(await rung.until((event) => event.event === 'summary')).toMatchObject({ status: 200, endedBy: 'remote' });
      expect(await rung.exited).toBe(0);
      expect(proxy.bindings('1001')).toEqual([]);
      const atRung = lab.score('speech', lab.reference('speechB'), heard, '--loop');
      expect(atRung.ok, atRung.text).toBe(true);
      const atBaresip = lab.score('speech', lab.reference('speechA'), lab.baresipHeard('1002'));
      expect(atBaresip.ok, atBaresip.text).toBe(true);
    });

    it('with a wrong password end in words, after one try', async () => {
      const { code, events, summary, errors } = await runRung(['call', proxy.uri('1002'), ...proxy.account('1001', { wrongPassword: true }), '--json', '--verbose']);
      expect({ code, summary }).toMatchObject({ code: 1, summary: { status: 407 } });
      expect(errors).toMatch(/does not accept user name and password/);
      expect(messagesOf(events).filter(({ start }) => start.startsWith('INVITE'))).toHaveLength(2);
    });

    it('without a password end in words', async () => {
      const { code, errors } = await runRung(['call', proxy.uri('1002'), '--user', '1001', '--domain', proxy.domain, '--json']);
      expect(code).toBe(1);
      expect(errors).toMatch(/password/);
    });

    it.each([
      { user: 'busy', status: 486, words: /busy/ },
      { user: 'decline', status: 603, words: /does not want to take the call/ },
      { user: 'r404', status: 404, words: /nobody of that name/ },
      { user: 'nosuchname', status: 404, words: /nobody of that name/ },
      { user: '1009', status: 480, words: /cannot be reached now/ },
      { user: 'r503', status: 503, words: /overloaded/ },
      { user: 'r699', status: 699, words: /does not want to take the call/ },
      { user: 'redirectloop', status: 302, words: /elsewhere/ },
    ])('to $user end with $status, in words', async ({ user, status, words }) => {
      const { code, events, summary, errors } = await runRung(['call', proxy.uri(user), ...me, '--json', '--verbose']);
      expect({ code, summary }).toMatchObject({ code: 1, summary: { status, endedBy: 'remote', talkMs: 0 } });
      expect(errors).toMatch(words);
      expect(messagesOf(events).at(-1)?.start, 'the refusal is acknowledged').toMatch(/^ACK /);
    });

    it('follow a redirection (302) to the second address', async () => {
      const { code, events, summary } = await runRung(['call', proxy.uri('redirect'), ...me, '--tone', '440', '--duration', '1', '--json', '--verbose']);
      expect({ code, summary }).toMatchObject({ code: 0, summary: { status: 200 } });
      const invited = messagesOf(events).filter(({ start }) => start.startsWith('INVITE')).map(({ start }) => start.split(' ')[1]);
      expect(invited).toEqual([proxy.uri('redirect'), proxy.uri('redirect'), proxy.uri('1002')]);
    });

    it('that nobody takes are cancelled after --ring-timeout', async () => {
      const { code, events, summary, errors } = await runRung(['call', proxy.uri('noanswer'), ...me, '--ring-timeout', '1', '--json', '--verbose']);
      expect({ code, summary }).toMatchObject({ code: 1, summary: { endedBy: 'timeout', talkMs: 0 } });
      expect(errors).toMatch(/Nobody answered/);
      const starts = messagesOf(events).map(({ start }) => start);
      const cancelled = starts.findIndex((start) => start.startsWith('CANCEL '));
      expect(starts.slice(cancelled).some((start) => start.startsWith('SIP/2.0 487'))).toBe(true);
      expect(starts.slice(cancelled).some((start) => start.startsWith('ACK '))).toBe(true);
    });

    it('forked to two phones that both answer: one is talked to, the other acknowledged and ended', async () => {
      const { code, events, summary } = await runRung(['call', proxy.uri('fork'), ...me, '--tone', '440', '--duration', '3', '--json', '--verbose']);
      expect({ code, summary }).toMatchObject({ code: 0, summary: { status: 200, endedBy: 'local' } });
      const targets = (method: string): string[] => messagesOf(events).filter(({ start }) => start.startsWith(`${method} `)).map(({ start }) => start.split(' ')[1] ?? '');
      expect(targets('BYE').map((uri) => uri.slice(0, 8)).sort()).toEqual(answersOf(events).map((tag) => `sip:${tag}`));
      expect(targets('ACK')).toEqual(expect.arrayContaining(targets('BYE')));
    });
  });

  it('to someone who never answers anything: the call ends when timer B fires, in words', async () => {
    expect(await unanswered.exited).toBe(1);
    expect(unanswered.events.find((event) => event.event === 'summary')).toMatchObject({ status: 408, endedBy: 'timeout' });
    expect(unanswered.errors()).toMatch(/did not answer INVITE in time/);
    const repeated = messagesOf(unanswered.events).filter(({ retransmission }) => retransmission);
    expect(repeated).toHaveLength(6);
    expect(repeated.every(({ start: line }) => line.startsWith('INVITE '))).toBe(true);
  });

  it('with nonces that die after 5 s (SHA-256): a refresh takes the new one, and the password is not doubted', async () => {
    const strict = createLab();
    onTestFinished(() => strict.stop());
    const stale = startKamailio(strict, 'sha256', 'expire5');
    const rung = start('register', ...stale.account('1001'), '--expires', '16', '--json', '--verbose');
    await rung.until(isRegistration('registered'));
    const answers = (): string[] => messagesOf(rung.events).filter(({ direction }) => direction === 'in').map(({ start: line }) => line.slice(8, 11));
    await rung.until(() => answers().length === 4);
    expect(answers()).toEqual(['401', '200', '401', '200']);
    rung.interrupt();
    expect(await rung.exited).toBe(0);
    expect(stale.bindings('1001')).toEqual([]);
  });
});

/** Which of the two phones answered: their users, sorted. Kamailio cancels the slower one when it has not answered yet. */
function answersOf(events: Parameters<typeof messagesOf>[0]): string[] {
  const acknowledged = messagesOf(events).map(({ start }) => /^ACK sip:(100[23])-/.exec(start)?.[1]);
  return [...new Set(acknowledged.filter((user) => user !== undefined))].sort();
}
