/** What holds for every message: written and read again it is the same; whatever comes, nothing throws; a stream may be cut anywhere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Headers } from '../../src-shared/sip/headers.ts';
import type { SipMessage } from '../../src-shared/sip/message.ts';
import { odditiesOf } from '../../src-shared/sip/oddities.ts';
import { checkMessage, parseDatagram } from '../../src-shared/sip/parse.ts';
import { serialize } from '../../src-shared/sip/serialize.ts';
import type { Framed } from '../../src-shared/sip/stream-framing.ts';
import { createStreamFramer } from '../../src-shared/sip/stream-framing.ts';
import * as typed from '../../src-shared/sip/typed-headers.ts';
import { formatUri, hostOf, parseUri, uriEquals } from '../../src-shared/sip/uri.ts';
import type { SipUri } from '../../src-shared/sip/uri.ts';
import { readMessages } from '../vectors/read-messages.ts';

const oneOf = (characters: string) => fc.constantFrom(...characters);
const token = fc.string({ unit: oneOf("abcXYZ019-.!%*_+`'~"), minLength: 1, maxLength: 12 });
/** Any text on one line, UTF-8 and quotes included; nothing around it that would be trimmed. */
const text = fc.string({ unit: 'binary', maxLength: 40 }).map((value) => value.toWellFormed().replace(/[\r\n]/g, '').replace(/^[ \t]+|[ \t]+$/g, ''));
const name = fc.constantFrom('via', 'from', 'to', 'contact', 'call-id', 'cseq', 'subject', 'route', 'x-unknown', 'allow', 'authorization', 'expires');
const body = fc.uint8Array({ maxLength: 60 });
const headersOf = (lines: [string, string][], length: number) => {
  const headers = new Headers();
  for (const [header, value] of lines) headers.add(header, value);
  return headers.add('content-length', String(length));
};
const message: fc.Arbitrary<SipMessage> = fc
  .tuple(fc.array(fc.tuple(name, text), { maxLength: 12 }), body, token, fc.webUrl(), fc.integer({ min: 100, max: 699 }), text, fc.boolean())
  .map(([lines, octets, method, uri, status, reason, isRequest]) => {
    const common = { headers: headersOf(lines, octets.length), body: octets, notes: [] };
    return isRequest ? { kind: 'request', method, uri, ...common } : { kind: 'response', status, reason, ...common };
  });
/** Spellings of names aside, which only matter when writing. */
const plain = ({ headers, ...rest }: SipMessage) => ({ ...rest, names: headers.names, values: headers.values, body: [...rest.body] });

const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6().filter((address) => parseUri(`sip:[${address}]`).ok)).map((value) => value.toLowerCase());
const uri: fc.Arbitrary<SipUri> = fc.record({
  scheme: fc.constantFrom('sip', 'sips'),
  host,
  user: fc.string({ unit: 'grapheme', minLength: 1 }).map((value) => value.toWellFormed()),
  port: fc.integer({ min: 1, max: 65535 }),
  parameters: fc.array(fc.tuple(token.map((value) => value.toLowerCase()), fc.string())).map((pairs) => new Map(pairs)),
  headers: fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string())),
});

describe('SIP messages', () => {
  it('come back as they were written', () => {
    fc.assert(fc.property(message, (one) => {
      const parsed = parseDatagram(serialize(one));
      expect(parsed.ok && plain(parsed.value)).toEqual(plain(one));
    }));
  });

  it('SIP URIs come back as they were written, and equal themselves', () => {
    fc.assert(fc.property(uri, (one) => {
      const parsed = parseUri(formatUri(one));
      expect(parsed).toEqual({ ok: true, value: one });
      expect(parsed.ok && uriEquals(parsed.value, one)).toBe(true);
    }));
  });

  it('addresses and Vias come back as they were written', () => {
    const parameters = fc.array(fc.tuple(token.map((value) => value.toLowerCase()), text)).map((pairs) => new Map(pairs));
    fc.assert(fc.property(fc.record({ displayName: text, uri: fc.constant('sip:a@b;x=1'), parameters }), (one) => {
      expect(typed.parseNameAddr(typed.formatNameAddr(one))).toEqual(one);
    }));
    fc.assert(fc.property(fc.record({ transport: fc.constantFrom('UDP', 'TCP', 'TLS'), host, port: fc.integer({ min: 1, max: 65535 }), parameters }), (one) => {
      expect(typed.parseVia(typed.formatVia(one))).toEqual(one);
    }));
  });
});

const vectors = ['../vectors/rfc4475/messages.txt', '../vectors/rfc5118/messages.txt'].flatMap((file) => readMessages(new URL(file, import.meta.url)));

/** Everything that reads a message. */
function readAll(bytes: Uint8Array): void {
  const parsed = parseDatagram(bytes);
  const found = parsed.ok ? parsed.value : parsed.error.request;
  createStreamFramer().push(bytes);
  if (!found) return;
  checkMessage(found, bytes);
  odditiesOf(found);
  typed.tagsOf(found);
  typed.topBranchOf(found);
  typed.firstContactUriOf(found);
  for (const route of typed.routesOf(found, 'route')) parseUri(route.uri);
  for (const header of found.headers.names) {
    typed.parseAuth(found.headers.first(header) ?? '');
    typed.numberOf(found, header);
    expect(found.headers.count(header)).toBe(found.headers.all(header).length);
    if (found.headers.names.length > 100) break;
  }
  if (found.kind === 'request') hostOf(found.uri);
  const again = parseDatagram(serialize(found));
  if (parsed.ok && checkMessage(found) === undefined) expect(again.ok).toBe(true);
}

describe('hostile input', () => {
  it('random octets never throw', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), readAll));
    fc.assert(fc.property(fc.string({ unit: oneOf('SIP/2.0 :;,<>"\\@()[]\r\n\t=?&%a1é'), maxLength: 300 }), (line) => readAll(Buffer.from(`OPTIONS sip:a@b SIP/2.0\r\n${line}`))));
  });

  it('torture messages with octets changed, cut out or doubled never throw', () => {
    const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.constantFrom('put', 'cut', 'double'));
    fc.assert(fc.property(fc.constantFrom(...vectors), fc.array(change, { minLength: 1, maxLength: 6 }), ({ bytes }, changes) => {
      let octets = [...bytes];
      for (const [at, octet, how] of changes) {
        const i = at % octets.length;
        if (how === 'put') octets[i] = octet;
        else octets = how === 'cut' ? [...octets.slice(0, i), ...octets.slice(i + octet)] : [...octets.slice(0, i + octet), ...octets.slice(i)];
        if (octets.length === 0) return;
      }
      readAll(Uint8Array.from(octets));
    }), { numRuns: 500 });
  });

  // No clock is looked at: what is quadratic would take minutes here, and the test its time-out.
  it.each([
    ';', ',', '"', '\\"', '<', '(', '()', '=', ';a', ';=', ' ', '\t', ':', '@', '%', '%4', '%ff', '\r\n ', '\n', 'a: \r\n', 'a\r\n', 'é', '\xff', '::', '[', 'Via: x\r\n', '"a" <', ';a=', '?&', '//',
  ])('64 kB of %j in every place are read in linear time', (piece) => {
    const flood = piece.repeat(Math.floor(60_000 / piece.length));
    const base = (uriPart: string, value: string) => `OPTIONS sip:${uriPart}@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1${value}\r\nFrom: ${value}<sip:a@b>;tag=1\r\nTo: <sip:a@b>${value}\r\nContact: ${value}\r\nAuthorization: Digest ${value}\r\nCall-ID: x\r\nCSeq: 1 OPTIONS${value}\r\n${value}\r\n\r\n`;
    for (const encoding of ['utf8', 'latin1'] as const) {
      readAll(Buffer.from(base(flood, ''), encoding));
      readAll(Buffer.from(base('a', flood), encoding));
      readAll(Buffer.from(flood, encoding));
      readAll(Buffer.from(`${base('a', '').slice(0, -4)}${flood}`, encoding));
    }
    parseUri(flood);
    parseUri(`sip:${flood}`);
    parseUri(`sip:a@b${flood}`);
    parseUri(`tel:+1${flood}`);
    typed.parseVia(`SIP/2.0/UDP h${flood}`);
    typed.parseCSeq(`1${flood}`);
  });
});

describe('stream framing', () => {
  const framable = vectors.map(({ bytes }) => parseDatagram(bytes)).flatMap((parsed) => (parsed.ok ? [serialize(parsed.value)] : []));
  const messagesOf = (framed: Framed[]) => framed.flatMap((one) => (one.kind === 'message' ? [Buffer.from(one.bytes).toString('latin1')] : []));

  it('gives the same messages however the stream is cut', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...framable), fc.constantFrom('', '\r\n', '\r\n\r\n')), { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 12 }), (pieces, cuts) => {
      const stream = Buffer.concat(pieces.flatMap(([bytes, between]) => [bytes, Buffer.from(between)]));
      const framer = createStreamFramer();
      const framed: Framed[] = [];
      const at = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length];
      for (let i = 1; i < at.length; i++) framed.push(...framer.push(new Uint8Array(stream.subarray(at[i - 1], at[i]))));
      expect(messagesOf(framed)).toEqual(pieces.map(([bytes]) => Buffer.from(bytes).toString('latin1')));
    }));
  });

  it('a megabyte that comes octet by octet is linear', () => {
    const framer = createStreamFramer();
    const head = Buffer.from('OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 1000000\r\n\r\n');
    const framed = [...head].flatMap((octet) => framer.push(Uint8Array.of(octet)));
    for (let i = 0; i < 1_000_000; i++) framed.push(...framer.push(Uint8Array.of(i & 255)));
    expect(framed).toMatchObject([{ kind: 'message', message: { method: 'OPTIONS' } }]);
  });
});
