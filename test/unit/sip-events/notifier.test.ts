/** Others subscribe to us (RFC 6665 4.2). */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { cseqOf, tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Body, IncomingSubscription, Watcher } from '../../../src-main/sip/subscription/types.ts';
import { opening, within } from '../../simulation/calls-peer.ts';
import type { Scene } from './support.ts';
import { answers, answersTo, openScene } from './support.ts';

let scene: Scene;
let watchers: Watcher[];
let ends: number;
let asked: IncomingSubscription[];

const body = (text: string): Body => ({ contentType: 'application/pidf+xml', bytes: new TextEncoder().encode(text) });

beforeEach(async () => {
  scene = await openScene();
  watchers = [];
  asked = [];
  ends = 0;
  scene.alice.ua.packages.set('presence', (incoming) => {
    asked.push(incoming);
    watchers.push(incoming.accept(body('here'), { onEnd: () => void ends++ }));
  });
  scene.server.onRequest = (request) => void scene.server.respond(request, 200);
});

/** `none`: without Expires. */
function subscribe(expires = '600', more: [string, string][] = [['event', 'presence']], callId = 'watch'): SipRequest {
  return scene.server.request('SUBSCRIBE', 'sip:alice@10.0.0.1', opening('SUBSCRIBE', [...(expires === 'none' ? [] : ([['expires', expires]] as [string, string][])), ...more], callId));
}

function again(expires: string, cseq: number, event = 'presence'): void {
  const [granted] = answers(scene.server, 'SUBSCRIBE');
  if (!granted) throw new Error('nothing was granted');
  scene.server.request('SUBSCRIBE', 'sip:alice@10.0.0.1', within(granted, 'SUBSCRIBE', cseq, [['event', event], ['expires', expires], ['contact', '<sip:carol@10.0.0.9>']]));
}

const notified = (): string[] => scene.server.requests('NOTIFY').map((request) => `${request.headers.first('subscription-state')} ${new TextDecoder().decode(request.body)}`);

describe('SUBSCRIBE', () => {
  it('is granted, and told at once', async () => {
    subscribe();
    await scene.world.clock.advance(500);
    const [granted] = answers(scene.server, 'SUBSCRIBE');
    expect(granted?.status).toBe(200);
    expect(granted?.headers.first('expires')).toBe('600');
    expect(granted?.headers.first('contact')).toContain('alice@10.0.0.1');
    expect(granted?.headers.first('allow-events')).toBe('refer, presence');
    expect(notified()).toEqual(['active;expires=600 here']);
    const [notify] = scene.server.requests('NOTIFY');
    expect(notify?.uri).toBe('sip:carol@10.0.0.9');
    expect(notify && tagsOf(notify)).toEqual({ from: granted && tagsOf(granted).to, to: 'carol' });
    expect(notify?.headers.first('event')).toBe('presence');
    expect(asked[0]).toMatchObject({ event: 'presence', expiresS: 600 });
  });

  it.each([['none', '3600'], ['7200', '3600'], ['60', '60']])('asking for %s is granted %s', async (expires, granted) => {
    subscribe(expires);
    await scene.world.clock.advance(100);
    expect(answers(scene.server, 'SUBSCRIBE')[0]?.headers.first('expires')).toBe(granted);
  });

  it.each<[string, string, [string, string][], number, [string, string] | undefined]>([
    ['of an unknown package', '600', [['event', 'weather']], 489, ['allow-events', 'refer, presence']],
    ['without a package', '600', [], 489, ['allow-events', 'refer, presence']],
    ['for too short a time', '59', [['event', 'presence']], 423, ['min-expires', '60']],
    ['for refer, which only REFER makes', '600', [['event', 'refer']], 403, undefined],
  ])('%s is refused', async (_name, expires, headers, status, header) => {
    subscribe(expires, headers);
    await scene.world.expectQuiet();
    const [answer] = answers(scene.server, 'SUBSCRIBE');
    expect(answer?.status).toBe(status);
    if (header) expect(answer?.headers.first(header[0])).toBe(header[1]);
    expect(notified()).toEqual([]);
  });

  it('that nobody decides about is refused in time', async () => {
    scene.alice.ua.packages.set('dialog', () => {});
    subscribe('600', [['event', 'dialog']]);
    await scene.world.expectQuiet();
    expect(answersTo(scene.server, 'SUBSCRIBE')).toEqual([480]);
  });

  it('goes through the proxies that recorded themselves', async () => {
    subscribe('600', [['event', 'presence'], ['record-route', '<sip:10.0.0.9;lr>']]);
    await scene.world.clock.advance(100);
    expect(answers(scene.server, 'SUBSCRIBE')[0]?.headers.first('record-route')).toBe('<sip:10.0.0.9;lr>');
    expect(scene.server.requests('NOTIFY')[0]?.headers.first('route')).toBe('<sip:10.0.0.9;lr>');
  });

  it('is no way to fill our memory', async () => {
    for (let i = 0; i < 100; i++) subscribe('600', [['event', 'presence']], `watch-${i}`);
    await scene.world.clock.advance(1000);
    expect(answersTo(scene.server, 'SUBSCRIBE').filter((status) => status === 200)).toHaveLength(64);
    expect(answersTo(scene.server, 'SUBSCRIBE').filter((status) => status === 480)).toHaveLength(36);
  });
});

describe('a watcher', () => {
  it('is told of changes, of many the last, and not more often than once a second', async () => {
    subscribe();
    await scene.world.clock.advance(1500);
    for (let i = 0; i < 10; i++) {
      watchers[0]?.notify(body(`change ${i}`));
      await scene.world.clock.advance(50);
    }
    await scene.world.clock.advance(2000);
    expect(notified().map((line) => line.replace(/expires=\d+/, 'expires'))).toEqual(['active;expires here', 'active;expires change 0', 'active;expires change 9']);
    const numbers = scene.server.requests('NOTIFY').map((request) => cseqOf(request)?.number);
    expect(numbers).toEqual([1, 2, 3]);
  });

  it('refreshes, and un-subscribes with a last word', async () => {
    subscribe();
    await scene.world.clock.advance(500);
    again('300', 2);
    await scene.world.clock.advance(500);
    again('0', 3);
    await scene.world.expectQuiet();
    expect(notified()).toEqual(['active;expires=600 here', 'active;expires=300 here', 'terminated;reason=timeout here']);
    expect(ends).toBe(1);
    again('300', 4);
    await scene.world.expectQuiet();
    expect(answersTo(scene.server, 'SUBSCRIBE')).toEqual([200, 200, 200, 481]);
  });

  it('asks once', async () => {
    subscribe('0');
    await scene.world.expectQuiet();
    expect(notified()).toEqual(['terminated;reason=timeout here']);
    expect(ends).toBe(1);
  });

  it('runs out', async () => {
    subscribe('60');
    await scene.world.expectQuiet();
    expect(notified()).toEqual(['active;expires=60 here', 'terminated;reason=timeout here']);
    expect(ends).toBe(1);
  });

  it('is refused for an order that is none and for another package', async () => {
    subscribe();
    await scene.world.clock.advance(500);
    again('300', 1);
    again('300', 5, 'dialog');
    again('30', 6);
    await scene.world.clock.advance(500);
    // CSeq 1 is not lower than the last one; 4 will be.
    again('300', 4);
    await scene.world.clock.advance(500);
    expect(answersTo(scene.server, 'SUBSCRIBE')).toEqual([200, 200, 481, 423, 500]);
  });

  it.each<[string, (request: SipRequest) => void, number]>([
    ['says 481', (request) => void scene.server.respond(request, 481), 1],
    ['says 500 again and again', (request) => void scene.server.respond(request, 500), 3],
    ['says nothing', () => {}, 1],
  ])('that %s is gone', async (_name, onRequest, attempts) => {
    scene.server.onRequest = onRequest;
    subscribe();
    await scene.world.expectQuiet();
    expect(Math.max(...scene.server.requests('NOTIFY').map((request) => cseqOf(request)?.number ?? 0))).toBe(attempts);
    expect(ends).toBe(1);
    watchers[0]?.notify(body('too late'));
    await scene.world.expectQuiet();
  });

  it('that asks for patience is told later', async () => {
    scene.server.onRequest = (request) => {
      const isFirst = cseqOf(request)?.number === 1;
      scene.server.respond(request, isFirst ? 503 : 200, isFirst ? { headers: [['retry-after', '5']] } : {});
    };
    subscribe();
    await scene.world.clock.advance(4000);
    watchers[0]?.notify(body('newer'));
    expect(notified()).toHaveLength(1);
    await scene.world.clock.advance(2000);
    expect(notified().at(-1)).toMatch(/newer$/);
  });

  it('is rejected without a look at the state, and told no more', async () => {
    subscribe();
    await scene.world.clock.advance(500);
    watchers[0]?.end('rejected');
    watchers[0]?.notify(body('secret'));
    await scene.world.expectQuiet();
    expect(notified().at(-1)).toBe('terminated;reason=rejected ');
    expect(ends).toBe(1);
  });

  it('hears that the phone closes', async () => {
    subscribe();
    await scene.world.clock.advance(500);
    const closed = scene.alice.ua.close(1000);
    await scene.world.clock.advance(500);
    await closed;
    expect(notified().at(-1)).toBe('terminated;reason=probation here');
    await scene.world.expectQuiet();
  });

  it('that does not answer does not keep the phone from closing', async () => {
    scene.server.onRequest = () => {};
    subscribe();
    await scene.world.clock.advance(500);
    let isClosed = false;
    void scene.alice.ua.close(1000).then(() => (isClosed = true));
    await scene.world.clock.advance(1100);
    expect(isClosed).toBe(true);
    expect(ends).toBe(1);
    await scene.world.expectQuiet();
  });
});

it('OPTIONS tells the packages', async () => {
  scene.server.request('OPTIONS', 'sip:alice@10.0.0.1', opening('OPTIONS'));
  await scene.world.clock.advance(100);
  const [answer] = answers(scene.server, 'OPTIONS');
  expect(answer?.headers.first('allow-events')).toBe('refer, presence');
  expect(answer?.headers.first('allow')).toMatch(/SUBSCRIBE, NOTIFY, REFER, MESSAGE/);
});

it('INVITE and its answer tell them too', async () => {
  const { world, server, alice } = scene;
  server.request('INVITE', 'sip:alice@10.0.0.1', opening('INVITE', [['content-type', 'application/sdp']]), 'v=0 words');
  alice.call('sip:bob@10.0.0.9');
  await world.clock.advance(500);
  expect(server.requests('INVITE')[0]?.headers.first('allow-events')).toBe('refer, presence');
  expect(answers(server, 'INVITE').find(({ status }) => status === 200)?.headers.first('allow-events')).toBe('refer, presence');
});
