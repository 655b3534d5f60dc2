/** REFER of ours, in a session and out of any, also when the session is over (RFC 3515, 4488, 5057). */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { cseqOf, tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import type { ReferOptions } from '../../../src-main/sip/refer/types.ts';
import type { Session } from '../../../src-main/sip/user-agent.ts';
import type * as DialogTables from '../../../src-main/sip/dialog/dialog-table.ts';
import type { NotifyParts, Scene } from './support.ts';
import { answersTo, answeringCalls, hearing, notify, openScene } from './support.ts';

const tables = vi.hoisted((): { size: number }[] => []);
vi.mock('../../../src-main/sip/dialog/dialog-table.ts', async (original) => {
  const actual = await original<typeof DialogTables>();
  const createDialogTable: typeof actual.createDialogTable = (clock) => {
    const table = actual.createDialogTable(clock);
    tables.push(table);
    return table;
  };
  return { ...actual, createDialogTable };
});

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
  answeringCalls(scene.server);
});
/** Whatever happened: once all is over, no dialog is remembered. */
afterEach(async () => {
  void scene.alice.ua.close(1000);
  await scene.world.expectQuiet();
  expect(tables.splice(0).filter(({ size }) => size > 0)).toEqual([]);
});

const SIPFRAG: NotifyParts = { type: 'message/sipfrag;version=2.0' };

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
