/** PUBLISH (RFC 3903) and MESSAGE (RFC 3428) on the wire. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { cseqOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Body } from '../../../src-main/sip/subscription/types.ts';
import { readCpim } from '../../../src-main/sip/message/receive.ts';
import type { IncomingMessage } from '../../../src-main/sip/message/receive.ts';
import { opening, within } from '../../simulation/calls-peer.ts';
import type { Scene } from './support.ts';
import { answers, answersTo, openScene } from './support.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array): string => new TextDecoder().decode(value);
const pidf = (content: string): Body => ({ contentType: 'application/pidf+xml', bytes: bytes(content) });

describe('PUBLISH', () => {
  it('is refreshed by its tag, changed, and taken back', async () => {
    const { alice, server, world } = scene;
    let tags = 0;
    server.onRequest = (request) => void server.respond(request, 200, { headers: [['sip-etag', `tag${++tags}`], ['expires', request.headers.first('expires') === '0' ? '0' : '100']] });
    const states: string[] = [];
    const publication = alice.ua.publish(
      { identity: alice.identity, target: 'sip:alice@10.0.0.9', event: 'presence', expiresS: 3600, body: pidf('open') },
      { onState: ({ state, expiresS, status }) => void states.push([state, expiresS, status].filter((part) => part !== undefined).join(' ')) },
    );
    await world.clock.advance(51_000);
    publication.update(pidf('away'));
    await world.clock.advance(1000);
    void publication.stop();
    await world.expectQuiet();
    const seen = server.requests('PUBLISH').map((request) => [request.headers.first('sip-if-match'), request.headers.first('expires'), text(request.body)]);
    expect(seen).toEqual([[undefined, '3600', 'open'], ['tag1', '3600', ''], ['tag2', '3600', 'away'], ['tag3', '0', '']]);
    expect(states).toEqual(['published 100', 'published 100', 'published 100', 'off']);
    expect(server.requests('PUBLISH').map((request) => cseqOf(request)?.number)).toEqual([1, 2, 3, 4]);
    expect(server.requests('PUBLISH')[0]?.headers.first('event')).toBe('presence');
  });

  it('is told in full to a server that has forgotten it', async () => {
    const { alice, server, world } = scene;
    let count = 0;
    server.onRequest = (request) => {
      if (++count === 2) server.respond(request, 412);
      else server.respond(request, 200, { headers: [['sip-etag', `tag${count}`], ['expires', '100']] });
    };
    alice.ua.publish({ identity: alice.identity, target: 'sip:alice@10.0.0.9', event: 'presence', expiresS: 100, body: pidf('open') }, { onState() {} });
    await world.clock.advance(60_000);
    expect(server.requests('PUBLISH').map((request) => [request.headers.first('sip-if-match'), text(request.body)])).toEqual([[undefined, 'open'], ['tag1', ''], [undefined, 'open']]);
    void alice.ua.close(0);
    await world.expectQuiet();
  });

  it('is not ours to take', async () => {
    scene.server.request('PUBLISH', 'sip:alice@10.0.0.1', opening('PUBLISH', [['event', 'presence']]));
    await scene.world.expectQuiet();
    expect(answersTo(scene.server, 'PUBLISH')).toEqual([405]);
  });
});

describe('MESSAGE', () => {
  let got: IncomingMessage[];

  beforeEach(() => {
    got = [];
    scene.alice.ua.onMessage = (incoming) => {
      got.push(incoming);
      incoming.answer(200);
      incoming.answer(500);
    };
  });

  async function receive(type: string | undefined, content: string, more: [string, string][] = []): Promise<number[]> {
    const headers: [string, string][] = [...(type === undefined ? [] : ([['content-type', type]] as [string, string][])), ...more];
    scene.server.request('MESSAGE', 'sip:alice@10.0.0.1', opening('MESSAGE', headers), content);
    await scene.world.expectQuiet();
    return answersTo(scene.server, 'MESSAGE');
  }

  it('is sent without a Contact, and its answer told', async () => {
    const { alice, server, world } = scene;
    server.onRequest = (request) => void server.respond(request, 202);
    const sending = alice.ua.send({ method: 'MESSAGE', identity: alice.identity, target: 'sip:bob@10.0.0.9', body: { contentType: 'text/plain', bytes: bytes('hello') } });
    await world.clock.advance(100);
    const sent = await sending;
    expect(sent.ok && sent.value.response.status).toBe(202);
    const [message] = server.requests('MESSAGE') as [SipRequest];
    expect(message.headers.has('contact')).toBe(false);
    expect(text(message.body)).toBe('hello');
    await world.expectQuiet();
  });

  it('is taken as text, and answered once', async () => {
    expect(await receive('text/plain;charset=UTF-8', 'grüß Gott')).toEqual([200]);
    expect(got.map(({ body }) => body && text(body.bytes))).toEqual(['grüß Gott']);
    expect(got[0]?.session).toBeUndefined();
  });

  it('is taken out of its CPIM', async () => {
    const cpim = 'From: <sip:carol@x>\r\nDateTime: 2026-01-01T00:00:00Z\r\n\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhello';
    expect(await receive('message/cpim', cpim)).toEqual([200]);
    expect(got[0]?.body?.contentType).toBe('text/plain; charset=utf-8');
    expect(got.map(({ body }) => body && text(body.bytes))).toEqual(['hello']);
  });

  it.each<[string, string, string, [string, string][], number]>([
    ['of another type', 'text/html', '<b>', [], 415],
    ['of another type inside its CPIM', 'message/cpim', 'From: x\r\n\r\nContent-Type: image/png\r\n\r\nx', [], 415],
    ['compressed', 'text/plain', 'x', [['content-encoding', 'gzip']], 415],
  ])('%s is refused', async (_name, type, content, more, status) => {
    expect(await receive(type, content, more)).toEqual([status]);
    expect(got).toEqual([]);
  });

  it('that tells what we take instead', async () => {
    await receive('text/html', '<b>');
    expect(answers(scene.server, 'MESSAGE')[0]?.headers.first('accept')).toBe('text/plain, message/cpim, application/im-iscomposing+xml');
  });

  it('that only says that somebody writes is answered and not shown', async () => {
    expect(await receive('application/im-iscomposing+xml', '<isComposing/>')).toEqual([200]);
    expect(got).toEqual([]);
  });

  it('that nobody answers is answered in time', async () => {
    scene.alice.ua.onMessage = () => {};
    expect(await receive('text/plain', 'x')).toEqual([480]);
  });

  it('comes in a call too', async () => {
    const { alice, server, world } = scene;
    server.onRequest = (request) => void server.respond(request, 200);
    server.request('INVITE', 'sip:alice@10.0.0.1', opening('INVITE', [['content-type', 'application/sdp']]), 'v=0 words');
    await world.clock.advance(500);
    const success = answers(server, 'INVITE').find(({ status }) => status === 200);
    if (!success) throw new Error('not answered');
    server.request('ACK', 'sip:alice@10.0.0.1', within(success, 'ACK', 1));
    server.request('MESSAGE', 'sip:alice@10.0.0.1', within(success, 'MESSAGE', 2, [['content-type', 'text/plain']]), 'in the call');
    await world.clock.advance(100);
    expect(got[0]?.session).toBe(alice.calls[0]?.session);
    alice.calls[0]?.session.end();
    await world.expectQuiet();
  });
});

it.each<[string, string, string]>([
  ['a message', 'From: x\r\n\r\nContent-Type: text/plain\r\n\r\nhello', 'text/plain|hello'],
  ['one with no MIME headers', 'From: x\r\n\r\n\r\nhello', 'text/plain|hello'],
  ['one with an empty text', 'From: x\r\n\r\nContent-Type: text/plain\r\n\r\n', 'text/plain|'],
  ['what is none', 'hello', 'text/plain|hello'],
])('CPIM: %s', (_name, given, expected) => {
  const { contentType, bytes: content } = readCpim(bytes(given));
  expect(`${contentType}|${text(content)}`).toBe(expected);
});
