import { describe, expect, it } from 'vitest';
import { redact } from '../../../src-shared/ladder/redact.ts';
import { request, SDP } from './support.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const redacted = (text: string): string => new TextDecoder().decode(redact(bytes(text)));

describe('redact', () => {
  it('gives the same object back when there is nothing to hide', () => {
    const message = bytes(request('INVITE', { body: SDP, contentType: 'application/sdp' }));
    expect(redact(message)).toBe(message);
  });

  it.each<[string, string, string]>([
    ['digest response and cnonce', 'Authorization: Digest username="a", realm="r", nonce="n", uri="sip:x", response="deadbeef", cnonce="c0ffee", nc=00000001',
      'Authorization: Digest username="a", realm="r", nonce="n", uri="sip:x", response="***", cnonce="***", nc=00000001'],
    ['any spelling', 'PROXY-AUTHORIZATION :digest RESPONSE = deadbeef,qop=auth', 'PROXY-AUTHORIZATION :digest RESPONSE = "***",qop=auth'],
    ['folded lines', 'Authorization: Digest username="a",\r\n response="deadbeef",\r\n\tcnonce="c0ffee"', 'Authorization: Digest username="a",\r\n response="***",\r\n\tcnonce="***"'],
    ['an unterminated quote', 'Authorization: Digest response="deadbeef', 'Authorization: Digest response="***"'],
    ['Basic', 'Authorization: Basic YWxhZGRpbjpvcGVu', 'Authorization: Basic ***'],
    ['Bearer, folded', 'Authorization: Bearer\r\n abc.def', 'Authorization: Bearer\r\n ***'],
    ['rspauth', 'Authentication-Info: rspauth="deadbeef", cnonce="c0ffee", nextnonce="n"', 'Authentication-Info: rspauth="***", cnonce="***", nextnonce="n"'],
    ['a password in a URI', 'Contact: <sip:alice:s3cret@192.0.2.1:5060>, <SIPS:bob:x@h>', 'Contact: <sip:alice:***@192.0.2.1:5060>, <SIPS:bob:***@h>'],
  ])('hides %s', (_what, line, expected) => {
    const text = request('REGISTER', { headers: [line] });
    expect(redacted(text)).toBe(text.replace(line, expected));
  });

  it('hides a password in the Request-URI', () => {
    expect(redacted(request('INVITE').replace('sip:bob@', 'sip:bob:pw@'))).toContain('INVITE sip:bob:***@example.org SIP/2.0');
  });

  it('hides keys of SDES and k= without changing the length of the body', () => {
    const body = `${SDP}k=base64:c2VjcmV0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZi|2^20|1:4;inline:QUJD\r\n`;
    const text = request('INVITE', { body, contentType: 'application/sdp' });
    const hidden = redacted(text);
    expect(hidden).toContain('k=base64:********\r\n');
    expect(hidden).toContain('inline:********************|2^20|1:4;inline:****\r\n');
    expect(hidden.length).toBe(text.length);
  });

  it.each<[string, string]>([
    ['ports', 'Contact: <sip:192.0.2.1:5060;transport=udp>;x="a@b"'],
    ['challenges', 'WWW-Authenticate: Digest realm="r", nonce="n"'],
    ['the k compact form', 'k: 100rel'],
    ['the word response elsewhere', 'Subject: response="yes"'],
  ])('leaves %s alone', (_what, line) => {
    const text = request('REGISTER', { headers: [line] });
    expect(redacted(text)).toBe(text);
  });

  it('leaves k= in a text message alone', () => {
    const text = request('MESSAGE', { body: 'k=clear:5 apples', contentType: 'text/plain' });
    expect(redacted(text)).toBe(text);
  });

  it('keeps bytes that are not UTF-8', () => {
    const message = bytes(request('REGISTER', { headers: ['Authorization: Basic x', 'Subject: ?'] }));
    message[message.indexOf(0x3f)] = 0xfc;
    expect(redact(message)).toContain(0xfc);
  });

  it('is not led astray by text made to be slow', () => {
    for (const bait of ['sip:', 'response', 'a=crypto:inline:', 'Authorization:\r\n ', 'sip:a:']) redact(bytes(bait.repeat(60_000 / bait.length)));
  });
});
