import { describe, expect, it } from 'vitest';
import { Headers } from '../../../src-shared/sip/headers.ts';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import * as typed from '../../../src-shared/sip/typed-headers.ts';

const message = (...lines: [string, string][]): SipRequest => {
  const headers = new Headers();
  for (const [name, value] of lines) headers.add(name, value);
  return { kind: 'request', method: 'INVITE', uri: 'sip:a@b', headers, body: new Uint8Array(0), notes: [] };
};

describe('name-addr', () => {
  it.each([
    ['"Bob \\"the\\" B" <sip:bob@h;x=1>;tag=a;q=0.5', 'Bob "the" B', 'sip:bob@h;x=1', [['tag', 'a'], ['q', '0.5']]],
    ['Bob B <sip:bob@h>', 'Bob B', 'sip:bob@h', []],
    ['<sip:bob@h>;lr;x="a;b"', '', 'sip:bob@h', [['lr', ''], ['x', 'a;b']]],
    ['sip:bob@h;tag=a', '', 'sip:bob@h', [['tag', 'a']]],
    ['sip:bob@h (Bob (at home));tag=a', '', 'sip:bob@h', [['tag', 'a']]],
    ['<sip:bob@h>;TAG=a;tag=b', '', 'sip:bob@h', [['tag', 'a']]],
  ] as const)('reads %s', (text, displayName, uri, parameters) => {
    expect(typed.parseNameAddr(text)).toEqual({ displayName, uri, parameters: new Map(parameters as unknown as [string, string][]) });
  });

  it.each(['', '"Bob <sip:b@h>', 'Bob <sip:b@h', 'Bob sip:b@h', '"Bob" sip:b@h'])('finds no address in %j', (text) => {
    expect(typed.parseNameAddr(text)).toBeUndefined();
  });

  it('writes a name that needs quotes with quotes, and no line end ever', () => {
    const format = (displayName: string, parameters: [string, string][] = []) => typed.formatNameAddr({ displayName, uri: 'sip:b@h', parameters: new Map(parameters) });
    expect(format('')).toBe('<sip:b@h>');
    expect(format('Bob B', [['tag', 'x'], ['lr', '']])).toBe('Bob B <sip:b@h>;tag=x;lr');
    expect(format('Bob, "B" \\')).toBe('"Bob, \\"B\\" \\\\" <sip:b@h>');
    expect(format('Müller')).toBe('"Müller" <sip:b@h>');
    expect(format('a\r\nX: 1')).toBe('"a X: 1" <sip:b@h>');
    expect(format('', [['+sip.instance', '<urn:uuid:1>'], ['+video', 'yes']])).toBe('<sip:b@h>;+sip.instance="<urn:uuid:1>";+video="yes"');
  });
});

describe('Via', () => {
  it('reads and writes hosts, ports and flags', () => {
    const via = typed.parseVia('SIP/2.0/udp Host.example:5070;branch=z9hG4bKx;rport;received=192.0.2.1');
    expect(via).toEqual({ transport: 'UDP', host: 'host.example', port: 5070, parameters: new Map([['branch', 'z9hG4bKx'], ['rport', ''], ['received', '192.0.2.1']]) });
    expect(via && typed.formatVia(via)).toBe('SIP/2.0/UDP host.example:5070;branch=z9hG4bKx;rport;received=192.0.2.1');
  });

  it('brackets IPv6', () => {
    const via = typed.parseVia('SIP/2.0/TCP [2001:db8::1]:5061;branch=x');
    expect(via).toMatchObject({ host: '2001:db8::1', port: 5061 });
    expect(via && typed.formatVia(via)).toBe('SIP/2.0/TCP [2001:db8::1]:5061;branch=x');
  });

  it('bears the TTL and the comment of RFC 2543', () => {
    expect(typed.parseVia('SIP/2.0/UDP 239.128.16.254;ttl=16;branch=1 ')).toMatchObject({ host: '239.128.16.254', parameters: new Map([['ttl', '16'], ['branch', '1']]) });
    expect(typed.parseVia('SIP/2.0/UDP first.example.com:4000 (Acme server)')).toMatchObject({ host: 'first.example.com', port: 4000 });
  });

  it.each(['', 'SIP/2.0/UDP', 'SIP/3.0/UDP h', 'SIP/2.0/UDP ;branch=x', 'SIP/2.0/UDP h:x', 'SIP/2.0/UDP h:70000', 'SIP/2.0/UDP [::g]', 'SIP/2.0/UDP a b'])('finds no Via in %j', (text) => {
    expect(typed.parseVia(text)).toBeUndefined();
  });
});

describe('CSeq, numbers, credentials', () => {
  it.each([['1 INVITE', 1, 'INVITE'], ['4294967295  X', 4294967295, 'X'], ['007\tBYE', 7, 'BYE']])('reads %j', (text, number, method) => {
    expect(typed.parseCSeq(text)).toEqual({ number, method });
  });
  it.each(['', 'INVITE', '1', '-1 INVITE', '4294967296 INVITE', '1 IN VITE', '1INVITE', `${'9'.repeat(400)} INVITE`])('finds no CSeq in %j', (text) => {
    expect(typed.parseCSeq(text)).toBeUndefined();
  });

  it('reads numbers with what may follow them', () => {
    const of = (value: string) => typed.numberOf(message(['retry-after', value]), 'retry-after');
    expect(['18000;duration=3600', '120 (I am in a meeting)', '0', '0068'].map(of)).toEqual([18000, 120, 0, 68]);
    expect(['', '-1', '1x', '4294967296', '1.5'].map(of)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(typed.numberOf(message(), 'expires')).toBeUndefined();
  });

  it('reads challenges and credentials', () => {
    expect(typed.parseAuth('Digest realm="a, b", NONCE="x\\"y" ,qop="auth,auth-int", stale=FALSE')).toEqual({
      scheme: 'digest', parameters: new Map([['realm', 'a, b'], ['nonce', 'x"y'], ['qop', 'auth,auth-int'], ['stale', 'FALSE']]),
    });
    expect(typed.parseAuth('')).toBeUndefined();
  });
});

describe('readers of a message', () => {
  it('read tags and branches without decoding the rest', () => {
    const m = message(['via', 'SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/UDP b;branch=z9hG4bK2'], ['from', '"x;tag=no" <sip:a@b;tag=no>;x="tag=no";Tag=yes'], ['to', 'sip:a@b']);
    expect(typed.tagsOf(m)).toEqual({ from: 'yes', to: '' });
    expect(typed.topBranchOf(m)).toBe('z9hG4bK1');
    expect(typed.topViaOf(m)?.host).toBe('a');
    expect(typed.viasOf(m)).toHaveLength(2);
  });

  it('read contacts, routes and tokens', () => {
    const m = message(['contact', 'Bob sip:x@y, <sip:a@b>'], ['route', '<sip:p1;lr>, <sip:p2;lr>'], ['allow', 'INVITE,ACK'], ['allow', 'BYE']);
    expect(typed.contactsOf(message(['contact', '*']))).toBe('*');
    expect(typed.contactsOf(m)).toMatchObject([{ uri: 'sip:a@b' }]);
    expect(typed.firstContactUriOf(message(['contact', '"a" <sip:a@b>, <sip:c@d>']))).toBe('sip:a@b');
    expect(typed.routesOf(m, 'route').map(({ uri }) => uri)).toEqual(['sip:p1;lr', 'sip:p2;lr']);
    expect(typed.tokensOf(m, 'allow')).toEqual(['INVITE', 'ACK', 'BYE']);
  });

  it('say nothing where nothing is', () => {
    const m = message();
    expect([typed.fromOf(m), typed.toOf(m), typed.topViaOf(m), typed.cseqOf(m), typed.firstContactUriOf(m)]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect([typed.callIdOf(m), typed.topBranchOf(m)]).toEqual(['', '']);
    expect(typed.contactsOf(m)).toEqual([]);
  });
});
