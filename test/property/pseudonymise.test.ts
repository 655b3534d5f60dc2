/** What leaves the house in a share bundle holds nothing of who called whom, and is the same ladder. */
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CapturedPacket } from '../../src-shared/capture/captured-packet.ts';
import { packetsIn } from '../../src-shared/capture/packets-in.ts';
import { shareBundle } from '../../src-shared/export/bundle.ts';
import { zipped } from '../../src-shared/export/zip.ts';
import { buildLadder } from '../../src-shared/ladder/ladder.ts';
import type { MediaSpan, TracedMessage } from '../../src-shared/model.ts';
import { pseudonymise } from '../../src-shared/share/pseudonymise.ts';
import { START_MS, createScript, span, stats } from '../unit/ladder/support.ts';

const word = fc.stringMatching(/^[a-z]{6,12}$/).map((text) => `q${text}`);
const octet = fc.integer({ min: 1, max: 254 });
const ipv4 = fc.oneof(
  fc.tuple(octet, octet, octet).map(([b, c, d]) => `10.${b}.${c}.${d}`),
  fc.tuple(octet, octet).map(([c, d]) => `192.168.${c}.${d}`),
  fc.tuple(fc.constantFrom(45, 81, 185, 193), octet, octet, octet).map((parts) => parts.join('.')),
);
const ipv6 = fc.tuple(fc.constantFrom('2a01:', 'fd12:'), fc.integer({ min: 0x1000, max: 0xffff }), fc.integer({ min: 0x1000, max: 0xffff }))
  .map(([start, a, b]) => `${start}${a.toString(16)}:abcd::${b.toString(16)}`);
const number = fc.stringMatching(/^\+?[1-9]\d{6,11}$/);

/** All different: what is replaced is looked for by its text. */
const secrets = fc.record({
  alice: word, bob: number, aliceName: word.map((text) => `Mrs ${text}`), domain: fc.tuple(word, word).map(([a, b]) => `${a}.${b}.org`), callId: word.map((text) => `${text}-id`),
  tagA: word, tagB: word, branch: word.map((text) => `z9hG4bK${text}`), password: word, nonce: word, response: fc.stringMatching(/^[0-9a-f]{32}$/), key: fc.stringMatching(/^[A-Z]{40}$/),
  token: word, cookie: word, subject: word, sessionName: word, realm: word, instance: fc.uuid(), userInText: word, mail: word.map((text) => `${text}@example.org`),
  us: ipv4, proxy: fc.oneof(ipv4, ipv6), natted: ipv4, media: ipv4, otherCallId: word, unknown: word, ufrag: word, cname: word,
}).filter((all) => new Set(Object.values(all).map((text) => text.toLowerCase())).size === Object.keys(all).length);
type Secrets = typeof secrets extends fc.Arbitrary<infer T> ? T : never;

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

function description(secret: Secrets): string {
  return [
    'v=0', `o=${secret.alice} 3848291 1 IN IP4 ${secret.us}`, `s=${secret.sessionName}`, `i=${secret.unknown}`, `e=${secret.mail}`, `c=IN IP4 ${secret.media}`, 't=0 0',
    'm=audio 40000 RTP/SAVP 8 101', 'a=rtpmap:8 PCMA/8000', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${secret.key}|2^31`, `a=ice-ufrag:${secret.ufrag}`,
    `a=candidate:1 1 UDP 2130706431 ${secret.us} 40000 typ srflx raddr ${secret.natted} rport 9`, `a=ssrc:1234567 cname:${secret.cname}`, `a=x-secret:${secret.unknown}`, 'a=sendrecv', '',
  ].join('\r\n');
}

function messagesOf(secret: Secrets): { messages: TracedMessage[]; media: MediaSpan[] } {
  const script = createScript();
  const ends = { local: `${secret.us}:5060`, remote: `${bracketed(secret.proxy)}:5060` };
  const body = description(secret);
  const uri = `sip:${secret.bob}@${secret.domain}`;
  const head = (branch: string, toTag: string, cseq: string): string[] => [
    `Via: SIP/2.0/UDP ${secret.us}:5060;branch=${branch};received=${secret.natted};rport=5060`,
    `From: "${secret.aliceName}" <sip:${secret.alice}:${secret.password}@${secret.domain};transport=udp>;tag=${secret.tagA}`,
    `t: <${uri}>${toTag && `;tag=${toTag}`}`, `Call-ID: ${secret.callId}@${secret.us}`, `CSeq: ${cseq}`, 'Max-Forwards: 70',
  ];
  const invite = (branch: string, more: string[]): string => [
    `INVITE ${uri};user=phone SIP/2.0`, ...head(branch, '', '1 INVITE'),
    `Contact: <sip:${secret.alice}@${secret.us}:5060;ob>;+sip.instance="<urn:uuid:${secret.instance}>"`,
    `Record-Route: <sip:${bracketed(secret.proxy)};lr;ftag=${secret.tagA}>`, `P-Asserted-Identity: "${secret.aliceName}" <tel:${secret.bob}>`, ...more,
    `Subject: ${secret.subject}`, `Cookie: session=${secret.cookie}`, `X-${secret.unknown}: ${secret.unknown}`, `Identity: ${secret.token}`, 'User-Agent: Yealink SIP-T46S 66.84.0.15',
    `Refer-To: <sip:${secret.alice}@${secret.domain}?Replaces=${secret.otherCallId}%3Bto-tag%3D${secret.tagB}%3Bfrom-tag%3D${secret.tagA}>`,
    'Content-Type: application/sdp', `Content-Length: ${body.length}`, '', body,
  ].join('\r\n');
  const challenge = `Digest realm="${secret.realm}", nonce="${secret.nonce}", qop="auth", opaque="${secret.token}"`;
  const credentials = `Digest username="${secret.alice}", realm="${secret.realm}", nonce="${secret.nonce}", uri="${uri}", response="${secret.response}", cnonce="${secret.cookie}", nc=00000001`;
  script.add(invite(secret.branch, []), ends);
  script.add(invite(secret.branch, []), { ...ends, atMs: 500 });
  script.add(['SIP/2.0 407 Proxy Authentication Required', ...head(secret.branch, secret.tagB, '1 INVITE'), `Proxy-Authenticate: ${challenge}`, 'Content-Length: 0', '', ''].join('\r\n'), { ...ends, out: false, atMs: 510 });
  script.add(invite(`${secret.branch}2`, [`Proxy-Authorization: ${credentials}`, `Authorization: Bearer ${secret.token}`]), { ...ends, atMs: 520 });
  script.add([`SIP/2.0 404 No ${secret.alice} at ${secret.domain} here`, ...head(`${secret.branch}2`, secret.tagB, '2 INVITE'), `Warning: 399 ${secret.domain} "ask ${secret.mail}"`, 'Content-Length: 0', '', ''].join('\r\n'), { ...ends, out: false, atMs: 530 });
  script.add([`MESSAGE ${uri} SIP/2.0`, ...head(`${secret.branch}3`, '', '3 MESSAGE'), 'Content-Type: text/plain', 'Content-Length: 99', '', `meet ${secret.userInText}`].join('\r\n'), { ...ends, atMs: 540 });
  script.add(`${secret.unknown} is no SIP at all`, { ...ends, atMs: 550 });
  const heard = stats({ source: `${secret.natted}:4000`, path: { local: `${secret.us}:4000`, remote: `${secret.media}:4000`, kind: 'latched' } });
  return { messages: script.messages, media: [span({ callId: `${secret.callId}@${secret.us}`, local: `${secret.us}:4000`, remote: `${secret.media}:4000`, stats: heard })] };
}

const random = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
};
const about = { madeBy: 'Rung/test', platform: 'test', language: 'en' } as const;

/** What was said, in RTP of our own and of the peer. */
const SAID = 'what was said';
function soundOf(secret: Secrets): CapturedPacket[] {
  const bytes = Uint8Array.from([0x80, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7, ...Buffer.from(SAID)]);
  const [us, media] = [{ address: secret.us, port: 4000 }, { address: secret.media, port: 4000 }];
  return [{ atMs: START_MS + 600, source: us, destination: media, transport: 'udp', bytes }, { atMs: START_MS + 610, source: media, destination: us, transport: 'udp', bytes }];
}

describe('the share bundle', () => {
  it('holds none of the originals, whatever they are', () => {
    fc.assert(fc.property(secrets, fc.nat(), (secret, seed) => {
      const { messages, media } = messagesOf(secret);
      const { files } = shareBundle(messages, media, random(seed), about, soundOf(secret));
      const whole = files.map(({ content }) => Buffer.from(content).toString('latin1')).join('\n').toLowerCase();
      for (const [name, original] of Object.entries(secret)) expect(whole.includes(original.toLowerCase().replace(/^\+/, '')), `${name} ${original}`).toBe(false);
    }), { numRuns: 40 });
  });

  it('has the RTP that was kept, between the same addresses, with zeros for what was said', () => {
    fc.assert(fc.property(secrets, fc.nat(), (secret, seed) => {
      const { messages, media } = messagesOf(secret);
      const shared = pseudonymise(messages, media, random(seed), soundOf(secret));
      const [sent, received] = shared.sound;
      expect([sent?.source, sent?.destination]).toEqual([received?.destination, received?.source]);
      expect(`${sent?.source.address}:4000`).toBe(shared.media[0]?.local);
      expect([...sent?.bytes ?? []]).toEqual([0x80, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7, ...SAID].map((octet) => (typeof octet === 'string' ? 0 : octet)));
      const capture = shareBundle(messages, media, random(seed), about, soundOf(secret)).files.find(({ name }) => name === 'capture.pcapng')?.content ?? new Uint8Array(0);
      expect(Buffer.from(capture).includes(SAID)).toBe(false);
      expect(packetsIn(capture).filter(({ bytes }) => bytes[1] === 8)).toHaveLength(2);
    }), { numRuns: 10 });
  });

  it('is the same ladder: lanes, arrows, transactions, repetitions, bands', () => {
    fc.assert(fc.property(secrets, fc.nat(), (secret, seed) => {
      const { messages, media } = messagesOf(secret);
      const before = buildLadder(messages, media);
      const shared = pseudonymise(messages, media, random(seed));
      const after = buildLadder(shared.messages, shared.media);
      const shape = (ladder: typeof before): unknown => ({
        lanes: ladder.lanes.map(({ isLocal, endpoints }) => [isLocal, endpoints.length]),
        arrows: ladder.arrows.map(({ seq, from, to, kind, transaction, dialog, retransmissionOf, sinceStartMs, message }) => (
          { seq, from, to, kind, transaction, dialog, retransmissionOf, sinceStartMs, method: message.method, hasSdp: message.hasSdp, cseq: message.cseq })),
        bands: ladder.bands.map(({ from, to, afterSeq }) => [from, to, afterSeq]),
      });
      expect(shape(after)).toEqual(shape(before));
    }), { numRuns: 40 });
  });

  it('gives each message the length it has now, and keeps what is of the protocol', () => {
    fc.assert(fc.property(secrets, (secret) => {
      const { messages, media } = messagesOf(secret);
      const [invite, , , , refused] = pseudonymise(messages, media, random(1)).messages;
      const [head = '', body = ''] = (invite?.raw ?? '').split('\r\n\r\n');
      expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
      expect(head).toContain('User-Agent: Yealink SIP-T46S 66.84.0.15');
      expect(body).toContain('m=audio 40000 RTP/SAVP 8 101\r\n');
      expect(refused?.start).toMatch(/^SIP\/2\.0 404 No user-\d+ at [\w.-]+ here$/);
      expect(invite?.note).toBeUndefined();
    }), { numRuns: 10 });
  });
});

describe('pseudonymise', () => {
  const addressesOf = (...addresses: string[]): string[] => {
    const script = createScript();
    for (const address of addresses) script.add('OPTIONS sip:a@b SIP/2.0\r\n\r\n', { local: '127.0.0.1:1', remote: `${bracketed(address)}:5060` });
    return pseudonymise(script.messages, [], random(7)).messages.map(({ remote }) => remote.replace(/^\[|\]?:5060$/g, ''));
  };
  const commonBits = (a: string, b: string): number => {
    const bits = (address: string): string => address.split('.').map((part) => Number(part).toString(2).padStart(8, '0')).join('');
    return [...bits(a)].findIndex((bit, at) => bit !== bits(b)[at]);
  };

  it('keeps prefixes, private what is private, and loopback', () => {
    const originals = ['192.168.1.20', '192.168.1.21', '192.168.200.1', '81.2.69.142', '81.2.69.150', '81.2.200.1', '10.1.2.3', '172.17.0.1', '127.0.0.1', 'fe80::1:2'];
    const [a = '', b = '', c = '', d = '', e = '', f = '', ten, twelve, loopback, linkLocal] = addressesOf(...originals);
    expect([commonBits(a, b), commonBits(a, c)]).toEqual([commonBits('192.168.1.20', '192.168.1.21'), commonBits('192.168.1.20', '192.168.200.1')]);
    expect([commonBits(d, e), commonBits(d, f)]).toEqual([commonBits('81.2.69.142', '81.2.69.150'), commonBits('81.2.69.142', '81.2.200.1')]);
    expect([a, ten, twelve, linkLocal].map((text) => text?.split(/[.:]/)[0])).toEqual(['192', '10', '172', 'fe80']);
    expect(a.startsWith('192.168.')).toBe(true);
    expect(loopback).toBe('127.0.0.1');
  });

  it('calls the same thing the same in every place and every way of writing it', () => {
    const script = createScript();
    script.add('INVITE sip:+49%2030%20123456@example.org SIP/2.0\r\nTo: <tel:+49-30-123456>\r\nFrom: Alice <sip:alice@EXAMPLE.org>;tag=a\r\n\r\n');
    const [message] = pseudonymise(script.messages, [], random(3)).messages;
    const [user = '', tel = ''] = [/sip:([^@]+)@/.exec(message?.raw ?? '')?.[1], /tel:([^>]+)>/.exec(message?.raw ?? '')?.[1]];
    expect(decodeURIComponent(user).replace(/\D/g, '')).toBe(tel.replace(/\D/g, ''));
    expect(tel).toMatch(/^\+\d\d-\d\d-\d{6}$/);
    expect(message?.raw).toMatch(/From: "user-1" <sip:user-1@domain-1\.example>/);
    expect(message?.start).toContain('@domain-1.example');
  });

  it('never throws and never leaves what it cannot read', () => {
    fc.assert(fc.property(fc.string(), fc.string({ unit: 'binary' }), (head, body) => {
      const script = createScript();
      script.add(`INVITE sip:x@y SIP/2.0\r\nFrom: ${head}\r\nVia: ${head}\r\nAuthorization: ${head}\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n--b\r\n${body}`);
      expect(pseudonymise(script.messages, [], random(5)).messages).toHaveLength(1);
    }));
  });
});

it('zipped: what is inside comes out again', async () => {
  const content = new TextEncoder().encode('SIP '.repeat(500));
  const archive = Buffer.from(await zipped([{ name: 'a.txt', content }, { name: 'empty', content: new Uint8Array(0) }]));
  expect(archive.readUInt32LE(0)).toBe(0x04034b50);
  const [packed, nameLength] = [archive.readUInt32LE(18), archive.readUInt16LE(26)];
  expect(inflateRawSync(archive.subarray(30 + nameLength, 30 + nameLength + packed))).toEqual(Buffer.from(content));
  const end = archive.length - 22;
  expect([archive.readUInt32LE(end), archive.readUInt16LE(end + 10)]).toEqual([0x06054b50, 2]);
  expect(archive.readUInt32LE(archive.readUInt32LE(end + 16))).toBe(0x02014b50);
});
