import { describe, expect, it } from 'vitest';
import { explainHeader } from '../../../src-shared/explain/headers.ts';
import { diversionsOf } from '../../../src-shared/sip/diversion.ts';
import { q850Words } from '../../../src-shared/sip/q850.ts';
import { causeWords, isNormalEnd, parseReason, reasonsOf } from '../../../src-shared/sip/reason.ts';
import { warningsOf, warningWords } from '../../../src-shared/sip/warning.ts';
import { request } from '../sip-ua/messages.ts';

describe('Reason (RFC 3326)', () => {
  it('reads the examples of the RFC', () => {
    const bye = request('BYE', 'sip:a@h', [['reason', 'SIP ;cause=200 ;text="Call completed elsewhere"'], ['reason', 'Q.850 ;cause=16 ;text="Terminated", SIP;cause=600']]);
    expect(reasonsOf(bye)).toEqual([
      { protocol: 'SIP', cause: 200, text: 'Call completed elsewhere' },
      { protocol: 'Q.850', cause: 16, text: 'Terminated' },
      { protocol: 'SIP', cause: 600, text: '' },
    ]);
  });

  it.each<[string, string | undefined]>([
    ['Q.850;cause=17', 'busy'],
    ['q.850;CAUSE=17', 'busy'],
    ['SIP;cause=486', 'Busy'],
    ['SIP;cause=605', 'Busy everywhere'],
    ['Q.850;cause=52', 'a service was not available'],
    ['Q.850;cause=0', undefined],
    ['Q.850;cause=200', undefined],
    ['SIP;cause=99', undefined],
    ['Preemption;cause=1', undefined],
    ['SIP', undefined],
  ])('%s means %s', (value, words) => {
    const reason = parseReason(value);
    expect(reason && causeWords(reason)?.en).toBe(words);
  });

  it('tells normal ends from failures', () => {
    const isNormal = (value: string): boolean => isNormalEnd(parseReason(value) ?? { protocol: '', text: '' });
    for (const value of ['Q.850;cause=16', 'Q.850;cause=31', 'SIP;cause=200', 'SIP;text="x"']) expect(isNormal(value), value).toBe(true);
    for (const value of ['Q.850;cause=41', 'SIP;cause=503', 'Preemption;cause=1']) expect(isNormal(value), value).toBe(false);
  });

  it('takes hostile values without harm', () => {
    expect(parseReason('')).toBeUndefined();
    expect(parseReason('a b;cause=1')).toBeUndefined();
    expect(parseReason('SIP;cause=1e3')).toEqual({ protocol: 'SIP', text: '' });
    expect(parseReason(`SIP;text="a\u001b[2J\tb${'x'.repeat(900)}"`)?.text).toMatch(/^a \[2J bx{193}$/);
    expect(reasonsOf(request('BYE', 'sip:a@h', [['reason', 'SIP,'.repeat(500)]]))).toHaveLength(8);
  });

  it('has words for every cause in both languages', () => {
    for (let cause = 1; cause <= 127; cause++) {
      const words = q850Words(cause);
      expect(words?.en.length, String(cause)).toBeGreaterThan(3);
      expect(words?.de.length, String(cause)).toBeGreaterThan(3);
    }
    expect(q850Words(128)).toBeUndefined();
  });
});

describe('Warning (RFC 3261 20.43)', () => {
  it('reads the examples of the RFC', () => {
    const refusal = request('INVITE', 'sip:a@h', [
      ['warning', '307 isi.edu "Session parameter \'foo\' not understood", 301 [2001:db8::1]:5060 "Incompatible network address type \'E.164\'"'],
      ['warning', '399 192.0.2.1 "say \\"no\\""'],
    ]);
    expect(warningsOf(refusal)).toEqual([
      { code: 307, agent: 'isi.edu', text: 'Session parameter \'foo\' not understood' },
      { code: 301, agent: '[2001:db8::1]:5060', text: 'Incompatible network address type \'E.164\'' },
      { code: 399, agent: '192.0.2.1', text: 'say "no"' },
    ]);
  });
  it.each([300, 301, 302, 303, 304, 305, 306, 307, 330, 331, 370, 399])('knows %i', (code) => {
    expect(Object.values(warningWords(code) ?? {})).toHaveLength(2);
  });
  it('leaves out what is none', () => {
    expect(warningsOf(request('INVITE', 'sip:a@h', [['warning', 'nonsense, 3 x "y", 305 "only text"']]))).toEqual([]);
    expect(warningWords(342)).toBeUndefined();
  });
});

describe('why a call was sent on', () => {
  it('reads Diversion, History-Info and the Request-URI', () => {
    const invite = request('INVITE', 'sip:mail@h;target=sip:bob%40h;cause=486', [
      ['diversion', '"Bob" <sip:bob@h>;reason=user-busy;counter=1, <sip:desk@h>;reason="No-Answer"'],
      ['history-info', '<sip:bob@h?Reason=SIP%3Bcause%3D302%3Btext%3D%22x%22>;index=1, <sip:eve@h;cause=408>;index=1.1;mp=1, <tel:+491>;index=2'],
    ]);
    expect(diversionsOf(invite).map(({ told, uri, reason, words }) => [told, uri, reason, words?.en])).toEqual([
      ['diversion', 'sip:bob@h', 'user-busy', 'busy'],
      ['diversion', 'sip:desk@h', 'no-answer', 'no answer'],
      ['history-info', 'sip:bob@h?Reason=SIP%3Bcause%3D302%3Btext%3D%22x%22', '302', 'always'],
      ['history-info', 'sip:eve@h;cause=408', '408', 'no answer'],
      ['history-info', 'tel:+491', '', undefined],
      ['request-uri', 'sip:mail@h;target=sip:bob%40h;cause=486', '486', 'busy'],
    ]);
  });
  it('is bounded', () => {
    expect(diversionsOf(request('INVITE', 'sip:a@h', [['diversion', '<sip:a@h>,'.repeat(99)]]))).toHaveLength(20);
  });
});

it('the inspector decodes what stands in the value', () => {
  expect(explainHeader('Reason', 'Q.850;cause=16, SIP;cause=486')?.en).toMatch(/\. Here: normal end of the call; Busy\.$/);
  expect(explainHeader('Warning', '370 h "x"')?.de).toMatch(/ Hier: die Bandbreite reicht nicht aus\.$/);
  expect(explainHeader('Diversion', '<sip:b@h>;reason=away')?.de).toMatch(/ Hier: abwesend\.$/);
  expect(explainHeader('Reason', 'nonsense')).toBe(explainHeader('Reason'));
  expect(explainHeader('Via', 'SIP/2.0/UDP h')).toBe(explainHeader('Via'));
});
