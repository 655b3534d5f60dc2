import { describe, expect, it } from 'vitest';
import { explainHeader } from '../../../src-shared/explain/headers.ts';
import { explainMethod } from '../../../src-shared/explain/methods.ts';
import { explainSdpLine } from '../../../src-shared/explain/sdp.ts';
import { METHODS } from '../../../src-shared/sip/methods.ts';

/** Every header field of RFC 3261 and its predecessor RFC 2543. */
const HEADERS = `Accept Accept-Encoding Accept-Language Call-ID Contact CSeq Date Encryption Expires From Record-Route Timestamp To Via
Content-Encoding Content-Length Content-Type Authorization Hide Max-Forwards Organization Priority Proxy-Authorization Proxy-Require Route
Require Response-Key Subject User-Agent Allow Proxy-Authenticate Retry-After Server Unsupported Warning WWW-Authenticate`.split(/\s+/);

describe('explainHeader', () => {
  it.each(HEADERS)('%s in both languages, with its section', (name) => {
    const explanation = explainHeader(name);
    expect(explanation?.en).toMatch(/\.$/);
    expect(explanation?.de).toMatch(/\.$/);
    expect(explanation?.section).toMatch(/^RFC \d{4}/);
  });
  it('knows compact forms and any case', () => {
    expect(explainHeader('v')).toBe(explainHeader('VIA'));
    expect(explainHeader('k')).toBe(explainHeader('Supported'));
  });
  it('calls X- fields private and is silent about what it does not know', () => {
    expect(explainHeader('X-Whatever')?.en).toContain('private');
    expect(explainHeader('Whatever')).toBeUndefined();
  });
  it('says what is obsolete', () => {
    for (const name of ['Encryption', 'Hide', 'Response-Key']) expect(explainHeader(name)?.de).toContain('Veraltet');
  });
});

it('explains every method', () => {
  for (const name of METHODS.keys()) expect(explainMethod(name)?.section).toMatch(/^RFC \d{4}/);
  expect(explainMethod('INVITE')?.de).toContain('Lädt');
  expect(explainMethod('invite')).toBeUndefined();
});

describe('explainSdpLine', () => {
  it.each([...'vosiuepcbtrzkam'])('%s=', (type) => {
    expect(explainSdpLine(type)).toMatchObject({ en: expect.stringMatching(/\.$/), de: expect.stringMatching(/\.$/), section: expect.stringMatching(/^RFC 8866 5/) });
  });
  it('names the attribute', () => {
    expect(explainSdpLine('a', 'rtpmap:8 PCMA/8000')?.en).toContain('codec');
    expect(explainSdpLine('a', 'sendonly')?.section).toBe('RFC 8866 6.7');
    expect(explainSdpLine('a', 'x-private:1')).toBe(explainSdpLine('a'));
    expect(explainSdpLine('y')).toBeUndefined();
  });
});
