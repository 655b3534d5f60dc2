/** Our subscriptions against scripted notifiers (RFC 6665 4.1). */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { cseqOf, tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import { createDialogTable } from '../../../src-main/sip/dialog/dialog-table.ts';
import { createSubscription } from '../../../src-main/sip/subscription/subscription.ts';
import type { Scene } from './support.ts';
import { answers, answersTo, granting, notify, openScene, subscribe } from './support.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});

const first = (): SipRequest => scene.server.requests('SUBSCRIBE')[0] as SipRequest;
const last = (): SipRequest => scene.server.requests('SUBSCRIBE').at(-1) as SipRequest;

describe('a subscription', () => {
  it('is asked for, told, refreshed within its dialog, and taken back', async () => {
    const { world, server } = scene;
    granting(server, (request) => {
      const expires = request.headers.first('expires');
      const cseq = server.requests('SUBSCRIBE').length;
      notify(server, first(), expires === '0' ? 'terminated;reason=timeout' : `active;expires=${expires}`, `state ${cseq}`, { cseq });
    });
    const watched = subscribe(scene);
    await world.clock.advance(1000);
    expect(watched).toMatchObject({ states: ['active 600'], bodies: ['state 1'] });
    expect(first().headers.first('event')).toBe('presence');
    expect(first().headers.first('accept')).toBe('application/pidf+xml');
    expect(first().headers.first('contact')).toContain('10.0.0.1');

    await world.clock.advance(301_000);
    expect(server.requests('SUBSCRIBE')).toHaveLength(2);
    expect(tagsOf(last()).to).toBe('peer-10.0.0.9');
    expect(cseqOf(last())?.number).toBe(2);
    expect(last().uri).toBe('sip:10.0.0.9');
    expect(watched.bodies).toEqual(['state 1', 'state 2']);

    const stopped = watched.subscription.stop();
    await world.clock.advance(1000);
    await stopped;
    expect(last().headers.first('expires')).toBe('0');
    expect(watched.states.at(-1)).toBe('ended timeout');
    expect(answersTo(server, 'NOTIFY')).toEqual([200, 200, 200]);
    await world.expectQuiet();
  });

  it('begins with a NOTIFY that is faster than the 200', async () => {
    const { world, server } = scene;
    server.onRequest = (request) => {
      if (request.method !== 'SUBSCRIBE') return;
      notify(server, request, request.headers.first('expires') === '0' ? 'terminated' : 'active;expires=600', 'early', { cseq: server.requests('SUBSCRIBE').length });
      world.clock.setTimer(500, () => server.respond(request, 200, { headers: [['expires', '600']] }));
    };
    const watched = subscribe(scene);
    await world.clock.advance(200);
    expect(watched).toMatchObject({ states: ['active 600'], bodies: ['early'] });
    await world.clock.advance(1000);
    void watched.subscription.stop();
    await world.expectQuiet();
    expect(watched.states).toEqual(['active 600', 'ended']);
  });

  it('takes the first of several forks and sends the others away', async () => {
    const { world, server } = scene;
    granting(server, (request) => {
      if (server.requests('SUBSCRIBE').length > 1) return;
      for (const tag of ['two', 'one', 'three']) notify(server, request, 'active;expires=600', tag, { tag });
    });
    const watched = subscribe(scene);
    await world.clock.advance(1000);
    expect(watched.bodies).toEqual(['two']);
    expect(answersTo(server, 'NOTIFY')).toEqual([200, 481, 481]);
    void watched.subscription.stop();
    await world.clock.advance(3000);
    expect(tagsOf(last()).to).toBe('two');
    await world.expectQuiet();
  });

  it('follows the route and the target that the NOTIFY shows', async () => {
    const { world, server } = scene;
    granting(server, (request) => {
      if (server.requests('SUBSCRIBE').length > 1) return;
      notify(server, request, 'active;expires=600', '', { headers: [['record-route', '<sip:10.0.0.9;lr>']] });
    });
    const watched = subscribe(scene);
    await world.clock.advance(301_000);
    expect(last().headers.first('route')).toBe('<sip:10.0.0.9;lr>');
    void watched.subscription.stop();
    await world.expectQuiet();
  });

  it('is made anew when its dialog is gone', async () => {
    const { world, server } = scene;
    let refuses = false;
    server.onRequest = (request) => {
      if (request.method !== 'SUBSCRIBE') return;
      if (refuses && tagsOf(request).to !== '') return void server.respond(request, 481);
      server.respond(request, 200, { headers: [['expires', '600']] });
      notify(server, request, 'active;expires=600');
    };
    const watched = subscribe(scene);
    await world.clock.advance(1000);
    refuses = true;
    watched.subscription.refresh();
    await world.clock.advance(60_000);
    refuses = false;
    const [one, two, three] = server.requests('SUBSCRIBE') as [SipRequest, SipRequest, SipRequest];
    expect(two.headers.first('call-id')).toBe(one.headers.first('call-id'));
    expect(three.headers.first('call-id')).not.toBe(one.headers.first('call-id'));
    expect(tagsOf(three).to).toBe('');
    expect(watched.states.at(-1)).toBe('active 600');
    // The old dialog is none of ours any more.
    notify(server, one, 'active', '', { cseq: 9 });
    await world.clock.advance(100);
    expect(answersTo(server, 'NOTIFY').at(-1)).toBe(481);
    void watched.subscription.stop();
    await world.expectQuiet();
  });

  it('answers a challenge', async () => {
    const { world, server, alice } = scene;
    server.onRequest = (request) => {
      if (request.method !== 'SUBSCRIBE') return;
      if (!request.headers.has('authorization')) return void server.respond(request, 401, { headers: [['www-authenticate', 'Digest realm="x", nonce="n", algorithm=MD5']] });
      server.respond(request, 200, { headers: [['expires', '600']] });
      notify(server, request, 'active;expires=600');
    };
    const watched = subscribe(scene, { identity: { ...alice.identity, credentials: { user: 'alice', password: 'secret' } } });
    await world.clock.advance(1000);
    expect(watched.states).toEqual(['active 600']);
    expect(cseqOf(last())?.number).toBe(2);
    await watchedStop(watched);
  });

  async function watchedStop({ subscription }: { subscription: { stop(): Promise<void> } }): Promise<void> {
    void subscription.stop();
    await scene.world.expectQuiet();
  }

  it('waits no longer than timer N for its first NOTIFY', async () => {
    const { world, server } = scene;
    granting(server);
    const watched = subscribe(scene);
    await world.clock.advance(33_000);
    expect(watched.states).toEqual([expect.stringMatching(/^waiting no NOTIFY \d+ subscription-silent$/)]);
    await watchedStop(watched);
    expect(watched.states.at(-1)).toBe('ended');
  });

  it('does not mind the answer to a SUBSCRIBE that it has given up', async () => {
    const { world, server } = scene;
    const watched = subscribe(scene);
    await world.clock.advance(100);
    const given = first();
    notify(server, given, 'active', '', { cseq: 1 });
    notify(server, given, 'terminated;reason=giveup;retry-after=1000', '', { cseq: 2 });
    await world.clock.advance(100);
    watched.subscription.refresh();
    await world.clock.advance(100);
    server.respond(given, 489);
    await world.clock.advance(100);
    expect(watched.states).toEqual(['active', 'waiting giveup 1000']);
    server.respond(last(), 200, { headers: [['expires', '600']] });
    notify(server, last(), 'active');
    await world.clock.advance(100);
    expect(watched.states.at(-1)).toBe('active');
    await watchedStop(watched);
  });

  it('is asked once: the state of this moment', async () => {
    const { world, server } = scene;
    granting(server, (request) => void notify(server, request, 'terminated;reason=timeout', 'now'));
    const watched = subscribe(scene, { expiresS: 0 });
    await world.expectQuiet();
    expect(server.requests('SUBSCRIBE')).toHaveLength(1);
    expect(watched).toMatchObject({ states: ['ended timeout'], bodies: ['now'] });
  });

  it('ends at a 489 for good', async () => {
    const { world, server } = scene;
    server.onRequest = (request) => void server.respond(request, 489, { headers: [['allow-events', 'dialog']] });
    const watched = subscribe(scene);
    await world.expectQuiet();
    expect(server.requests('SUBSCRIBE')).toHaveLength(1);
    expect(watched.states).toEqual([expect.stringMatching(/^ended /)]);
  });

  it('is stopped in time, whoever does not answer', async () => {
    const { world, server } = scene;
    const watched = subscribe(scene);
    await world.clock.advance(100);
    let isStopped = false;
    void watched.subscription.stop().then(() => (isStopped = true));
    await world.clock.advance(2100);
    expect(isStopped).toBe(true);
    expect(watched.states).toEqual(['ended']);
    expect(server.requests('SUBSCRIBE').length).toBeGreaterThan(0);
    await world.expectQuiet();
  });

  it('ends with the phone', async () => {
    const { world, server, alice } = scene;
    granting(server, (request) => {
      const cseq = server.requests('SUBSCRIBE').length;
      notify(server, first(), request.headers.first('expires') === '0' ? 'terminated' : 'active', '', { cseq });
    });
    const watched = subscribe(scene);
    await world.clock.advance(1000);
    const closed = alice.ua.close(1000);
    await world.clock.advance(1100);
    await closed;
    expect(last().headers.first('expires')).toBe('0');
    expect(watched.states.at(-1)).toBe('ended');
    await world.expectQuiet();
  });
});

describe('a NOTIFY', () => {
  async function established(): Promise<ReturnType<typeof subscribe>> {
    granting(scene.server, (request) => {
      if (request.headers.first('expires') === '0') notify(scene.server, first(), 'terminated', '', { cseq: 9999 });
    });
    const watched = subscribe(scene);
    await scene.world.clock.advance(100);
    notify(scene.server, first(), 'active;expires=600', 'first', { cseq: 10 });
    await scene.world.clock.advance(100);
    return watched;
  }

  async function over({ subscription }: ReturnType<typeof subscribe>): Promise<void> {
    void subscription.stop();
    await scene.world.expectQuiet();
  }

  it.each<[string, Parameters<typeof notify>[4] & object, number, [string, string] | undefined]>([
    ['that is older than the last one', { cseq: 9 }, 500, undefined],
    ['of another package', { cseq: 11, event: 'dialog' }, 481, undefined],
    ['with an id that nobody gave', { cseq: 11, event: 'presence;id=7' }, 481, undefined],
    ['with a body that we cannot read', { cseq: 11, type: 'image/png' }, 415, ['accept', 'application/pidf+xml']],
    ['with a compressed body', { cseq: 11, headers: [['content-encoding', 'gzip']] }, 415, ['accept-encoding', 'identity']],
    ['that requires what we do not know', { cseq: 11, headers: [['require', 'magic']] }, 420, ['unsupported', 'magic']],
    ['of somebody else', { cseq: 11, tag: 'mallory' }, 481, undefined],
  ])('%s is refused', async (_name, parts, status, header) => {
    const watched = await established();
    notify(scene.server, first(), 'active', 'second', parts);
    await scene.world.clock.advance(100);
    const answer = answers(scene.server, 'NOTIFY').at(-1);
    expect(answer?.status).toBe(status);
    if (header) expect(answer?.headers.first(header[0])).toBe(header[1]);
    expect(watched.bodies).toEqual(['first']);
    await over(watched);
  });

  it('without Subscription-State is taken: the subscription goes on', async () => {
    const watched = await established();
    notify(scene.server, first(), '', 'second', { cseq: 11 });
    await scene.world.clock.advance(100);
    expect(watched.bodies).toEqual(['first', 'second']);
    await over(watched);
  });

  it('floods are held off, and the subscription lives', async () => {
    const watched = await established();
    for (let i = 0; i < 500; i++) notify(scene.server, first(), 'active', `flood ${i}`, { cseq: 11 + i });
    await scene.world.clock.advance(100);
    expect(watched.bodies.length).toBeLessThan(60);
    expect(answersTo(scene.server, 'NOTIFY').filter((status) => status === 503).length).toBeGreaterThan(400);
    await scene.world.clock.advance(10_000);
    notify(scene.server, first(), 'active', 'after', { cseq: 600 });
    await scene.world.clock.advance(100);
    expect(watched.bodies.at(-1)).toBe('after');
    await over(watched);
  });

  it('of nobody in particular is offered to the owner, and refused unless taken', async () => {
    const { world, server, alice } = scene;
    const seen: string[] = [];
    alice.ua.onUnsolicitedNotify = ({ event, body }) => {
      seen.push(`${event} ${body?.contentType}`);
      return event === 'message-summary';
    };
    const opening = (event: string, callId: string): [string, string][] => [
      ['from', '<sip:pbx@10.0.0.9>;tag=pbx'], ['to', '<sip:alice@10.0.0.1>'], ['call-id', callId], ['cseq', '1 NOTIFY'], ['max-forwards', '70'],
      ...(event === '' ? [] : ([['event', event]] as [string, string][])), ['subscription-state', 'active'], ['content-type', 'application/simple-message-summary'],
    ];
    server.request('NOTIFY', 'sip:alice@10.0.0.1', opening('message-summary', 'mwi'), 'Messages-Waiting: yes');
    server.request('NOTIFY', 'sip:alice@10.0.0.1', opening('dialog', 'blf'), 'x');
    server.request('NOTIFY', 'sip:alice@10.0.0.1', opening('', 'none'), 'x');
    await world.expectQuiet();
    expect(seen).toEqual(['message-summary application/simple-message-summary', 'dialog application/simple-message-summary']);
    expect(answersTo(server, 'NOTIFY')).toEqual([200, 481, 489]);
  });
});

it('leaves nothing behind in the dialog table', async () => {
  const { world, server, alice } = scene;
  const stack = await world.stack('10.0.0.3');
  const dialogs = createDialogTable(world.clock);
  const { transactions, transport } = stack;
  const agent = { transport, transactions, dialogs, clock: world.clock, random: world.random, agentName: 'x', timers: { t1: 500, t2: 4000 }, moved: new Map(), allowEvents: () => 'refer', farewell: () => () => {}, resolver: { lookup: async (host: string) => ({ ok: true as const, value: [host] }), naptr: async () => ({ ok: true as const, value: [] }), srv: async () => ({ ok: true as const, value: [] }) } };
  server.onRequest = () => {};
  let ended = 0;
  const options = { identity: alice.identity, target: 'sip:bob@10.0.0.9', event: 'presence', accept: ['x/y'], expiresS: 600 };
  const subscription = createSubscription(agent, options, { onState() {}, onNotify() {} }, () => void ended++);
  await world.clock.advance(40_000);
  expect(dialogs.size).toBe(0);
  subscription.refresh();
  await world.clock.advance(100);
  expect(dialogs.size).toBe(1);
  void subscription.stop();
  await world.expectQuiet();
  expect(dialogs.size).toBe(0);
  expect(ended).toBe(1);
});
