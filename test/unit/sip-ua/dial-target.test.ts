import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTarget } from '../../../src-main/sip/request/dial-target.ts';
import { mayAddHeader, oneLine, quoted } from '../../../src-main/sip/request/safe-text.ts';

describe('a URI that is dialled', () => {
  it.each([
    ['sip:bob@h:5070;transport=tcp;user=phone', 'sip:bob@h:5070;transport=tcp;user=phone', 'sip:bob@h;user=phone'],
    ['sip:bob@h;method=REGISTER;maddr=1.2.3.4;ttl=3;lr', 'sip:bob@h;maddr=1.2.3.4;ttl=3;lr', 'sip:bob@h'],
    ['sips:bob@[2001:db8::1]', 'sips:bob@[2001:db8::1]', 'sips:bob@[2001:db8::1]'],
  ])('%s', (text, requestUri, toUri) => {
    expect(readTarget(text)).toEqual({ ok: true, value: { requestUri, toUri, headers: [] } });
  });

  it('brings header fields, but none that act in a person\'s name (RFC 3261 19.1.5)', () => {
    const good = 'Subject=hello%20you&Priority=urgent&X-Reason=1';
    const bad = ['Via', 'v', 'From', 'f', 'To', 't', 'Call-ID', 'i', 'CSeq', 'Route', 'Record-Route', 'Contact', 'm', 'Content-Length', 'l', 'Content-Type',
      'Authorization', 'Proxy-Authorization', 'Max-Forwards', 'Require', 'body', 'P-Asserted-Identity'].map((name) => `${name}=x`).join('&');
    const read = readTarget(`sip:bob@h?${good}&${bad}`);
    expect(read.ok && read.value.headers).toEqual([['subject', 'hello you'], ['priority', 'urgent'], ['x-reason', '1']]);
  });

  it.each(['', 'bob', 'tel:+123', 'mailto:a@b', 'sip:bob@h\r\n', 'sip:bob@h\u0000', 'sip:'])('%j is refused', (text) => {
    expect(readTarget(text)).toMatchObject({ ok: false, error: { code: 'bad-uri' } });
  });

  it('never lets a control character through, whatever is dialled', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string().map((tail) => `sip:bob@h${tail}`), fc.string().map((value) => `sip:bob@h?a=${value}`)), (text) => {
      const read = readTarget(text);
      if (!read.ok) return;
      const all = [read.value.requestUri, read.value.toUri, ...read.value.headers.flat()].join('');
      expect(all).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f]/);
      expect(read.value.requestUri).not.toMatch(/[\s<>]/);
    }));
  });
});

describe('text from outside', () => {
  it.each([
    ['Subject', 'ok', true], ['Sub ject', 'ok', false], ['Subject:', 'ok', false], ['', 'ok', false],
    ['Subject', 'a\r\nb', false], ['Subject', 'a\nb', false], ['Subject', 'a\u0000b', false], ['VIA', 'x', false],
  ])('header field %j: %j may be added: %s', (name, value, expected) => {
    expect(mayAddHeader(name, value)).toBe(expected);
  });

  it('becomes one line, one quoted string', () => {
    expect(oneLine(' a\r\n\tb\u0000c ')).toBe('a b c');
    expect(quoted('a "b" \\ c\r\nd')).toBe('"a \\"b\\" \\\\ c d"');
  });
});
