/** Keys in the ways besides RFC 4733 (baresip.test.ts and linphonec.test.ts have that): by INFO and as tones, to and from real phones. What
 *  we send as tones is read by decoders that are not ours: multimon-ng and the lab's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import type { RungProcess } from './support/rung.ts';
import { isCall, runRung, startRung } from './support/rung.ts';

const absent = missing('baresip', 'linphonec', 'multimon-ng', 'sox', 'espeak-ng', 'nc', '/usr/bin/python3');
/** What the lab's dtmf.wav says. */
const SPOKEN = '123456789*0#';

describe.skipIf(absent.length > 0)(`keys${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;

  beforeAll(() => void (lab = createLab()));
  afterAll(() => lab.stop());

  const digitsOf = (rung: Pick<RungProcess, 'events'>): string[] => rung.events.filter(({ event }) => event === 'dtmf').map((event) => `${String(event['digit'])} ${String(event['method'])}`);
  const logOf = (name: string): string => readFileSync(join(lab.folder, `${name}.log`), 'latin1');

  function baresip(name: string, ...options: string[]): string {
    lab.run('baresip/start.sh', lab.folder, name, 'codecs=PCMA,PCMU', ...options);
    return lab.env(name)['BS_URI'] ?? '';
  }

  function linphonec(name: string, ...options: string[]): string {
    lab.run('linphone/start.sh', lab.folder, name, 'codecs=PCMA,PCMU', ...options);
    return lab.env(name)['LP_URI'] ?? '';
  }

  /** Calls, is sent `28*` by the peer, and hangs up. */
  async function exchange(uri: string, mode: string, send: () => void): Promise<RungProcess> {
    const rung = startRung(['call', uri, '--tone', '440', '--dtmf-mode', mode, '--dtmf', '159#', '--dtmf-after', '0.5', '--json']);
    onTestFinished(() => rung.kill());
    await rung.until(isCall('confirmed'));
    await rung.until((event) => event.event === 'stats' && Number(event['received']) > 25);
    send();
    await rung.until((event) => event.event === 'dtmf' && event['digit'] === '*');
    return rung;
  }

  /** What our tones are to others. */
  function decoded(file: string): string {
    const score = lab.score('dtmf', file, '159#');
    expect(score.ok, score.text).toBe(true);
    // After a line that says that the file was not closed, sometimes.
    return lab.run('audio/dtmf2.sh', file).split('\n')[0] ?? '';
  }

  it('by INFO to baresip, which answers by RFC 4733: it knows no other way', { retry: 1 }, async () => {
    const rung = await exchange(baresip('bob-info'), 'info', () => lab.run('baresip/ctl.sh', lab.folder, 'bob-info', 'dtmf', '28*'));
    expect(digitsOf(rung)).toEqual(['2 rfc4733', '8 rfc4733', '* rfc4733']);
    await expect.poll(() => [...logOf('bob-info').matchAll(/received[^\n]*'?([0-9*#])'? \(duration=\d+\)/gi)].map((match) => match[1]).join(''), { timeout: 10_000 }).toBe('159#');
    rung.interrupt();
    expect(await rung.exited).toBe(0);
  });

  it('by INFO to and from linphonec', { retry: 1 }, async () => {
    const rung = await exchange(linphonec('anna-info', `src=${lab.reference('speechB')}`, 'rc=sip use_info=1', 'rc=sip use_rfc2833=0'), 'info', () => lab.run('linphone/ctl.sh', lab.folder, 'anna-info', 'dtmf', '28*'));
    expect(digitsOf(rung)).toEqual(['2 info', '8 info', '* info']);
    await expect.poll(() => [...logOf('anna-info').matchAll(/Receiving tone ([0-9*#])/g)].map((match) => match[1]).join(''), { timeout: 10_000 }).toBe('159#');
    rung.interrupt();
    expect(await rung.exited).toBe(0);
  });

  it('as tones to and from baresip', { retry: 1 }, async () => {
    const uri = baresip('bob-tones', `src=${lab.reference('dtmf')}`);
    const run = await runRung(['call', uri, '--dtmf-mode', 'inband', '--dtmf', '159#', '--dtmf-after', '1', '--duration', '5', '--json']);
    expect(run.code, run.errors).toBe(0);
    expect(digitsOf(run).join('')).toContain([...SPOKEN].map((digit) => `${digit} inband`).join(''));
    await expect.poll(() => readFileSync(lab.baresipHeard('bob-tones')).length, { timeout: 5000 }).toBeGreaterThan(30_000);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(decoded(lab.baresipHeard('bob-tones'))).toBe('159#');
  });

  it('as tones to and from linphonec', { retry: 1 }, async () => {
    const name = `anna-tones-${Math.floor(Math.random() * 1e6)}`;
    const uri = linphonec(name, `src=${lab.reference('dtmf')}`);
    const run = await runRung(['call', uri, '--dtmf-mode', 'inband', '--dtmf', '159#', '--dtmf-after', '1', '--duration', '6', '--json']);
    expect(run.code, run.errors).toBe(0);
    expect(digitsOf(run).join('')).toContain([...SPOKEN].map((digit) => `${digit} inband`).join(''));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(decoded(lab.env(name)['LP_REC'] ?? '')).toBe('159#');
  });

  it('events that come with their tones count once', { retry: 1 }, async () => {
    // It says the keys as sound all the while, and presses three of them as events.
    const rung = await exchange(baresip('bob-both', `src=${lab.reference('speechB')}`), 'inband', () => lab.run('baresip/ctl.sh', lab.folder, 'bob-both', 'dtmf', '28*'));
    expect(digitsOf(rung)).toEqual(['2 rfc4733', '8 rfc4733', '* rfc4733']);
    rung.interrupt();
    expect(await rung.exited).toBe(0);
  });
});
