import { describe, expect, it } from 'vitest';
import { explainHeader } from '../../../src-shared/explain/headers.ts';
import { explainMethod } from '../../../src-shared/explain/methods.ts';
import { explainSdpLine } from '../../../src-shared/explain/sdp.ts';
import { cutLines } from '../../../src-shared/explain/cut-lines.ts';
import { partsOf } from '../../../src-shared/explain/cut-parts.ts';
import type { Explanation } from '../../../src-shared/explain/explanation.ts';
import { faultsOf, isObsolete } from '../../../src-shared/explain/faults.ts';
import { explainStatus } from '../../../src-shared/explain/statuses.ts';
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

/** Everything that mission.md names, section by section. */
describe('what the product is for, item by item, is explained in both languages with its section', () => {
  const METHODS_NAMED = 'INVITE ACK BYE CANCEL OPTIONS REGISTER INFO SUBSCRIBE NOTIFY PUBLISH UPDATE MESSAGE REFER PRACK'.split(' ');
  const CODES = `100 180 181 182 183 200 202 204 300 301 302 305 380 400 401 402 403 404 405 406 407 408 410 412 413 414 415 416 417 420 421 422 423 424
    428 429 430 433 436 437 438 439 440 469 470 480 481 482 483 484 485 486 487 488 489 491 493 494 500 501 502 503 504 505 513 580 600 603 604 605 606 607 608`.trim().split(/\s+/).map(Number);

  function check(explanation: Explanation | undefined, what: string): void {
    expect(explanation?.en, what).toMatch(/^[^]{10,}\.$/);
    expect(explanation?.de, what).toMatch(/^[^]{10,}\.$/);
    expect(explanation?.de, what).not.toBe(explanation?.en);
    expect(explanation?.section, what).toMatch(/^(?:RFC \d{4}|ITU-T|3GPP|draft|no RFC)/);
  }

  /** The meanings of all parts of a line, by their texts. */
  function partsIn(text: string): Map<string, Explanation | undefined> {
    const raw = /^[a-z]=/.test(text) ? `OPTIONS sip:a@b SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n${text}` : `OPTIONS sip:a@b SIP/2.0\r\n${text}\r\n\r\n`;
    const line = cutLines(raw).find(({ from }) => from > 0 && raw.startsWith(text, from));
    return new Map(line ? partsOf(line, raw).map(({ from, to, meaning }) => [raw.slice(from, to), meaning]) : []);
  }

  it('methods, codes, headers', () => {
    for (const name of METHODS_NAMED) check(explainMethod(name), name);
    for (const code of CODES) for (const received of [false, true]) check(explainStatus(code, received), String(code));
    for (const name of [...HEADERS, 'Location']) check(explainHeader(name), name);
  });

  it.each([
    'Via: SIP/2.0/UDP h:5060;branch=z9hG4bK1;rport=5060;received=192.0.2.1;maddr=224.2.0.1;ttl=16',
    'From: "A" <sip:a:***@example.org:5060;transport=udp;maddr=h;ttl=1;user=phone;method=INVITE;lr?subject=project%20x&priority=urgent>;tag=1',
    'To: <sips:b@[2001:db8::1]>;tag=2',
    'Refer-To: <tel:+1-212-555-1212>',
    'Contact: <sip:a@192.0.2.1;ob>;expires=60;q=0.5;+sip.instance="<urn:uuid:1>";reg-id=1',
    'WWW-Authenticate: Digest realm="a", nonce="b", opaque="c", stale=TRUE, algorithm=SHA-256, qop="auth"',
    'Authorization: Digest username="a", realm="a", nonce="b", uri="sip:b", response="***", cnonce="***", nc=00000001',
    'Reason: Q.850 ;cause=16 ;text="Normal call clearing"',
    'CSeq: 1 INVITE',
    'RAck: 1 1 INVITE',
    'Supported: 100rel, timer, replaces, outbound, path, gruu',
    'Allow: INVITE, ACK, BYE',
    'Subscription-State: active;expires=60',
    'Priority: urgent',
    'Warning: 305 h "x"',
    'o=- 1 2 IN IP4 192.0.2.1',
    'c=IN IP4 224.2.1.1/127',
    'c=IN IP4 233.252.0.1/127/3', 'c=IN IP6 ff15::101/3',
    'b=AS:64', 'b=CT:128', 'b=TIAS:64000', 'b=RS:800', 'b=RR:0', 'b=X-YZ:1',
    'k=prompt', 'k=base64:AAAA', 'k=clear:x', 'k=uri:https://example.org/',
    't=2873397496 2873404696',
    'r=604800 3600 0',
    'z=2882844526 -3600',
    'm=audio 4000 RTP/AVP 18 8 0 101 3 4 9 13 96',
    'm=image 4002 udptl t38', 'm=audio 49170/2 RTP/AVP 0',
    'a=source-filter: incl IN IP4 239.195.1.2 192.0.2.1 192.0.2.2', 'a=source-filter:excl IN * * sender.example.org',
    'a=group:LS 1 2', 'a=group:BUNDLE audio video', 'a=group:FID 1 2', 'a=group:DUP a b', 'a=group:whatever 1',
    'a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0', 'a=ts-refclk:ntp=203.0.113.10', 'a=ts-refclk:gps', 'a=ts-refclk:private:traceable', 'a=ts-refclk:localmac=39-A7-94-07-CB-D0',
    'a=mediaclk:direct=963214424 rate=1000/1001', 'a=mediaclk:sender', 'a=mediaclk:IEEE1722=38-D6-6D-8E-D2-78-13-2F',
    'a=type:broadcast', 'a=type:meeting', 'a=type:moderated', 'a=type:test',
    'a=rtpmap:101 telephone-event/8000', 'a=rtpmap:111 opus/48000/2', 'a=rtpmap:18 G729/8000', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:9 G722/8000', 'a=rtpmap:97 L16/16000',
    'a=fmtp:101 0-15', 'a=fmtp:18 annexb=no', 'a=fmtp:111 useinbandfec=1;usedtx=0;stereo=0;maxaveragebitrate=32000;maxplaybackrate=16000;minptime=10;cbr=0',
    'a=candidate:1 1 UDP 2130706431 192.0.2.1 4000 typ srflx raddr 10.0.0.1 rport 4000',
    'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***',
  ])('every part of %s', (text) => {
    const parts = partsIn(text);
    expect(parts.size).toBeGreaterThan(0);
    // The value that parameters belong to is the field's own: it is explained there.
    const own = /^(?:Reason|Subscription-State): ([^ ;]+)/.exec(text)?.[1];
    for (const [part, meaning] of parts) if (part !== own) check(meaning, part);
  });

  it('SDP lines and attributes', () => {
    for (const letter of 'vosiuepcbtrzkam') check(explainSdpLine(letter), letter);
    const attributes = `rtpmap fmtp ptime maxptime sendrecv sendonly recvonly inactive rtcp rtcp-mux crypto candidate source-filter ts-refclk mediaclk framecount sync-time clock-domain group mid tool type cat keywds orient lang sdplang framerate quality
      ice-ufrag ice-pwd ice-lite ice-options ice-mismatch
      remote-candidates charset T38FaxVersion T38MaxBitRate T38FaxFillBitRemoval T38FaxTranscodingMMR T38FaxTranscodingJBIG T38FaxRateManagement T38FaxMaxBuffer T38FaxMaxDatagram T38FaxUdpEC`.trim().split(/\s+/);
    for (const attribute of attributes) {
      check(explainSdpLine('a', `${attribute}:1`), attribute);
      expect(explainSdpLine('a', attribute), attribute).not.toBe(explainSdpLine('a'));
    }
  });
});

describe('what is wrong is found where it stands', () => {
  const faults = (raw: string): string[] => faultsOf(raw, cutLines(raw)).map(({ kind, from, to }) => `${kind} ${from === undefined ? '' : raw.slice(from, to)}`);
  const head = (line: string): string => `OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\n${line}\r\nCall-ID: é@h\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n\r\n`.replace('é', 'e');

  it('a line without a colon, a bad name, an unreadable Via', () => {
    expect(faults(head('nonsense'))).toEqual(['malformed nonsense']);
    expect(faults(head('Subject: ü\r\nb@d: x'))).toEqual(['malformed b@d: x']);
    expect(faults(head('Via: SIP/2.0/UDP ;;;'))[0]).toMatch(/^malformed Via:/);
    expect(faults(head('Subject: x'))).toEqual([]);
  });
  it('a line of the session description', () => {
    const raw = head('Content-Type: application/sdp') + 'v=0\r\no=- 1 1 IN IP4 h\r\ns=-\r\nt=0 0\r\nm=audio nowhere RTP/AVP 8\r\n';
    expect(faults(raw)).toEqual(['malformed m=audio nowhere RTP/AVP 8']);
  });
  it('and what nobody uses any more', () => {
    const obsolete = (raw: string): string[] => cutLines(raw).filter(isObsolete).map(({ name }) => name);
    expect(obsolete(head('Hide: route\r\nEncryption: PGP\r\nResponse-Key: x\r\nLocation: <sip:a@b>\r\nContent-Type: application/sdp') + 'v=0\r\nk=prompt\r\n'))
      .toEqual(['hide', 'encryption', 'response-key', 'location', 'k']);
  });
});
