import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutLines } from '../../../src-shared/explain/cut-lines.ts';
import { partsOf } from '../../../src-shared/explain/cut-parts.ts';
import { MAX_PARTS } from '../../../src-shared/explain/span.ts';
import { readMessages } from '../../vectors/read-messages.ts';

/** `name: text` of every part of a header line or SDP line. */
function parts(text: string): string[] {
  const raw = /^[a-z]=/.test(text) ? `OPTIONS sip:a@b SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n${text}` : `OPTIONS sip:a@b SIP/2.0\r\n${text}\r\n\r\n`;
  const line = cutLines(raw).find(({ from }) => raw.startsWith(text, from));
  return line ? partsOf(line, raw).map(({ name, from, to }) => `${name}: ${raw.slice(from, to)}`) : [];
}

/** The sections that explain a line's parts. */
function sections(text: string): (string | undefined)[] {
  const raw = `OPTIONS sip:a@b SIP/2.0\r\n${text}\r\n\r\n`;
  const line = cutLines(raw)[1];
  return line ? partsOf(line, raw).map(({ meaning }) => meaning?.section) : [];
}

describe('the parts of a line', () => {
  it.each<[string, string[]]>([
    ['Via: SIP/2.0/UDP host.example:5060;branch=z9hG4bK1;rport, SIP/2.0/TCP [2001:db8::1];received=192.0.2.1', [
      'protocol: SIP/2.0/UDP', 'sent-by: host.example', 'port: 5060', 'branch: branch=z9hG4bK1', 'rport: rport', 'protocol: SIP/2.0/TCP', 'sent-by: [2001:db8::1]', 'received: received=192.0.2.1',
    ]],
    ['From: "A; <b>" <sip:+49-30@example.org:5080;user=phone?subject=x>;tag=1', [
      'display name: "A; <b>"', 'scheme: sip', 'user: +49-30', 'host: example.org', 'port: 5080', 'user: user=phone', '?: subject=x', 'tag: tag=1',
    ]],
    ['To: sip:bob:secret@[2001:db8::2];tag=2', ['scheme: sip', 'user: bob', 'password: secret', 'host: [2001:db8::2]', 'tag: tag=2']],
    ['Contact: <sip:a@b;transport=tcp;maddr=c;ttl=1;lr>;expires=60;q=0.5;+sip.instance="<urn:uuid:1>";reg-id=1', [
      'scheme: sip', 'user: a', 'host: b', 'transport: transport=tcp', 'maddr: maddr=c', 'ttl: ttl=1', 'lr: lr', 'expires: expires=60', 'q: q=0.5', '+sip.instance: +sip.instance="<urn:uuid:1>"', 'reg-id: reg-id=1',
    ]],
    ['CSeq: 17 INVITE', ['number: 17', 'method: INVITE']],
    ['RAck: 1 17 INVITE', ['RSeq: 1', 'number: 17', 'method: INVITE']],
    ['WWW-Authenticate: Digest realm="a, b", nonce="x",\r\n qop="auth"', ['scheme: Digest', 'realm: realm="a, b"', 'nonce: nonce="x"', 'qop: qop="auth"']],
    ['Session-Expires: 1800;refresher=uac', ['1800: 1800', 'refresher: refresher=uac']],
    ['Supported: timer, 100rel', ['timer: timer', '100rel: 100rel']],
    ['Warning: 305 host "Incompatible media format"', ['warn-code: 305', 'warn-agent: host', 'warn-text: "Incompatible media format"']],
    ['Refer-To: <tel:+1-212;phone-context=x>', ['scheme: tel', 'number: +1-212', 'phone-context: phone-context=x']],
    ['o=- 1 2 IN IP4 192.0.2.1', ['username: -', 'sess-id: 1', 'sess-version: 2', 'nettype: IN', 'addrtype: IP4', 'address: 192.0.2.1']],
    ['m=audio 4000 RTP/AVP 8 101', ['media: audio', 'port: 4000', 'protocol: RTP/AVP', 'payload type: 8', 'payload type: 101']],
    ['m=image 4000 udptl t38', ['media: image', 'port: 4000', 'protocol: udptl', 'format: t38']],
    ['a=rtpmap:111 opus/48000/2', ['attribute: rtpmap', 'payload type: 111', 'encoding: opus', 'clock rate: 48000', 'channels: 2']],
    ['a=fmtp:111 useinbandfec=1; stereo=0', ['attribute: fmtp', 'payload type: 111', 'useinbandfec: useinbandfec=1', 'stereo: stereo=0']],
    ['a=candidate:1 1 UDP 2130706431 192.0.2.1 4000 typ host', [
      'attribute: candidate', 'foundation: 1', 'component: 1', 'transport: UDP', 'priority: 2130706431', 'address: 192.0.2.1', 'port: 4000', 'type: host',
    ]],
    ['a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***', ['attribute: crypto', 'tag: 1', 'suite: AES_CM_128_HMAC_SHA1_80', 'key: inline:***']],
    ['b=AS:64', ['type: AS', 'bandwidth: 64']],
    ['a=sendrecv', ['attribute: sendrecv']],
  ])('%s', (text, expected) => {
    expect(parts(text)).toEqual(expected);
  });

  it('says what a cause is, and that a code stands in the start line', () => {
    expect(sections('Reason: Q.850;cause=16;text="Normal call clearing"')).toEqual([undefined, 'RFC 3326 2', 'RFC 3326 2']);
    const raw = 'SIP/2.0 486 Busy Here\r\n\r\n';
    expect(partsOf(cutLines(raw)[0] as never, raw).map(({ name, meaning }) => [name, meaning?.section])).toEqual([
      ['version', 'RFC 3261 7.1'], ['status code', 'RFC 3261 21.4.24'], ['reason phrase', 'RFC 3261 7.2'],
    ]);
  });
});

describe('hostile lines', () => {
  const vectors = ['../../vectors/rfc4475/messages.txt', '../../vectors/rfc5118/messages.txt'].flatMap((file) => readMessages(new URL(file, import.meta.url)));

  /** In order, inside their line, none over another. */
  function check(raw: string): void {
    for (const line of cutLines(raw)) {
      let at = line.from;
      for (const { from, to } of partsOf(line, raw)) {
        expect(from).toBeGreaterThanOrEqual(at);
        expect(to).toBeGreaterThan(from);
        at = to;
      }
      expect(at).toBeLessThanOrEqual(line.to);
    }
  }

  it('have parts that stand in order', () => {
    for (const { bytes } of vectors) check(new TextDecoder().decode(bytes));
    const signs = fc.string({ unit: fc.constantFrom(...'SIP/2.0 :;,<>"\\@()[]\r\n\t=?&%a1é'), maxLength: 120 });
    fc.assert(fc.property(fc.constantFrom('', 'Via: ', 'From: ', 'Contact: ', 'CSeq: ', 'Authorization: Digest ', 'Warning: ', 'X: ', '\r\nm=', '\r\na=rtpmap:', '\r\na=candidate:'), signs, (name, text) => {
      check(`INVITE sip:a@b SIP/2.0\r\nContent-Type: application/sdp\r\n${name}${text}`);
      check(`${text}\r\n${name}${text}`);
    }), { numRuns: 500 });
  });

  it('of a megabyte have a bounded number', () => {
    for (const piece of [';', ',', '"', '<', ';a=1', ' x', '<sip:a@b>,', '@', ':', '\r\n ']) {
      for (const field of ['Via', 'From', 'Route', 'Authorization', 'Supported', 'X']) {
        const raw = `OPTIONS sip:a@b SIP/2.0\r\n${field}: ${piece.repeat(1_000_000 / piece.length)}\r\n\r\n`;
        for (const line of cutLines(raw)) expect(partsOf(line, raw).length).toBeLessThanOrEqual(MAX_PARTS);
      }
    }
  });
});

describe('times of a session', () => {
  it('are told in both languages', () => {
    const raw = 'v=0\r\nt=4004586000 0\r\nr=7d 1h 0 25h\r\nz=4015184400 -1h\r\n';
    const told = cutLines(raw).flatMap((line) => partsOf(line, raw)).map(({ meaning }) => meaning);
    expect(told.map((meaning) => meaning?.en.split('. ')[0])).toEqual(expect.arrayContaining(['7 days', '1 hour', '1 day 1 hour', 'earlier by 1 hour']));
    expect(told.map((meaning) => meaning?.de).join()).toContain('2026, ');
    expect(told.some((meaning) => /2026, \d\d:\d\d UTC\. /.test(meaning?.en ?? ''))).toBe(true);
  });
});
