import { describe, expect, it } from 'vitest';
import type { SipMessage, SipRequest } from '../../../src-shared/sip/message.ts';
import { odditiesOf } from '../../../src-shared/sip/oddities.ts';
import { checkMessage, parseDatagram } from '../../../src-shared/sip/parse.ts';
import { serialize } from '../../../src-shared/sip/serialize.ts';
import { callIdOf, fromOf } from '../../../src-shared/sip/typed-headers.ts';

const HEAD = 'Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x@y\r\nCSeq: 1 OPTIONS\r\n';
const octets = (text: string, encoding: BufferEncoding = 'utf8') => new Uint8Array(Buffer.from(text, encoding));
const parse = (text: string, encoding?: BufferEncoding) => parseDatagram(octets(text, encoding));
const accepted = (text: string, encoding?: BufferEncoding): SipMessage => {
  const parsed = parse(text, encoding);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
};
const refused = (text: string) => {
  const parsed = parse(text);
  return parsed.ok ? checkMessage(parsed.value) : parsed.error;
};
const request = (more = '', body = '') => `OPTIONS sip:c@d SIP/2.0\r\n${HEAD}${more}\r\n${body}`;

describe('parseDatagram', () => {
  it('ignores empty lines before the start line (7.5)', () => expect(accepted(`\r\n\r\n${request()}`)).toMatchObject({ method: 'OPTIONS' }));

  it('takes the body up to Content-Length, or to the end of the datagram', () => {
    expect(accepted(request('', 'abc')).body).toHaveLength(3);
    expect(accepted(request('Content-Length: 2\r\n', 'abc'))).toMatchObject({ notes: [{ section: '18.3' }] });
    expect(Buffer.from(accepted(request('l: 2\r\n', 'abc')).body).toString()).toBe('ab');
  });

  it.each([['Content-Length: 4\r\n', 'body-short'], ['Content-Length: 3\r\nl: 2\r\n', 'content-length-conflict'], ['Content-Length: +3\r\n', 'content-length'],
    ['Content-Length:\r\n', 'content-length'], ['Content-Length: 99999999999999999999\r\n', 'content-length']])('refuses %j', (more, rule) => {
    expect(refused(request(more, 'abc'))).toMatchObject({ rule, answer: 400, request: { method: 'OPTIONS' } });
  });

  it('says the same length twice without harm', () => expect(accepted(request('l: 3\r\nl: 3\r\n', 'abc')).body).toHaveLength(3));

  it('gives what could be read of a refused request, so that it can be answered', () => {
    const error = refused(`OPTIONS sip:c@d SIP/3.0\r\n${HEAD}\r\n`);
    expect(error).toMatchObject({ rule: 'version', answer: 505, offset: 16 });
    expect(callIdOf(error?.request as SipRequest)).toBe('x@y');
  });

  it('drops responses that are wrong: they are never answered', () => {
    const error = refused(`SIP/2.0 200 OK\r\n${HEAD}Content-Length: 5\r\n\r\n`);
    expect(error).toMatchObject({ rule: 'body-short' });
    expect(error).not.toHaveProperty('answer');
    expect(refused(`SIP/2.0 099 X\r\n${HEAD}\r\n`)).toMatchObject({ rule: 'status-code' });
    expect(refused(`SIP/2.0 700 X\r\n${HEAD}\r\n`)).toMatchObject({ rule: 'status-code' });
    expect(refused(`SIP/2.0 200OK\r\n${HEAD}\r\n`)).toMatchObject({ rule: 'status-line' });
  });

  it('bears a status line without the space that must follow the code, with a note', () => {
    expect(accepted(`SIP/2.0 200\r\n${HEAD}\r\n`)).toMatchObject({ status: 200, reason: '', notes: [{ section: '7.2' }] });
  });

  it.each(['', '\r\n\r\n', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'hello', '\0\0\0\0'])('takes %j for no SIP, without an answer', (text) => {
    expect(refused(text)).not.toHaveProperty('answer');
  });

  it.each([['X\r\n', 'header-colon'], ['a b: 1\r\n', 'header-name'], [': 1\r\n', 'header-name']])('refuses the line %j and points at it', (line, rule) => {
    expect(refused(request(line))).toMatchObject({ rule, offset: request().length - 2, answer: 400 });
  });

  it('refuses a message cut short within its head', () => expect(refused(request().slice(0, -2))).toMatchObject({ rule: 'head-end', answer: 400 }));

  it('bears lines that end with LF alone, with a note', () => {
    const message = accepted(request('', 'v=0\n').replaceAll('\r\n', '\n'));
    expect(message.notes).toEqual([{ section: '7', text: expect.any(String) }]);
    expect([...message.headers.names.slice(0, 2), message.body.length]).toEqual(['via', 'max-forwards', 4]);
    expect(checkMessage(message)).toBeUndefined();
  });

  it('reads UTF-8 in names, subjects and reason phrases, whatever the body holds', () => {
    const message = accepted(`SIP/2.0 486 Besetzt für dich\r\n${HEAD.replace('<sip:a@b>', '"Jürgen 🦊" <sip:a@b>')}Subject: Grüße\r\nContent-Length: 2\r\n\r\n\xff\xfe`);
    expect(message).toMatchObject({ reason: 'Besetzt für dich', notes: [{ section: '18.3' }] });
    expect([fromOf(message)?.displayName, message.headers.first('subject')]).toEqual(['Jürgen 🦊', 'Grüße']);
  });

  it('reads what is not UTF-8 as ISO-8859-1, value by value, with a note', () => {
    const message = accepted(request('Subject: Gr\xfc\xdfe\r\nOrganization: B\xc3\xa4r\r\n'), 'latin1');
    expect([message.headers.first('subject'), message.headers.first('organization')]).toEqual(['Grüße', 'Bär']);
    expect(message.notes).toEqual([{ section: '7.3.1', text: expect.any(String) }]);
  });

  it('expands compact forms and compares names without regard to case, and keeps the spelling of unknown ones', () => {
    const message = accepted(request('S : x\r\nX-FoO: 1\r\nuser-AGENT: me\r\n'));
    expect(message.headers.names.slice(-3)).toEqual(['subject', 'x-foo', 'user-agent']);
    expect(Buffer.from(serialize(message)).toString()).toContain('\r\nX-FoO: 1\r\nUser-Agent: me\r\n');
  });
});

describe('checkMessage', () => {
  it('is content with a proper request and a proper response', () => {
    expect(refused(request())).toBeUndefined();
    expect(refused(`SIP/2.0 200 OK\r\n${HEAD}\r\n`)).toBeUndefined();
  });

  it.each(['Via', 'From', 'To', 'Call-ID', 'CSeq'])('misses %s', (name) => {
    expect(refused(request().replace(new RegExp(`${name}: .*\r\n`), ''))).toMatchObject({ rule: 'header-missing', answer: 400 });
  });

  it.each([
    ['Max-Forwards: 70', 'Max-Forwards: many', 'max-forwards'], ['Call-ID: x@y', 'Call-ID: x y', 'call-id'], ['Call-ID: x@y', 'Call-ID: é', 'call-id'],
    ['branch=z9hG4bK1', 'branch="a b"', 'branch'], ['To: <sip:c@d>', 'To: <sip:c@d', 'name-addr'], ['To: <sip:c@d>', 'To: sip:c@d?x=y', 'name-addr'],
    ['To: <sip:c@d>', 'To: <c@d>', 'uri-scheme'], ['OPTIONS sip:c@d ', 'OPTIONS c@d ', 'uri-scheme'], ['CSeq: 1 OPTIONS', 'CSeq: 1 options', 'cseq-method'],
    ['Max-Forwards: 70', 'Route: sip:', 'name-addr'], ['Max-Forwards: 70', 'Contact: *, <sip:a@b>', 'uri-scheme'], ['SIP/2.0/UDP h', 'SIP/2.0/UDP', 'via'],
  ])('refuses %s as %s', (from, to, rule) => expect(refused(request().replace(from, to))).toMatchObject({ rule, answer: 400 }));

  it('gives no answer for a response', () => {
    expect(refused(`SIP/2.0 200 OK\r\n${HEAD.replace('1 OPTIONS', 'x')}\r\n`)).toEqual({ rule: 'cseq', section: '20.16', offset: 0, message: expect.any(String) });
  });
});

describe('odditiesOf', () => {
  it.each([
    ['', []], ['Contact: <sip://a@b>\r\n', ['19.1.1']], ['Contact: <sip:a@b>;;\r\n', ['20.10']], ['Expires: soon\r\n', ['20.19']], ['Hide: route\r\n', ['RFC 2543 6']],
    ['Date: Sat, 13 Nov 2010 23:29:00 GMT\r\n', []], ['Date: today\r\n', ['20.17']],
  ])('%j: %j', (more, sections) => expect(odditiesOf(accepted(request(more))).map(({ section }) => section)).toEqual(sections));
});

describe('serialize', () => {
  it('writes Content-Length once, with the true number, and no line end that a value brings along', () => {
    const message = accepted(request('Content-Length: 3\r\nSubject: x\r\nl: 3\r\n', 'abc'));
    message.body = octets('é');
    message.headers.set('subject', 'a\r\nEvil: 1');
    const text = Buffer.from(serialize(message)).toString();
    expect(text).toBe(request('Content-Length: 2\r\nSubject: a Evil: 1\r\n', 'é'));
  });

  it('adds Content-Length where there was none, and writes UTF-8', () => {
    const text = Buffer.from(serialize(accepted(request('Subject: Grüße\r\n')))).toString();
    expect(text).toBe(request('Subject: Grüße\r\nContent-Length: 0\r\n'));
  });
});
