/** Requests that no proper peer sends (test/lab/sipp/raw-uac.py), each followed by an OPTIONS that must still be answered. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from './support/lab.ts';
import { createLab, missing } from './support/lab.ts';
import { startRung } from './support/rung.ts';

const absent = missing('/usr/bin/python3');

/** What RFC 3261 and RFC 4475 ask for, where they ask. */
const ANSWERS: Record<string, RegExp> = {
  'options': /^200$/,
  'merged': /^first:(100,)?200\S* second:482$/,
  'overlap-reinvite': /^A:200\S* B:(491|500)\S* 200$/,
  'low-cseq': /^old: 500 bye: 200$/,
  'two-byes': /^200 481$/,
  'burst300': /^300 answers$/,
  'no-maxfwd': /^200$/,
  'no-fromtag': /^200$/,
  'no-branch': /^200$/,
  'cseq-mismatch': /^400$/,
  'cseq-text': /^400$/,
  'mf-0': /^200$/,
  'version': /^505/,
  'uri-unknown': /^416$/,
  'compact': /^200$/,
  'case': /^200$/,
  'fold': /^200$/,
  'to-utf8': /^200$/,
  'dup-cseq': /^400$/,
  'clen-neg': /^400/,
  'clen-text': /^400/,
  'require-foo': /^420$/,
  'contact-star': /^400$/,
  'inv-noctype': /^415$/,
  'sdp-pt128': /^(100 )?200/,
  'sdp-bundle': /^(100 )?200/,
  'sdp-savp': /^(100 )?488$/,
  'multipart': /^((100 )?200|415)/,
  'foo-method': /^(405|501)$/,
  'ack-stray': /^-$/,
  'cancel-stray': /^481$/,
  'bye-stray': /^481$/,
  'resp-stray': /^-$/,
};

describe.skipIf(absent.length > 0)(`torture${absent.length > 0 ? ` (missing: ${absent.join(', ')})` : ''}`, () => {
  let lab: Lab;
  beforeAll(() => void (lab = createLab()));
  afterAll(() => lab.stop());

  it.concurrent.each(['udp', 'tcp'])('over %s: every case is answered as the RFCs say, and the phone lives', async (transport) => {
    const rung = startRung(['answer', '--listen', '127.0.0.1:0', '--tone', '440', '--json']);
    try {
      const [host = '', port = ''] = (await rung.listening()).split(':');
      const { code, output } = await lab.attemptPython('sipp/raw-uac.py', `rung@${host}`, port, transport);
      const lines = output.trim().split('\n').map((line) => line.trim().split(/\s+/));
      expect(lines.length).toBeGreaterThan(80);
      expect(lines.filter((words) => words.at(-1) !== 'ALIVE')).toEqual([]);
      expect(code, output).toBe(0);
      const answered = new Map(lines.map(([name = '', ...words]) => [name, words.slice(0, -1).join(' ')]));
      const wrong = Object.entries(ANSWERS).filter(([name, answer]) => !answer.test(answered.get(name) ?? ''));
      expect(wrong.map(([name]) => `${name}: ${answered.get(name)}`)).toEqual([]);
      rung.interrupt();
      await rung.exited;
      expect(rung.errors()).toBe('');
    } finally {
      rung.kill();
    }
  });
});
