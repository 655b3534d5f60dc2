import { describe, expect, it } from 'vitest';
import { dialTarget } from '../../../src-main/calls/dial-target.ts';
import type { Account } from '../../../src-shared/model.ts';
import { defaultAccountOptions } from '../../../src-shared/model.ts';

function account(id: string, domain: string, more: Partial<Account> = {}): Account {
  return {
    id, label: id, displayName: '', user: '1001', domain, authUser: '', proxy: '', transport: 'udp', register: true, expiresS: 300,
    codecs: ['PCMA'], enabled: true, ...defaultAccountOptions, ...more,
  };
}

const home = account('home', 'pbx.example');
const work = account('work', 'work.example:5080');

function dialled(input: string, accounts: Account[] = [home, work], accountId?: string): [string, string | undefined] | string {
  const result = dialTarget(input, accounts, accountId);
  return result.ok ? [result.value.uri, result.value.account?.id] : result.error.code;
}

describe('what a person may dial', () => {
  it.each<[string, [string, string | undefined]]>([
    ['sip:bob@pbx.example', ['sip:bob@pbx.example', 'home']],
    ['sip:bob@work.example:5080', ['sip:bob@work.example:5080', 'work']],
    ['bob@pbx.example', ['sip:bob@pbx.example', 'home']],
    ['sip:bob@elsewhere.example', ['sip:bob@elsewhere.example', 'home']],
    ['sip:bob@192.0.2.7', ['sip:bob@192.0.2.7', undefined]],
    ['sip:bob@[2001:db8::1]:5070', ['sip:bob@[2001:db8::1]:5070', undefined]],
    ['192.0.2.7:5062', ['sip:192.0.2.7:5062', undefined]],
    ['localhost:5062', ['sip:localhost:5062', undefined]],
    ['sip:echo@local', ['sip:echo@local', undefined]],
    ['"Bob B." <sip:bob@pbx.example>', ['sip:bob@pbx.example', 'home']],
    ['  sip:bob@pbx.example  ', ['sip:bob@pbx.example', 'home']],
    ['+49 (30) 123-45', ['sip:+493012345@pbx.example', 'home']],
    ['*97', ['sip:*97@pbx.example', 'home']],
    ['tel:+49-30-12345', ['sip:+493012345@pbx.example;user=phone', 'home']],
    ['bob', ['sip:bob@pbx.example', 'home']],
  ])('%s', (input, expected) => {
    expect(dialled(input)).toEqual(expected);
  });

  it('uses the account that was chosen', () => {
    expect(dialled('4711', [home, work], 'work')).toEqual(['sip:4711@work.example:5080', 'work']);
    expect(dialled('sip:bob@192.0.2.7', [home], 'home')).toEqual(['sip:bob@192.0.2.7', 'home']);
  });

  it.each([
    ['', 'dial-empty'],
    ['   ', 'dial-empty'],
    ['http://example.org', 'dial-bad-uri'],
    ['sip:', 'dial-bad-uri'],
    ['sip:bob@', 'dial-bad-uri'],
    ['sip:bob@x\r\nVia: evil', 'dial-bad-uri'],
  ])('refuses %j in words', (input, code) => {
    expect(dialled(input)).toBe(code);
  });

  it('needs an account for numbers and names', () => {
    expect(dialled('4711', [])).toBe('dial-needs-account');
    expect(dialled('bob', [account('off', 'pbx.example', { enabled: false })])).toBe('dial-needs-account');
    expect(dialled('4711', [home], 'gone')).toBe('unknown-account');
  });
});
