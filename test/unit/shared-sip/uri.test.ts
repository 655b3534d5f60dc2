import { describe, expect, it } from 'vitest';
import type { Uri } from '../../../src-shared/sip/uri.ts';
import { formatUri, hostOf, parseUri, uriEquals } from '../../../src-shared/sip/uri.ts';

function uri(text: string): Uri {
  const parsed = parseUri(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
  return parsed.value;
}
const ruleOf = (text: string) => {
  const parsed = parseUri(text);
  return parsed.ok ? 'accepted' : parsed.error.rule;
};

describe('parseUri', () => {
  it('reads every part of a SIP URI', () => {
    expect(uri('sips:ali%63e:se%20cret@Example.COM:5061;transport=TCP;lr?subject=project%20x&priority=urgent')).toEqual({
      scheme: 'sips', user: 'alice', password: 'se cret', host: 'example.com', port: 5061,
      parameters: new Map([['transport', 'TCP'], ['lr', '']]),
      headers: [['subject', 'project x'], ['priority', 'urgent']],
    });
  });

  it('reads a telephone number as user part', () => {
    expect(uri('sip:+1-212-555-1212@gateway.com;user=phone')).toMatchObject({ user: '+1-212-555-1212', host: 'gateway.com' });
  });

  it('reads tel URIs, global and local', () => {
    expect(uri('tel:+49-(30)-1234;ext=5')).toEqual({ scheme: 'tel', number: '+49-(30)-1234', parameters: new Map([['ext', '5']]) });
    expect(uri('tel:*21#;phone-context=+49')).toMatchObject({ number: '*21#' });
    expect(ruleOf('tel:')).toBe('uri-number');
    expect(ruleOf('tel:+49x')).toBe('uri-number');
  });

  it('bears sip:// with a note, but not a user made of slashes', () => {
    expect(uri('sip://bob@192.0.2.7')).toMatchObject({ user: 'bob', host: '192.0.2.7', notes: [{ section: '19.1.1' }] });
    expect(uri('sip://192.0.2.7')).toMatchObject({ host: '192.0.2.7' });
    expect(uri('sip://a/b@192.0.2.7')).toMatchObject({ user: '//a/b' });
  });

  it('keeps a % that is no escape, and reads escapes that are not UTF-8 as ISO-8859-1', () => {
    expect(uri('sip:100%@h')).toMatchObject({ user: '100%' });
    expect(uri('sip:M%C3%BCller@h')).toMatchObject({ user: 'Müller' });
    expect(uri('sip:M%FCller@h')).toMatchObject({ user: 'Müller' });
  });

  it.each([
    ['alice@example.com', 'uri-scheme'], ['1x:y', 'uri-scheme'], ['sip:', 'uri-host'], ['sip:alice@', 'uri-host'], ['sip:a@b@c', 'uri-host'],
    ['sip:a@[::1', 'uri-host'], ['sip:a@[::g]', 'uri-host'], ['sip:a@2001:db8::1', 'uri-host'], ['sip:a@b:', 'uri-port'], ['sip:a@b:0', 'uri-port'],
    ['sip:a@b:65536', 'uri-port'], ['sip:a@b:5o', 'uri-port'], ['sip:a b@c', 'uri-character'], ['<sip:a@b>', 'uri-character'], ['sip:a@b\r\nX: 1', 'uri-character'],
  ])('refuses %j: %s', (text, rule) => expect(ruleOf(text)).toBe(rule));

  it('leaves other schemes alone', () => expect(uri('urn:service:sos')).toEqual({ scheme: 'other', text: 'urn:service:sos' }));
});

describe('formatUri', () => {
  it.each([
    'sip:example.com', 'sip:alice@example.com:5060;transport=tcp;lr', 'sips:a%20b:p%3Aq@[2001:db8::1]:5061?subject=project%20x&priority=urgent',
    'tel:+49-30-1234;ext=5', 'urn:service:sos', 'sip:user;par=u%40example.net@example.com', 'sip:x@h;p=%3B%3D',
  ])('writes %s as it was', (text) => expect(formatUri(uri(text))).toBe(text));

  it('escapes what would end a part, in UTF-8, each part by its own rule', () => {
    const parameters = new Map([['p', 'a;b']]);
    expect(formatUri({ scheme: 'sip', user: 'Jürgen@home', host: 'h', parameters, headers: [['Body', 'a&b=c']] })).toBe('sip:J%C3%BCrgen%40home@h;p=a%3Bb?Body=a%26b%3Dc');
  });

  it('never throws, not even for half a surrogate pair', () => {
    expect(formatUri({ scheme: 'sip', user: '\ud800', host: 'h', parameters: new Map(), headers: [] })).toBe('sip:%EF%BF%BD@h');
  });
});

describe('uriEquals (RFC 3261 19.1.4)', () => {
  it.each([
    ['sip:%61lice@atlanta.com;transport=TCP', 'sip:alice@AtLanTa.CoM;Transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com;newparam=5'],
    ['sip:carol@chicago.com;newparam=5', 'sip:carol@chicago.com;security=on'],
    ['sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com', 'sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com'],
    ['sip:alice@atlanta.com?subject=project%20x&priority=urgent', 'sip:alice@atlanta.com?priority=urgent&subject=project%20x'],
    ['sip:a@[2001:db8::1]', 'sip:a@[2001:DB8:0:0::1]'],
    ['tel:+1-212-555-1212', 'tel:+12125551212'],
  ])('%s is %s', (a, b) => {
    expect(uriEquals(uri(a), uri(b))).toBe(true);
    expect(uriEquals(uri(b), uri(a))).toBe(true);
  });

  it.each([
    ['SIP:ALICE@AtLanTa.CoM;Transport=udp', 'sip:alice@AtLanTa.CoM;Transport=UDP'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:5060'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com;transport=udp'],
    ['sip:bob@biloxi.com', 'sip:bob@biloxi.com:6000;transport=tcp'],
    ['sip:carol@chicago.com', 'sip:carol@chicago.com?Subject=next%20meeting'],
    ['sip:bob@phone21.boxesbybob.com', 'sip:bob@192.0.2.4'],
    ['sip:carol@chicago.com;security=on', 'sip:carol@chicago.com;security=off'],
    ['sip:a@b', 'sips:a@b'], ['tel:+1', 'tel:+1;ext=2'], ['sip:a:p@b', 'sip:a@b'],
  ])('%s is not %s', (a, b) => {
    expect(uriEquals(uri(a), uri(b))).toBe(false);
    expect(uriEquals(uri(b), uri(a))).toBe(false);
  });
});

describe('hostOf', () => {
  it.each([
    ['sip:a@b.example:5060;lr', 'b.example'], ['sips:[::1]:5061', '[::1]'], ['SIP:h', 'h'], ['tel:+1', undefined], ['nothing', undefined],
  ])('%s: %s', (text, host) => expect(hostOf(text)).toBe(host));
});
