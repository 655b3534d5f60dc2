import { describe, expect, it } from 'vitest';
import type { Framed } from '../../../src-shared/sip/stream-framing.ts';
import { createStreamFramer } from '../../../src-shared/sip/stream-framing.ts';

const HEAD = 'OPTIONS sip:c@d SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x@y\r\nCSeq: 1 OPTIONS\r\n';
const octets = (text: string) => new Uint8Array(Buffer.from(text));
const short = (framed: Framed[]) => framed.map((one) => {
  if (one.kind === 'keep-alive') return one.form;
  return one.kind === 'message' ? `${one.message.body.length}/${one.bytes.length}` : `${one.error.rule} ${one.error.answer}`;
});

describe('createStreamFramer', () => {
  it('finds several messages in one piece, with their octets', () => {
    const text = `${HEAD}l: 3\r\n\r\nabc${HEAD}l: 0\r\n\r\n`;
    const framed = createStreamFramer().push(octets(text));
    expect(short(framed)).toEqual([`3/${HEAD.length + 11}`, `0/${HEAD.length + 8}`]);
    expect(Buffer.concat(framed.map((one) => ('bytes' in one ? one.bytes : octets('')))).toString()).toBe(text);
  });

  it('waits for the rest of a head and of a body, octet by octet', () => {
    const framer = createStreamFramer();
    const text = `\r\n${HEAD}Content-Length: 2\r\n\r\né`;
    const framed = [...octets(text)].flatMap((octet) => framer.push(Uint8Array.of(octet)));
    expect(short(framed)).toEqual(['pong', `2/${HEAD.length + 23}`]);
  });

  it('tells pings from pongs (RFC 5626 4.4.1)', () => {
    expect(short(createStreamFramer().push(octets('\r\n\r\n\r\n')))).toEqual(['ping', 'pong']);
    const framer = createStreamFramer();
    expect(short(framer.push(octets('\r\n')))).toEqual(['pong']);
    expect(short(framer.push(octets('\r\n')))).toEqual(['ping']);
    expect(short(framer.push(octets('\r\n')))).toEqual(['pong']);
  });

  it.each([
    ['no Content-Length', `${HEAD}\r\n`, 'content-length-missing 400'],
    ['a negative one', `${HEAD}l: -1\r\n\r\n`, 'content-length 400'],
    ['a body that is too long', `${HEAD}l: 2000\r\n\r\n`, 'body-long 513'],
    ['a head that is too long', `${HEAD}X: ${'x'.repeat(1000)}`, 'head-long 513'],
    ['a version of the future', `${HEAD.replace('SIP/2.0\r', 'SIP/3.0\r')}l: 0\r\n\r\n`, 'version 505'],
    ['no SIP', 'GET / HTTP/1.1\r\n\r\n', 'start-line undefined'],
  ])('breaks off at %s, once', (_name, text, outcome) => {
    const framer = createStreamFramer({ maxHeadBytes: 1000, maxBodyBytes: 1000 });
    const framed = framer.push(octets(text));
    expect(short(framed)).toEqual([outcome]);
    expect(framed[0]).toMatchObject({ kind: 'broken', bytes: octets(text) });
    expect(framer.push(octets(`${HEAD}l: 0\r\n\r\n`))).toEqual([]);
  });

  it('gives what is needed to answer a request that breaks the stream', () => {
    expect(createStreamFramer().push(octets(`${HEAD}\r\n`))).toMatchObject([{ error: { request: { method: 'OPTIONS' } } }]);
  });

  it('does not write over octets that it has given out', () => {
    const framer = createStreamFramer();
    const message = `${HEAD}l: 3000\r\n\r\n${'a'.repeat(3000)}`;
    const first = framer.push(octets(message))[0];
    for (let i = 0; i < 20; i++) framer.push(octets(message.replaceAll('aaa', 'bbb')));
    expect(first?.kind === 'message' && Buffer.from(first.bytes).toString() === message).toBe(true);
  });
});
