import { describe, expect, it } from 'vitest';
import { applyDialPlan, numberIn } from '../../../src-main/calls/dial-plan.ts';
import { dialTarget } from '../../../src-main/calls/dial-target.ts';
import type { DialPlan } from '../../../src-shared/dial-plan-model.ts';
import type { Account } from '../../../src-shared/model.ts';
import { defaultAccountOptions } from '../../../src-shared/model.ts';

function plan(more: Partial<DialPlan> = {}): DialPlan {
  return { ...defaultAccountOptions.dialPlan, ...more };
}

function account(dialPlan: Partial<DialPlan>, domain = 'pbx.example'): Account {
  return {
    id: 'a', label: 'a', displayName: '', user: '1001', domain, authUser: '', proxy: '', transport: 'udp', register: true, expiresS: 300,
    codecs: ['PCMA'], enabled: true, ...defaultAccountOptions, dialPlan: plan(dialPlan),
  };
}

function dialled(input: string, dialPlan: Partial<DialPlan> = {}, domain?: string): string {
  const target = dialTarget(input, [account(dialPlan, domain)]);
  return target.ok ? target.value.uri : target.error.code;
}

describe('a number as it is typed', () => {
  it.each<[string, string | undefined]>([
    ['+49 (0)30 123-45', '+493012345'],
    ['+49 (30) 123/45', '+493012345'],
    ['030\u00a0123\u2013456', '030123456'],
    ['1-800-GO-FEDEX', '18004633339'],
    ['0800 TELEKOM', '08008353566'],
    ['*21*0301234#', '*21*0301234#'],
    ['', undefined],
    ['bob', undefined],
    ['BOB', undefined],
    ['1001a', undefined],
    ['100A', undefined],
    ['12ABC', undefined],
    ['49+30', undefined],
    ['0800 Telekom', undefined],
  ])('%s is %s', (typed, number) => {
    expect(numberIn(typed)).toBe(number);
  });

  it.each(['1-'.repeat(1000) + 'AAA!', `123${'A '.repeat(900)}!`])('is read quickly, however odd it is', (odd) => {
    expect(numberIn(odd)).toBeUndefined();
  });
});

describe('the dial plan', () => {
  const rules = [{ match: '0', strip: 0, add: '9' }, { match: '00', strip: 2, add: '+' }, { match: '#', strip: 1, add: '*31*' }];
  const german = plan({ countryCode: '49', areaCode: '30', format: 'e164' });
  const american = plan({ countryCode: '1', areaCode: '212', format: 'e164' });
  const italian = plan({ countryCode: '39', format: 'e164' });

  it.each<[string, DialPlan, string, string]>([
    ['as typed, without rules', plan(), '0301234', '0301234'],
    ['the first rule that fits, once', plan({ rules }), '0049301234', '90049301234'],
    ['no rule that fits', plan({ rules }), '4711', '4711'],
    ['strip and add', plan({ rules: [{ match: '00', strip: 2, add: '+' }] }), '0049301234', '+49301234'],
    ['an outside line', plan({ rules: [{ match: '', strip: 0, add: '0' }] }), '301234', '0301234'],
    ['a code', plan({ rules }), '#4711', '*31*4711'],
    ['national', german, '0301234', '+49301234'],
    ['international', german, '0014155550100', '+14155550100'],
    ['international already', german, '+14155550100', '+14155550100'],
    ['of this town', german, '12345678', '+493012345678'],
    ['an extension', german, '4711', '4711'],
    ['a code of the PBX', german, '*97', '*97'],
    ['of this town, town unknown', plan({ countryCode: '49', format: 'e164' }), '12345678', '12345678'],
    ['country unknown', plan({ format: 'e164' }), '0301234', '0301234'],
    ['rules before the format', plan({ countryCode: '49', format: 'e164', rules: [{ match: '9', strip: 1, add: '' }] }), '90301234', '+49301234'],
    ['ten digits in North America', american, '4155550100', '+14155550100'],
    ['eleven digits in North America', american, '14155550100', '+14155550100'],
    ['seven digits in North America', american, '5550100', '+12125550100'],
    ['abroad from North America', american, '0114930123456', '+4930123456'],
    ['an Italian zero stays', italian, '0669812345', '+390669812345'],
    ['a Russian eight', plan({ countryCode: '7', format: 'e164' }), '84951234567', '+74951234567'],
  ])('%s', (_what, dialPlan, number, sent) => {
    expect(applyDialPlan(number, dialPlan)).toBe(sent);
  });

  it.each(['112', '911', '000', '08', '110', '118', '119', '999'])('leaves the emergency number %s alone', (number) => {
    const zealous = { rules: [{ match: '', strip: 1, add: '0' }], countryCode: '49', areaCode: '30', format: 'e164' as const };
    expect(applyDialPlan(number, plan(zealous))).toBe(number);
    const target = dialTarget(number, [account(zealous)]);
    expect(target).toMatchObject({ ok: true, value: { uri: `sip:${number}@pbx.example`, isEmergency: true } });
    expect(dialTarget(`sip:${number}@pbx.example`, [account({})])).toHaveProperty('value.isEmergency');
    expect(dialTarget(`sip:${number}@elsewhere.example`, [account({})])).not.toHaveProperty('value.isEmergency');
    // In somebody else's numbering it is an extension (RFC 3966 5.1.5).
    expect(dialTarget(`tel:${number};phone-context=elsewhere.example`, [account({})])).not.toHaveProperty('value.isEmergency');
    expect(dialTarget('4711', [account({})])).not.toHaveProperty('value.isEmergency');
  });
});

describe('what is dialled under a plan', () => {
  const german = { countryCode: '49', areaCode: '30', format: 'e164' as const, userPhone: true };

  it.each<[string, string]>([
    ['030 1234-56', 'sip:+4930123456@pbx.example;user=phone'],
    ['+1 (415) 555-0100', 'sip:+14155550100@pbx.example;user=phone'],
    ['4711', 'sip:4711@pbx.example;user=phone'],
    ['#31#', 'sip:%2331%23@pbx.example;user=phone'],
    ['bob', 'sip:bob@pbx.example'],
    ['bob smith', 'sip:bob%20smith@pbx.example'],
    // Written out, an address is what the person wants.
    ['sip:0301234@pbx.example', 'sip:0301234@pbx.example'],
    ['0301234@pbx.example', 'sip:0301234@pbx.example'],
  ])('%s', (typed, sent) => {
    expect(dialled(typed, german)).toBe(sent);
  });

  it('keeps the port of the account', () => {
    expect(dialled('4711', {}, '192.0.2.7:5080')).toBe('sip:4711@192.0.2.7:5080');
    expect(dialled('4711', {}, '[2001:db8::1]:5080')).toBe('sip:4711@[2001:db8::1]:5080');
  });
});

describe('tel: URIs (RFC 3966) become SIP ones (RFC 3261 19.1.6)', () => {
  it.each<[string, string]>([
    ['tel:+358-555-1234567', 'sip:+3585551234567@pbx.example;user=phone'],
    ['tel:+358-555-1234567;postd=pp22', 'sip:+3585551234567;postd=pp22@pbx.example;user=phone'],
    ['tel:+1-212-555-0100;ext=17', 'sip:+12125550100;ext=17@pbx.example;user=phone'],
    ['tel:+1-212-555-0100;zed=1;postd=p1;alpha=2;isub=1411', 'sip:+12125550100;isub=1411;postd=p1;alpha=2;zed=1@pbx.example;user=phone'],
    ['tel:7042;phone-context=example.com', 'sip:7042;phone-context=example.com@pbx.example;user=phone'],
    ['tel:863-1234;phone-context=+1-914-555', 'sip:8631234;phone-context=+1-914-555@pbx.example;user=phone'],
    // Our own house and country are where the number is dialled anyway.
    ['tel:7042;phone-context=PBX.example', 'sip:7042@pbx.example;user=phone'],
    ['tel:030-1234567;phone-context=+49', 'sip:+49301234567@pbx.example;user=phone'],
    ['tel:030-1234567', 'sip:+49301234567@pbx.example;user=phone'],
    ['tel:12af;phone-context=example.com', 'sip:12af;phone-context=example.com@pbx.example;user=phone'],
    ['tel:112', 'sip:112@pbx.example;user=phone'],
    ['tel:call-me', 'dial-bad-uri'],
  ])('%s', (tel, sip) => {
    expect(dialled(tel, { countryCode: '49', areaCode: '30', format: 'e164' })).toBe(sip);
  });
});
