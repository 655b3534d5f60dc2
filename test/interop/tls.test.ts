/** SIP over TLS through Kamailio, and certificates that are refused, each in its own words. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Kamailio } from './support/kamailio.ts';
import { startKamailio } from './support/kamailio.ts';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import type { RungProcess } from './support/rung.ts';
import { isRegistration, messagesOf, runRung, startRung } from './support/rung.ts';

const absent = missing('kamailio', 'baresip', 'openssl', 'socat', 'sox', 'espeak-ng', 'nc', 'jq', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`TLS${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let proxy: Kamailio;
  let server: string;
  let me: string[];
  const running: RungProcess[] = [];

  beforeAll(() => {
    lab = createLab();
    proxy = startKamailio(lab, 'tls');
    const { KAM_IP = '', KAM_TLS = '' } = lab.env('kamailio');
    server = `${KAM_IP}:${KAM_TLS}`;
    me = proxy.account('1001').map((value) => (value === proxy.domain ? server : value)).concat('--transport', 'tls', '--tls-ca', join(lab.folder, 'ca.pem'));
    lab.run('baresip/start.sh', lab.folder, '1002', `kam=${proxy.file}`, `src=${lab.reference('speechB')}`, 'codecs=PCMA,PCMU');
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

  it('registers over one connection, which its Contact names', async () => {
    const rung = start('register', ...me, '--expires', '10', '--json', '--verbose');
    await rung.until(isRegistration('registered'));
    const [first] = messagesOf(rung.events);
    expect(proxy.bindings('1001')).toEqual([{ contact: `sip:1001@${first?.local};transport=tls`, expiresS: expect.any(Number) }]);
    const granted = (): number => messagesOf(rung.events).filter(({ start: line }) => line.startsWith('SIP/2.0 200')).length;
    await rung.until(() => granted() === 2);
    expect(new Set(messagesOf(rung.events).map(({ local, remote }) => `${local} ${remote}`))).toEqual(new Set([`${first?.local} ${server}`]));
    rung.interrupt();
    expect(await rung.exited).toBe(0);
    expect(proxy.bindings('1001')).toEqual([]);
  });

  it('a call to somebody behind the proxy: all of it over TLS, both hear the right speech', { retry: 1 }, async () => {
    const heard = join(lab.folder, 'heard-out.wav');
    const { code, events, summary, errors } = await runRung([
      'call', `sip:1002@${server}`, ...me, '--play', lab.reference('speechA'), '--record-received', heard, '--duration', '6', '--json', '--verbose',
    ]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(summary).toMatchObject({ status: 200, endedBy: 'local' });
    const messages = messagesOf(events);
    expect(messages.map(({ direction, start: line }) => `${direction} ${line.replace(/^SIP\/2\.0 (\d+).*/, '$1').replace(/ .*/, '')}`).filter((step) => step !== 'in 100'))
      .toEqual(['out INVITE', 'in 407', 'out ACK', 'out INVITE', 'in 180', 'in 200', 'out ACK', 'out BYE', 'in 200']);
    expect(new Set(messages.map(({ remote }) => remote))).toEqual(new Set([server]));
    for (const score of [lab.score('speech', lab.reference('speechB'), heard, '--loop'), lab.score('speech', lab.reference('speechA'), lab.baresipHeard('1002'))]) {
      expect(score.ok, score.text).toBe(true);
    }
  });

  it('a call to us comes over the connection of the registration', { retry: 1 }, async () => {
    const heard = join(lab.folder, 'heard-in.wav');
    const rung = start('answer', '--listen', '127.0.0.1:0', ...me, '--register', '--play', lab.reference('speechA'), '--record-received', heard, '--count', '1', '--json', '--verbose');
    await rung.until(isRegistration('registered'));
    lab.run('baresip/ctl.sh', lab.folder, '1002', 'dial', proxy.uri('1001'));
    await rung.until((event) => event.event === 'stats' && Number(event['received']) > 250);
    lab.run('baresip/ctl.sh', lab.folder, '1002', 'hangup');
    expect(await rung.until((event) => event.event === 'summary')).toMatchObject({ status: 200, endedBy: 'remote' });
    expect(await rung.exited).toBe(0);
    expect(new Set(messagesOf(rung.events).map(({ local, remote }) => `${local} ${remote}`)).size).toBe(1);
    const score = lab.score('speech', lab.reference('speechB'), heard, '--loop');
    expect(score.ok, score.text).toBe(true);
  });

  describe('a certificate', () => {
    const refused: [string, RegExp][] = [
      ['selfsigned', /shows a certificate that it signed itself/],
      ['expired', /expired on \d{4}-\d\d-\d\d/],
      ['wrongname', /shown for 127\.0\.0\.1 belongs to other\.test/],
      ['unknownca', /issued by "lab otherca", an authority that this computer does not trust/],
      ['tls10', /versions of TLS that are no longer secure/],
    ];

    /** Kamailio's TCP port behind a front that shows this certificate. */
    async function ask(name: string, ...args: string[]): Promise<{ code: number; errors: string }> {
      const fronts = join(lab.folder, 'fronts');
      lab.run('tls/front.sh', fronts, proxy.domain.split(':')[1] ?? '', name);
      const { TLS_PORT = '' } = lab.env(`fronts/tls-${name}`);
      const { code, errors } = await runRung(['options', `sip:127.0.0.1:${TLS_PORT};transport=tls`, '--json', ...args]);
      return { code, errors };
    }
    afterAll(() => void lab.attempt('lib/stop.sh', join(lab.folder, 'fronts')));

    const authority = (): string => join(lab.folder, 'fronts', 'ca.pem');

    it('that is right lets the question through to the proxy', async () => {
      expect(await ask('good', '--tls-ca', authority())).toMatchObject({ errors: '' });
    });

    it.each(refused)('%s is refused in its own words', async (name, words) => {
      const { code, errors } = await ask(name, '--tls-ca', authority());
      expect(errors).toMatch(words);
      expect(code).toBe(1);
    });

    it('that nobody knows is taken with --tls-insecure', async () => {
      expect(await ask('unknownca', '--tls-insecure')).toMatchObject({ errors: '' });
    });
  });
});
