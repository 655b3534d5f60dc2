/** Encrypted sound (SRTP, keys by SDES) with baresip and linphonec: each setting of ours against each of theirs, every suite, over UDP and TLS. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { MediaEngine } from '../../src-main/media/engine-port.ts';
import { createWorkerEngine } from '../../src-main/media/engine/worker-engine.ts';
import type { SrtpSuite } from '../../src-main/rtp/srtp-suites.ts';
import { startKamailio } from './support/kamailio.ts';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import { openOwnPhone } from './support/own-phone.ts';
import type { RungEvent, RungProcess } from './support/rung.ts';
import { isCall, messagesOf, runRung, startRung } from './support/rung.ts';

const absent = missing('baresip', 'linphonec', 'kamailio', 'openssl', 'sox', 'espeak-ng', 'nc', 'jq', '/usr/bin/python3');

/** What baresip 1.0 does with each of our settings: `encrypted`, `plain`, or the refusal. Its `srtp-mand` takes RTP/SAVP only, its DTLS-SRTP only that. */
type Result = 'encrypted' | 'plain' | 488;
const CALLED: [peer: string, srtp: string, Result][] = [
  ['besteffort', 'off', 'plain'], ['besteffort', 'optional', 'encrypted'], ['besteffort', 'required', 'encrypted'],
  ['mandatory', 'off', 488], ['mandatory', 'optional', 488], ['mandatory', 'required', 'encrypted'],
  ['without', 'off', 'plain'], ['without', 'optional', 'plain'], ['without', 'required', 488],
];
const CALLING: typeof CALLED = [
  ['besteffort', 'off', 'plain'], ['besteffort', 'optional', 'encrypted'], ['besteffort', 'required', 'encrypted'],
  ['mandatory', 'off', 488], ['mandatory', 'optional', 'encrypted'], ['mandatory', 'required', 'encrypted'],
  ['without', 'optional', 'plain'], ['without', 'required', 488],
  ['dtls', 'optional', 488],
];
const ENCRYPTION = { besteffort: ['enc=srtp'], mandatory: ['enc=srtp-mand'], without: [], dtls: ['enc=dtls_srtp'] };

describe.skipIf(absent.length > 0)(`SRTP${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let engine: MediaEngine;
  const running: RungProcess[] = [];

  beforeAll(() => {
    lab = createLab();
    engine = createWorkerEngine();
    for (const [name, options] of Object.entries(ENCRYPTION)) baresip(name, ...options);
  });
  afterAll(async () => {
    running.forEach((rung) => rung.kill());
    await engine.close();
    lab.stop();
  });

  function baresip(name: string, ...options: string[]): void {
    lab.run('baresip/start.sh', lab.folder, name, `src=${lab.reference('speechB')}`, 'codecs=PCMA,PCMU', ...options);
  }

  const uriOf = (name: string): string => lab.env(name)['BS_URI'] ?? '';
  const tell = (name: string, ...command: string[]): void => void lab.attempt('baresip/ctl.sh', lab.folder, name, ...command);

  function start(...args: string[]): RungProcess {
    const rung = startRung([...args, '--codecs', 'pcma,pcmu', '--json']);
    running.push(rung);
    onTestFinished(() => rung.kill());
    return rung;
  }

  function resultOf(events: RungEvent[]): Result | undefined {
    const confirmed = events.find(isCall('confirmed'));
    if (confirmed) return confirmed['srtp'] === undefined ? 'plain' : 'encrypted';
    return events.find((event) => event.event === 'summary')?.['status'] === 488 ? 488 : undefined;
  }

  function expectSpeech(heard: string, atPeer: string): void {
    for (const score of [lab.score('speech', lab.reference('speechB'), heard, '--loop'), lab.score('speech', lab.reference('speechA'), atPeer)]) {
      expect(score.ok, score.text).toBe(true);
    }
  }

  it.each(CALLED)('baresip (%s) is called with --srtp %s: %s', async (peer, srtp, result) => {
    const { events } = await runRung(['call', uriOf(peer), '--srtp', srtp, '--codecs', 'pcma,pcmu', '--tone', '440', '--duration', '1', '--json']);
    expect(resultOf(events)).toBe(result);
    const diagnosis = events.find(({ event }) => event === 'diagnosis')?.['rule'];
    expect(['srtp-mismatch', 'not-acceptable'].includes(String(diagnosis))).toBe(result === 488);
    if (result !== 488) expect(events.find(({ event }) => event === 'summary')?.['received']).toBeGreaterThan(25);
  });

  it.each(CALLING)('baresip (%s) calls one with --srtp %s: %s', async (peer, srtp, result) => {
    const rung = start('answer', '--listen', '127.0.0.1:0', '--srtp', srtp, '--tone', '440', '--count', '1', '--verbose');
    tell(peer, 'dial', `sip:rung@${await rung.listening()}`);
    onTestFinished(() => tell(peer, 'hangup'));
    if (result === 488) {
      await rung.until((event) => event.event === 'message' && String(event['start']).startsWith('SIP/2.0 488'));
      return;
    }
    await rung.until((event) => event.event === 'stats' && Number(event['received']) > 25);
    expect(resultOf(rung.events)).toBe(result);
  });

  it('baresip is called: both hear the right speech', { retry: 1 }, async () => {
    const heard = join(lab.folder, 'heard-out.wav');
    const { code } = await runRung([
      'call', uriOf('mandatory'), '--srtp', 'required', '--codecs', 'pcma', '--play', lab.reference('speechA'), '--record-received', heard, '--duration', '6', '--json',
    ]);
    expect(code).toBe(0);
    expectSpeech(heard, lab.baresipHeard('mandatory'));
  });

  it('baresip calls: both hear the right speech', { retry: 1 }, async () => {
    const heard = join(lab.folder, 'heard-in.wav');
    const rung = start('answer', '--listen', '127.0.0.1:0', '--srtp', 'required', '--play', lab.reference('speechA'), '--record-received', heard, '--count', '1');
    tell('mandatory', 'dial', `sip:rung@${await rung.listening()}`);
    await rung.until((event) => event.event === 'stats' && Number(event['received']) > 300);
    tell('mandatory', 'hangup');
    expect(await rung.exited).toBe(0);
    expectSpeech(heard, lab.baresipHeard('mandatory'));
  });

  it('hold and resume keep the encryption', async () => {
    const rung = start('call', uriOf('mandatory'), '--srtp', 'required', '--tone', '440', '--hold-after', '1', '--resume-after', '2', '--duration', '5');
    await rung.until(isCall('held'));
    expect(await rung.exited).toBe(0);
    expect(rung.events.filter((event) => event.event === 'call').at(-1)).toMatchObject({ srtp: 'AEAD_AES_256_GCM', status: 200 });
    const tone = lab.score('tone', lab.baresipHeard('mandatory'), '440');
    expect(tone.ok, tone.text).toBe(true);
  });

  it.each<SrtpSuite>(['AEAD_AES_256_GCM', 'AEAD_AES_128_GCM', 'AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'])('%s with baresip: both hear the other', { retry: 1 }, async (suite) => {
    await hearsEachOther(suite, uriOf('mandatory'), () => lab.baresipHeard('mandatory'));
  });

  it.each<SrtpSuite>(['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'])('%s with linphonec: both hear the other', { retry: 1 }, async (suite) => {
    const name = `l${suite.slice(-2)}`;
    lab.run('linphone/start.sh', lab.folder, name, 'enc=srtp', 'codecs=PCMA,PCMU', `src=${lab.reference('speechB')}`);
    await hearsEachOther(suite, lab.env(name)['LP_URI'] ?? '', () => lab.env(name)['LP_REC'] ?? '');
  });

  /** Only that suite is offered: who answers has taken it. */
  async function hearsEachOther(suite: SrtpSuite, uri: string, atPeer: () => string): Promise<void> {
    const phone = await openOwnPhone({ engine, srtp: { mode: 'required', suites: [suite] }, record: join(lab.folder, suite) });
    onTestFinished(() => phone.close());
    const call = phone.call(uri);
    await call.confirmed;
    await call.talk();
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await call.end();
    const [tone, speech] = [lab.score('tone', atPeer(), '440'), lab.score('speech', lab.reference('speechB'), join(lab.folder, `${suite}-1.wav`), '--loop')];
    expect(tone.ok, tone.text).toBe(true);
    expect(speech.ok, speech.text).toBe(true);
  }

  it('linphonec calls with encryption: both hear the other', { retry: 1 }, async () => {
    const heard = join(lab.folder, 'heard-linphone.wav');
    lab.run('lib/stop.sh', lab.folder, 'carl');
    lab.run('linphone/start.sh', lab.folder, 'carl', 'enc=srtp', 'codecs=PCMA,PCMU', `src=${lab.reference('speechB')}`);
    const rung = start('answer', '--listen', '127.0.0.1:0', '--srtp', 'optional', '--play', lab.reference('speechA'), '--record-received', heard, '--count', '1');
    lab.run('linphone/ctl.sh', lab.folder, 'carl', 'call', `sip:rung@${await rung.listening()}`);
    await rung.until((event) => event.event === 'stats' && Number(event['received']) > 300);
    lab.run('linphone/ctl.sh', lab.folder, 'carl', 'terminate');
    expect(await rung.exited).toBe(0);
    expect(resultOf(rung.events)).toBe('encrypted');
    expectSpeech(heard, lab.env('carl')['LP_REC'] ?? '');
  });

  it('over TLS, through Kamailio: both hear the right speech', { retry: 1 }, async () => {
    const heard = join(lab.folder, 'heard-tls.wav');
    lab.run('lib/stop.sh', lab.folder, 'kamailio', '1002');
    const proxy = startKamailio(lab, 'tls');
    const { KAM_IP = '', KAM_TLS = '' } = lab.env('kamailio');
    const server = `${KAM_IP}:${KAM_TLS}`;
    baresip('1002', `kam=${proxy.file}`, 'enc=srtp-mand');
    const me = proxy.account('1001').map((value) => (value === proxy.domain ? server : value));
    const { code, events } = await runRung([
      'call', `sip:1002@${server}`, ...me, '--transport', 'tls', '--tls-ca', join(lab.folder, 'ca.pem'), '--srtp', 'required', '--codecs', 'pcma',
      '--play', lab.reference('speechA'), '--record-received', heard, '--duration', '6', '--json', '--verbose',
    ]);
    expect(code).toBe(0);
    expect(resultOf(events)).toBe('encrypted');
    expect(new Set(messagesOf(events).map(({ remote }) => remote))).toEqual(new Set([server]));
    expectSpeech(heard, lab.baresipHeard('1002'));
  });
});
