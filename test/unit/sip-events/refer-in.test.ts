/** REFER of theirs, in a session and out of any, also when the session is over (RFC 3515, 4488, 4538, 5057). */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf, tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import type { IncomingRefer, ReferProgress } from '../../../src-main/sip/refer/types.ts';
import type { Session } from '../../../src-main/sip/user-agent.ts';
import { opening, within } from '../../simulation/calls-peer.ts';
import type * as DialogTables from '../../../src-main/sip/dialog/dialog-table.ts';
import type { Scene } from './support.ts';
import { answers, answersTo, answeringCalls, hearing, openScene } from './support.ts';

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

async function ended(session: Session): Promise<void> {
  session.end();
  await scene.world.expectQuiet();
}

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

  it('is told once more where another request has overtaken the NOTIFY, but not for ever', async () => {
    const { world, server, alice } = scene;
    const success = await callOfTheirs();
    let refusals = 2;
    server.onRequest = (request) => server.respond(request, request.method === 'NOTIFY' && refusals-- > 0 ? 500 : 200);
    refer(success, 2);
    await world.clock.advance(100);
    refusals = 1;
    progress[0]?.tell(200, 'OK');
    await world.clock.advance(100);
    const last = 'refer;id=2 terminated;reason=noresource SIP/2.0 200 OK';
    expect(told()).toEqual([...Array.from({ length: 3 }, () => 'refer;id=2 active;expires SIP/2.0 100 Trying'), last, last]);
    expect(server.requests('NOTIFY').map((request) => cseqOf(request)?.number)).toEqual([1, 2, 3, 4, 5]);
    refusals = 100;
    refer(success, 3);
    await world.clock.advance(10_000);
    expect(told()).toHaveLength(8);
    refusals = 0;
    await ended(alice.calls[0]?.session as Session);
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
