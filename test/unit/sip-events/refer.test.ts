/** REFER as sender and as receiver, in a session and out of any, also when the session is over (RFC 3515, 4488, 4538, 5057). */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf, tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import type { IncomingRefer, ReferListener, ReferOptions, ReferProgress } from '../../../src-main/sip/refer/types.ts';
import type { Session } from '../../../src-main/sip/user-agent.ts';
import type { NotifyParts, Scene } from './support.ts';
import { opening, within } from '../../simulation/calls-peer.ts';
import { answers, answersTo, notify, openScene } from './support.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
  scene.server.onRequest = (request) => {
    if (request.method === 'INVITE') scene.server.respond(request, 200, { sdp: 'v=0 words' });
    else if (request.method !== 'ACK') scene.server.respond(request, request.method === 'REFER' ? 202 : 200);
  };
});

const SIPFRAG: NotifyParts = { type: 'message/sipfrag;version=2.0' };

/** What a listener heard: `100 Trying`, `end 200 OK`, `end refer-silent`. */
function hearing(): { heard: string[]; listener: ReferListener } {
  const heard: string[] = [];
  return {
    heard,
    listener: {
      onProgress: ({ status, reason }) => void heard.push(`${status} ${reason}`),
      onEnd: ({ status, reason, error }) => void heard.push(['end', status, reason, error?.code].filter((part) => part !== undefined).join(' ')),
    },
  };
}

async function called(): Promise<Session> {
  const call = scene.alice.call('sip:bob@10.0.0.9');
  await scene.world.clock.advance(500);
  expect(call.session.state).toBe('confirmed');
  return call.session;
}

async function ended(session: Session): Promise<void> {
  session.end();
  await scene.world.expectQuiet();
}

describe('a REFER of ours in a session', () => {
  async function referred(options: Partial<ReferOptions> = {}): Promise<{ session: Session; heard: string[]; refer: SipRequest; result: () => string }> {
    const session = await called();
    const { heard, listener } = hearing();
    let result = '';
    void scene.alice.ua.refer({ within: session, referTo: 'sip:carol@10.0.0.7', ...options }, listener).then((answer) => (result = answer.ok ? 'ok' : answer.error.code));
    await scene.world.clock.advance(100);
    return { session, heard, refer: scene.server.requests('REFER')[0] as SipRequest, result: () => result };
  }

  function tell(refer: SipRequest, state: string, line: string, cseq: number, parts: NotifyParts = {}): void {
    notify(scene.server, refer, state, line, { event: `refer;id=${cseqOf(refer)?.number}`, cseq, ...SIPFRAG, ...parts });
  }

  it('is told how it goes, until the final status', async () => {
    const { session, heard, refer, result } = await referred({ referredBy: 'sip:alice@10.0.0.1' });
    expect(refer.headers.first('refer-to')).toBe('<sip:carol@10.0.0.7>');
    expect(refer.headers.first('referred-by')).toBe('<sip:alice@10.0.0.1>');
    expect(refer.headers.has('contact')).toBe(true);
    expect(result()).toBe('ok');
    tell(refer, 'active;expires=60', 'SIP/2.0 100 Trying', 1);
    tell(refer, 'active', 'SIP/2.0 180 Ringing\r\n', 2);
    tell(refer, 'terminated;reason=noresource', 'SIP/2.0 200 OK\r\n', 3);
    await scene.world.clock.advance(100);
    expect(heard).toEqual(['100 Trying', '180 Ringing', '200 OK', 'end 200 OK']);
    expect(answersTo(scene.server, 'NOTIFY')).toEqual([200, 200, 200]);
    tell(refer, 'active', 'SIP/2.0 180 Ringing', 4);
    await scene.world.clock.advance(100);
    expect(answersTo(scene.server, 'NOTIFY').at(-1)).toBe(481);
    expect(session.state).toBe('confirmed');
    await ended(session);
  });

  it('hears a NOTIFY that is faster than the 202', async () => {
    const session = await called();
    scene.server.onRequest = (request) => {
      if (request.method === 'BYE') scene.server.respond(request, 200);
      if (request.method !== 'REFER') return;
      tell(request, 'active', 'SIP/2.0 100 Trying', 1);
      scene.world.clock.setTimer(300, () => scene.server.respond(request, 202));
    };
    const { heard, listener } = hearing();
    void scene.alice.ua.refer({ within: session, referTo: 'sip:carol@10.0.0.7' }, listener);
    await scene.world.clock.advance(200);
    expect(heard).toEqual(['100 Trying']);
    await scene.world.clock.advance(500);
    tell(scene.server.requests('REFER')[0] as SipRequest, 'terminated', 'SIP/2.0 603 Decline', 2);
    await scene.world.clock.advance(100);
    expect(heard.at(-1)).toBe('end 603 Decline');
    await ended(session);
  });

  it('is followed beyond the end of the session, which ends nothing but itself', async () => {
    const { session, heard, refer } = await referred();
    tell(refer, 'active', 'SIP/2.0 100 Trying', 1);
    await scene.world.clock.advance(100);
    session.end();
    await scene.world.clock.advance(60_000);
    expect(session.state).toBe('ended');
    tell(refer, 'active', 'SIP/2.0 180 Ringing', 2);
    await scene.world.clock.advance(100);
    tell(refer, 'terminated;reason=noresource', 'SIP/2.0 200 OK', 3);
    await scene.world.clock.advance(100);
    expect(answersTo(scene.server, 'NOTIFY')).toEqual([200, 200, 200]);
    expect(heard).toEqual(['100 Trying', '180 Ringing', '200 OK', 'end 200 OK']);
    tell(refer, 'active', 'SIP/2.0 100 Trying', 4);
    await scene.world.clock.advance(100);
    expect(answersTo(scene.server, 'NOTIFY').at(-1)).toBe(481);
    await scene.world.expectQuiet();
  });

  it('is no way back into a session that is over', async () => {
    const { session, refer } = await referred();
    session.end();
    await scene.world.clock.advance(60_000);
    for (const method of ['BYE', 'INVITE', 'MESSAGE', 'REFER']) {
      const headers = [...(['from', 'to'] as const).map((name): [string, string] => [name, refer.headers.first(name === 'from' ? 'to' : 'from') ?? ''])];
      scene.server.request(method, 'sip:alice@10.0.0.1', [...headers, ['call-id', session.callId], ['cseq', `99 ${method}`], ['max-forwards', '70'], ['contact', '<sip:10.0.0.9>']]);
    }
    await scene.world.clock.advance(100);
    for (const method of ['BYE', 'MESSAGE', 'REFER']) expect(answersTo(scene.server, method), method).toEqual([481]);
    expect(answersTo(scene.server, 'INVITE').at(-1)).toBe(481);
    tell(refer, 'terminated', 'SIP/2.0 200 OK', 100);
    await scene.world.expectQuiet();
  });

  it.each<[string, string, string[]]>([
    ['garbage', 'hello', []],
    ['a status that is none', 'SIP/2.0 999 Never', []],
    ['no reason', 'SIP/2.0 180', ['180 ']],
    ['a request', 'INVITE sip:x SIP/2.0', []],
    ['a whole message', 'SIP/2.0 183 Session Progress\r\nVia: x\r\n', ['183 Session Progress']],
    ['control characters', 'SIP/2.0 180 Rin\tging\u0007', ['180 Rin ging']],
  ])('a NOTIFY with %s as its fragment', async (_name, line, expected) => {
    const { session, heard, refer } = await referred();
    tell(refer, 'active', line, 1);
    await scene.world.clock.advance(100);
    expect(heard).toEqual(expected);
    expect(answersTo(scene.server, 'NOTIFY')).toEqual([200]);
    tell(refer, 'terminated', line, 2);
    await scene.world.clock.advance(100);
    expect(heard.at(-1)).toMatch(/^end/);
    await ended(session);
  });

  it('NOTIFY without an id belongs to the first REFER; with another to none', async () => {
    const { session, heard, refer } = await referred();
    tell(refer, 'active', 'SIP/2.0 180 Ringing', 1, { event: 'refer' });
    tell(refer, 'active', 'SIP/2.0 183 Wrong', 2, { event: 'refer;id=4711' });
    tell(refer, 'active', 'SIP/2.0 183 Wrong', 3, { event: 'presence' });
    tell(refer, 'active', 'SIP/2.0 183 Wrong', 4, { type: 'text/plain' });
    await scene.world.clock.advance(100);
    expect(heard).toEqual(['180 Ringing']);
    expect(answersTo(scene.server, 'NOTIFY')).toEqual([200, 481, 481, 415]);
    tell(refer, 'terminated', 'SIP/2.0 200 OK', 5);
    await scene.world.clock.advance(100);
    await ended(session);
  });

  it('a final status that does not end the subscription ends it for us; its last NOTIFY is still answered', async () => {
    const { session, heard, refer } = await referred();
    tell(refer, 'active', 'SIP/2.0 200 OK', 1);
    await scene.world.clock.advance(100);
    expect(heard).toEqual(['200 OK', 'end 200 OK']);
    tell(refer, 'terminated;reason=noresource', '', 2);
    await scene.world.clock.advance(100);
    expect(answersTo(scene.server, 'NOTIFY')).toEqual([200, 200]);
    expect(heard).toEqual(['200 OK', 'end 200 OK']);
    await ended(session);
  });

  it('ends when nothing is told for three minutes', async () => {
    const { session, heard, refer } = await referred();
    tell(refer, 'active', 'SIP/2.0 100 Trying', 1);
    await scene.world.clock.advance(179_000);
    tell(refer, 'active', 'SIP/2.0 180 Ringing', 2);
    await scene.world.clock.advance(179_000);
    expect(heard).toEqual(['100 Trying', '180 Ringing']);
    await scene.world.clock.advance(2000);
    expect(heard.at(-1)).toBe('end 180 Ringing refer-silent');
    await ended(session);
  });

  it('that is refused says why, and the call goes on', async () => {
    const session = await called();
    scene.server.onRequest = (request) => void scene.server.respond(request, request.method === 'REFER' ? 603 : 200);
    const { heard, listener } = hearing();
    const refusing = scene.alice.ua.refer({ within: session, referTo: 'sip:carol@10.0.0.7' }, listener);
    await scene.world.clock.advance(100);
    const result = await refusing;
    expect(result.ok ? '' : result.error.code).toBe('declined');
    expect(heard).toEqual([]);
    expect(session.state).toBe('confirmed');
    await ended(session);
  });

  it.each([408, 481])('that is answered %i does not end the call', async (status) => {
    const session = await called();
    scene.server.onRequest = (request) => void scene.server.respond(request, request.method === 'REFER' ? status : 200);
    void scene.alice.ua.refer({ within: session, referTo: 'sip:carol@10.0.0.7' }, hearing().listener);
    await scene.world.clock.advance(100);
    expect(session.state).toBe('confirmed');
    await ended(session);
  });

  it('asks for no NOTIFYs, and gets none (RFC 4488)', async () => {
    scene.server.onRequest = (request) => {
      if (request.method === 'INVITE') scene.server.respond(request, 200, { sdp: 'v=0 words' });
      else if (request.method !== 'ACK') scene.server.respond(request, 200, request.method === 'REFER' ? { headers: [['refer-sub', 'false']] } : {});
    };
    const { session, heard, refer, result } = await referred({ noSubscription: true });
    expect(refer.headers.first('refer-sub')).toBe('false');
    expect(refer.headers.first('supported')).toContain('norefersub');
    expect(result()).toBe('ok');
    expect(heard).toEqual(['end']);
    await ended(session);
  });

  it('names the dialog that is to be replaced (RFC 3891), escaped', async () => {
    const { session, refer } = await referred({ replaces: { callId: 'a@b', localTag: 'theirs', remoteTag: 'ours' } });
    expect(refer.headers.first('refer-to')).toBe('<sip:carol@10.0.0.7?Replaces=a%40b%3Bto-tag%3Dtheirs%3Bfrom-tag%3Dours>');
    scene.alice.ua.close(100).catch(() => {});
    await ended(session);
  });

  it('to what is no address is not sent', async () => {
    const session = await called();
    const answer = await scene.alice.ua.refer({ within: session, referTo: 'sip:x@y\r\nEvil: 1' }, hearing().listener);
    expect(answer.ok ? '' : answer.error.code).toBe('bad-uri');
    await ended(session);
  });

  it('is un-subscribed when the phone closes', async () => {
    const { heard } = await referred();
    const closed = scene.alice.ua.close(1500);
    await scene.world.clock.advance(1600);
    await closed;
    const [subscribe] = scene.server.requests('SUBSCRIBE') as [SipRequest];
    expect(subscribe.headers.first('expires')).toBe('0');
    expect(subscribe.headers.first('event')).toMatch(/^refer;id=\d+$/);
    expect(heard).toEqual(['end']);
    await scene.world.expectQuiet();
  });
});

describe('a REFER of ours out of any session', () => {
  it('makes a dialog of its own', async () => {
    const { alice, server, world } = scene;
    const { heard, listener } = hearing();
    const asked = alice.ua.refer({ within: { identity: alice.identity, target: 'sip:bob@10.0.0.9' }, referTo: 'sip:carol@10.0.0.7' }, listener);
    await world.clock.advance(100);
    expect((await asked).ok).toBe(true);
    const [refer] = server.requests('REFER') as [SipRequest];
    expect(tagsOf(refer).to).toBe('');
    notify(server, refer, 'active', 'SIP/2.0 100 Trying', { event: 'refer', ...SIPFRAG });
    notify(server, refer, 'active', 'SIP/2.0 180 Other Fork', { event: 'refer', ...SIPFRAG, tag: 'fork' });
    notify(server, refer, 'terminated', 'SIP/2.0 486 Busy Here', { event: 'refer', cseq: 2, ...SIPFRAG });
    await world.clock.advance(100);
    expect(heard).toEqual(['100 Trying', '486 Busy Here', 'end 486 Busy Here']);
    expect(answersTo(server, 'NOTIFY')).toEqual([200, 481, 200]);
    await world.expectQuiet();
  });
});

describe('a REFER of theirs', () => {
  let asked: IncomingRefer[];
  let progress: ReferProgress[];

  beforeEach(() => {
    asked = [];
    progress = [];
    scene.alice.ua.onRefer = (incoming) => {
      asked.push(incoming);
      progress.push(incoming.accept());
    };
  });

  /** They call us; gives their view of the dialog. */
  async function callOfTheirs(): Promise<SipResponse> {
    const { server, world } = scene;
    server.request('INVITE', 'sip:alice@10.0.0.1', opening('INVITE', [['content-type', 'application/sdp']]), 'v=0 words');
    await world.clock.advance(500);
    const success = answers(server, 'INVITE').find(({ status }) => status === 200);
    if (!success) throw new Error('not answered');
    server.request('ACK', 'sip:alice@10.0.0.1', within(success, 'ACK', 1));
    await world.clock.advance(100);
    return success;
  }

  function refer(success: SipResponse, cseq: number, more: [string, string][] = [['refer-to', '<sip:carol@10.0.0.7>']]): void {
    scene.server.request('REFER', 'sip:alice@10.0.0.1', within(success, 'REFER', cseq, [['contact', '<sip:carol@10.0.0.9>'], ...more]));
  }

  const told = (): string[] => scene.server.requests('NOTIFY').map((request) => {
    const state = request.headers.first('subscription-state')?.replace(/expires=\d+/, 'expires');
    return `${request.headers.first('event')} ${state} ${new TextDecoder().decode(request.body).trim()}`;
  });

  it('is accepted in the session, and told how it goes', async () => {
    const { world, server, alice } = scene;
    const success = await callOfTheirs();
    refer(success, 2, [['refer-to', '"Carol" <sip:carol@10.0.0.7;method=INVITE?Replaces=x%40y%3Bto-tag%3D1%3Bfrom-tag%3D2%3Bearly-only&Subject=hi>'], ['referred-by', '<sip:bob@10.0.0.9>']]);
    await world.clock.advance(100);
    expect(answersTo(server, 'REFER')).toEqual([202]);
    expect(asked[0]).toMatchObject({
      target: 'sip:carol@10.0.0.7',
      replaces: { callId: 'x@y', localTag: '1', remoteTag: '2', earlyOnly: true },
      referredBy: 'sip:bob@10.0.0.9',
      session: alice.calls[0]?.session,
    });
    progress[0]?.tell(180, 'Ringing');
    await world.clock.advance(100);
    progress[0]?.tell(200, 'OK');
    progress[0]?.tell(486, 'Busy Here');
    await world.clock.advance(100);
    expect(told()).toEqual(['refer;id=2 active;expires SIP/2.0 100 Trying', 'refer;id=2 active;expires SIP/2.0 180 Ringing', 'refer;id=2 terminated;reason=noresource SIP/2.0 200 OK']);
    const numbers = server.requests('NOTIFY').map((request) => cseqOf(request)?.number);
    expect(numbers).toEqual([1, 2, 3]);
    await ended(alice.calls[0]?.session as Session);
    // One sequence for all requests of the dialog (RFC 5057 4).
    expect(cseqOf(server.requests('BYE')[0] as SipRequest)?.number).toBe(4);
  });

  it('is told to the end, though the referrer has hung up', async () => {
    const { world, server, alice } = scene;
    const success = await callOfTheirs();
    refer(success, 2);
    await world.clock.advance(100);
    server.request('BYE', 'sip:alice@10.0.0.1', within(success, 'BYE', 3));
    await world.clock.advance(40_000);
    expect(alice.calls[0]?.session.state).toBe('ended');
    progress[0]?.tell(180, 'Ringing');
    await world.clock.advance(100);
    progress[0]?.tell(200, 'OK');
    await world.clock.advance(100);
    expect(told().slice(1)).toEqual(['refer;id=2 active;expires SIP/2.0 180 Ringing', 'refer;id=2 terminated;reason=noresource SIP/2.0 200 OK']);
    const [, second] = server.requests('NOTIFY') as [SipRequest, SipRequest];
    expect(second.headers.first('call-id')).toBe(success.headers.first('call-id'));
    await world.expectQuiet();
  });

  it('is told to the end, though we have hung up', async () => {
    const { world, server, alice } = scene;
    const success = await callOfTheirs();
    refer(success, 2);
    await world.clock.advance(100);
    alice.calls[0]?.session.end();
    await world.clock.advance(40_000);
    progress[0]?.tell(503, 'Service Unavailable');
    await world.expectQuiet();
    expect(told().at(-1)).toBe('refer;id=2 terminated;reason=noresource SIP/2.0 503 Service Unavailable');
    expect(server.requests('NOTIFY').map((request) => cseqOf(request)?.number)).toEqual([1, 3]);
  });

  it('ends when its NOTIFY is answered 481, and the session does not', async () => {
    const { world, server, alice } = scene;
    const success = await callOfTheirs();
    server.onRequest = (request) => void (request.method !== 'ACK' && server.respond(request, request.method === 'NOTIFY' ? 481 : 200));
    refer(success, 2);
    await world.clock.advance(100);
    progress[0]?.tell(200, 'OK');
    await world.clock.advance(100);
    expect(server.requests('NOTIFY')).toHaveLength(1);
    expect(alice.calls[0]?.session.state).toBe('confirmed');
    await ended(alice.calls[0]?.session as Session);
  });

  it('may be un-subscribed from, also after the session', async () => {
    const { world, server } = scene;
    const success = await callOfTheirs();
    refer(success, 2);
    await world.clock.advance(100);
    server.request('BYE', 'sip:alice@10.0.0.1', within(success, 'BYE', 3));
    await world.clock.advance(100);
    server.request('SUBSCRIBE', 'sip:alice@10.0.0.1', within(success, 'SUBSCRIBE', 4, [['event', 'refer;id=2'], ['expires', '0'], ['contact', '<sip:carol@10.0.0.9>']]));
    await world.clock.advance(100);
    expect(answersTo(server, 'SUBSCRIBE')).toEqual([200]);
    expect(told().at(-1)).toBe('refer;id=2 terminated;reason=timeout SIP/2.0 100 Trying');
    progress[0]?.tell(200, 'OK');
    await world.expectQuiet();
    expect(server.requests('NOTIFY')).toHaveLength(2);
  });

  it('runs out when nothing comes of it', async () => {
    const success = await callOfTheirs();
    refer(success, 2);
    await scene.world.clock.advance(301_000);
    expect(told().at(-1)).toBe('refer;id=2 terminated;reason=timeout SIP/2.0 100 Trying');
    await ended(scene.alice.calls[0]?.session as Session);
  });

  it('that wants no NOTIFYs gets none (RFC 4488)', async () => {
    const success = await callOfTheirs();
    refer(success, 2, [['refer-to', '<sip:carol@10.0.0.7>'], ['refer-sub', 'false'], ['require', 'norefersub']]);
    await scene.world.clock.advance(100);
    progress[0]?.tell(200, 'OK');
    await scene.world.clock.advance(100);
    expect(answers(scene.server, 'REFER')[0]?.headers.first('refer-sub')).toBe('false');
    expect(told()).toEqual([]);
    await ended(scene.alice.calls[0]?.session as Session);
  });

  it('out of any session has a dialog of its own, and may name the one that allows it (RFC 4538)', async () => {
    const { world, server, alice } = scene;
    const success = await callOfTheirs();
    const id = alice.calls[0]?.session.dialogId;
    const outside = (callId: string, more: [string, string][]): void => void server.request('REFER', 'sip:alice@10.0.0.1', opening('REFER', [['refer-to', '<sip:carol@10.0.0.7>'], ...more], callId));
    outside('one', [['target-dialog', `${id?.callId};local-tag=${id?.remoteTag};remote-tag=${id?.localTag}`], ['require', 'tdialog']]);
    outside('two', [['target-dialog', `${id?.callId};local-tag=${id?.remoteTag};remote-tag=guessed`]]);
    outside('three', []);
    await world.clock.advance(100);
    expect(asked.map(({ authorisedBy, session }) => [authorisedBy !== undefined, session])).toEqual([[true, undefined], [false, undefined], [false, undefined]]);
    for (const one of progress) one.tell(200, 'OK');
    await world.clock.advance(100);
    expect(told().filter((line) => line === 'refer terminated;reason=noresource SIP/2.0 200 OK')).toHaveLength(3);
    expect(tagsOf(server.requests('NOTIFY')[0] as SipRequest).from).toBe(tagsOf(answers(server, 'REFER')[0] as SipResponse).to);
    expect(tagsOf(success).from).toBe('carol');
    await ended(alice.calls[0]?.session as Session);
  });

  it.each<[string, [string, string][], number]>([
    ['without Refer-To', [], 400],
    ['with two', [['refer-to', '<sip:a@b>'], ['refer-to', '<sip:c@d>']], 400],
    ['with two on one line', [['refer-to', '<sip:a@b>, <sip:c@d>']], 400],
    ['with one that is none', [['refer-to', '<carol>']], 400],
    ['with a Replaces that is none', [['refer-to', '<sip:a@b?Replaces=x>']], 400],
    ['to a web page', [['refer-to', '<https://example.org/>']], 416],
    ['that would have us send BYE', [['refer-to', '<sip:a@b;method=BYE>']], 403],
    ['that requires what we do not know', [['refer-to', '<sip:a@b>'], ['require', 'explicitsub']], 420],
  ])('%s is refused', async (_name, headers, status) => {
    scene.server.request('REFER', 'sip:alice@10.0.0.1', opening('REFER', headers));
    await scene.world.expectQuiet();
    expect(answersTo(scene.server, 'REFER')).toEqual([status]);
    expect(asked).toEqual([]);
  });

  it.each([
    ['sip:carol@10.0.0.7', 'sip:carol@10.0.0.7'],
    ['<tel:+4930123456>', 'tel:+4930123456'],
    ['<sips:carol@example.org;user=phone>;x=y', 'sips:carol@example.org;user=phone'],
  ])('to %s is understood', async (value, target) => {
    scene.server.request('REFER', 'sip:alice@10.0.0.1', opening('REFER', [['refer-to', value]]));
    await scene.world.clock.advance(100);
    expect(asked[0]?.target).toBe(target);
    progress[0]?.tell(200, 'OK');
    await scene.world.expectQuiet();
  });

  it('that nobody decides about is refused in time', async () => {
    scene.alice.ua.onRefer = () => {};
    scene.server.request('REFER', 'sip:alice@10.0.0.1', opening('REFER', [['refer-to', '<sip:carol@10.0.0.7>']]));
    await scene.world.expectQuiet();
    expect(answersTo(scene.server, 'REFER')).toEqual([480]);
  });

  it('that is under way when the phone closes comes to its end', async () => {
    scene.server.request('REFER', 'sip:alice@10.0.0.1', opening('REFER', [['refer-to', '<sip:carol@10.0.0.7>']]));
    await scene.world.clock.advance(100);
    const closed = scene.alice.ua.close(1000);
    await scene.world.clock.advance(1100);
    await closed;
    expect(told().at(-1)).toBe('refer terminated;reason=noresource SIP/2.0 487 Request Terminated');
    await scene.world.expectQuiet();
  });
});

it('two phones of ours: REFER, its NOTIFYs, BYE in between', async () => {
  const { world, alice } = scene;
  const bob = await world.phone('10.0.0.2', 'bob');
  let progress: ReferProgress | undefined;
  bob.ua.onRefer = (incoming) => {
    progress = incoming.accept();
  };
  const call = alice.call('sip:bob@10.0.0.2');
  await world.clock.advance(500);
  const { heard, listener } = hearing();
  void alice.ua.refer({ within: call.session, referTo: 'sip:carol@10.0.0.7' }, listener);
  await world.clock.advance(200);
  call.session.end();
  await world.clock.advance(3000);
  progress?.tell(180, 'Ringing');
  await world.clock.advance(500);
  progress?.tell(200, 'OK');
  await world.expectQuiet();
  expect(heard).toEqual(['100 Trying', '180 Ringing', '200 OK', 'end 200 OK']);
});
