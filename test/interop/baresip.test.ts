/** baresip 1.0 (Debian), called and calling, with no server between. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import type { RungProcess } from './support/rung.ts';
import { isCall, runRung, startRung } from './support/rung.ts';

const absent = missing('baresip', 'sox', 'espeak-ng', 'nc', '/usr/bin/python3');

describe.skipIf(absent.length > 0)(`baresip${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  let uri: string;
  const running: RungProcess[] = [];

  beforeAll(() => {
    lab = createLab();
    lab.run('baresip/start.sh', lab.folder, 'bob', `src=${lab.reference('speechB')}`, 'codecs=PCMA,PCMU');
    uri = lab.env('bob')['BS_URI'] ?? '';
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

  it('is called: both hear the right speech', { retry: 1 }, async () => {
    const heard = join(lab.folder, 'rung-heard.wav');
    const { code, summary, errors } = await runRung([
      'call', uri, '--play', lab.reference('speechA'), '--record-received', heard, '--duration', '6', '--json',
    ]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(summary).toMatchObject({ status: 200, endedBy: 'local' });
    const atRung = lab.score('speech', lab.reference('speechB'), heard, '--loop');
    expect(atRung.ok, atRung.text).toBe(true);
    const atBaresip = lab.score('speech', lab.reference('speechA'), lab.baresipHeard('bob'));
    expect(atBaresip.ok, atBaresip.text).toBe(true);
  });

  it('calls: both hear the right speech, and its hang-up ends the call', { retry: 1 }, async () => {
    const heard = join(lab.folder, 'rung-heard-in.wav');
    const rung = start('answer', '--listen', '127.0.0.1:0', '--play', lab.reference('speechA'), '--record-received', heard, '--count', '1', '--json');
    const address = await rung.listening();
    lab.run('baresip/ctl.sh', lab.folder, 'bob', 'dial', `sip:rung@${address}`);
    await rung.until(isCall('confirmed'));
    await rung.until((event) => event.event === 'stats' && Number(event['received']) > 250);
    lab.run('baresip/ctl.sh', lab.folder, 'bob', 'hangup');
    const summary = await rung.until((event) => event.event === 'summary');
    expect(summary).toMatchObject({ status: 200, endedBy: 'remote' });
    expect(await rung.exited).toBe(0);
    const atRung = lab.score('speech', lab.reference('speechB'), heard, '--loop');
    expect(atRung.ok, atRung.text).toBe(true);
    const atBaresip = lab.score('speech', lab.reference('speechA'), lab.baresipHeard('bob'));
    expect(atBaresip.ok, atBaresip.text).toBe(true);
  });

  it.each(['pcma', 'pcmu'])('agrees on %s when that is all we have', async (codec) => {
    const { code, events } = await runRung(['call', uri, '--codecs', codec, '--tone', '440', '--duration', '1.5', '--json']);
    expect(code).toBe(0);
    expect(events.find((event) => event.event === 'stats')).toMatchObject({ codec: codec.toUpperCase() });
  });

  it('puts us on hold and takes us back', async () => {
    const rung = start('call', uri, '--tone', '440', '--json');
    await rung.until(isCall('confirmed'));
    lab.run('baresip/ctl.sh', lab.folder, 'bob', 'hold');
    await rung.until(isCall('held'));
    lab.run('baresip/ctl.sh', lab.folder, 'bob', 'resume');
    await rung.until((event) => isCall('confirmed')(event) && rung.events.indexOf(event) > rung.events.findIndex(isCall('held')));
    rung.interrupt();
    expect(await rung.exited).toBe(0);
  });

  it('is put on hold by us and taken back: it hears nothing, then the tone again', async () => {
    const { code, events } = await runRung(['call', uri, '--tone', '440', '--hold-after', '1', '--resume-after', '3', '--duration', '5', '--json']);
    expect(code).toBe(0);
    const states = events.filter((event) => event.event === 'call').map((event) => event['state']);
    expect(states.slice(states.indexOf('confirmed'))).toEqual(['confirmed', 'held', 'confirmed', 'ended']);
  });

  it('hears our digits, and we hear its', async () => {
    const rung = start('call', uri, '--tone', '440', '--dtmf', '159#', '--dtmf-after', '0.5', '--json');
    await rung.until(isCall('confirmed'));
    lab.run('baresip/ctl.sh', lab.folder, 'bob', 'dtmf', '28*');
    await rung.until((event) => event.event === 'dtmf' && event['digit'] === '*');
    const digits = rung.events.filter((event) => event.event === 'dtmf').map((event) => event['digit']);
    expect(digits).toEqual(['2', '8', '*']);
    await expect.poll(() => baresipDigits(lab), { timeout: 10_000 }).toBe('159#');
    rung.interrupt();
    expect(await rung.exited).toBe(0);
  });
});

/** baresip prints each digit that begins: `received event: '1' (end=0)`. */
function baresipDigits(lab: Lab): string {
  const log = readFileSync(join(lab.folder, 'bob.log'), 'latin1');
  return [...log.matchAll(/received[^\n]*event: '(.)' \(end=1\)/gi)].map((match) => match[1]).join('');
}
