/** Our UAS against scripted callers: what is refused, what is tolerated, and in which order things may come. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SipRequest, SipResponse } from '../../src-shared/sip/message.ts';
import { ALLOWED_METHODS } from '../../src-main/sip/capabilities.ts';
import { cseqOf, tagsOf } from '../../src-shared/sip/typed-headers.ts';
import type { ScriptedPeer } from './calls-peer.ts';
import { createPeer, opening, within } from './calls-peer.ts';
import type { Phone, World } from './calls-world.ts';
import { createWorld } from './calls-world.ts';

const ALICE = 'sip:alice@10.0.0.1';
const SDP: [string, string] = ['content-type', 'application/sdp'];
let world: World;
let alice: Phone;
let carol: ScriptedPeer;

beforeEach(async () => {
  world = await createWorld();
  alice = await world.phone('10.0.0.1', 'alice');
  carol = await createPeer(world, '10.0.0.9');
});

const last = (): SipResponse => carol.received.findLast((message) => message.kind === 'response') as SipResponse;
const invite = (more: [string, string][] = [SDP], body = 'carol offers'): SipRequest => carol.request('INVITE', ALICE, opening('INVITE', more), body);
const ack = (response: SipResponse, cseq = 1, body = ''): SipRequest =>
  carol.request('ACK', ALICE, within(response, 'ACK', cseq, body ? [SDP] : []), body);

/** Invites and acknowledges; the 200 names the dialog. */
async function connected(): Promise<SipResponse> {
  alice.onCall = ({ session }) => void session.accept();
  invite();
  await world.clock.advance(100);
  const response = carol.responses(200)[0] as SipResponse;
  ack(response);
  await world.clock.advance(100);
  expect(alice.calls[0]?.session.state).toBe('confirmed');
  return response;
}

describe('requests that are refused', () => {
  it.each([
    ['method', 501, () => carol.request('FOO', ALICE, opening('FOO')), 'allow', ALLOWED_METHODS.join(', ')],
    ['scheme', 416, () => carol.request('INVITE', 'http://10.0.0.1/alice', opening('INVITE')), undefined, undefined],
    ['extension', 420, () => invite([['require', '100rel, join, foo']], ''), 'unsupported', 'join, foo'],
    ['body', 415, () => invite([['content-type', 'text/plain']], 'hello'), 'accept', 'application/sdp'],
    ['encoding', 415, () => invite([SDP, ['content-encoding', 'gzip']], 'xx'), 'accept-encoding', 'identity'],
    ['BYE of no dialog', 481, () => carol.request('BYE', ALICE, opening('BYE')), undefined, undefined],
  ])('unknown %s: %i', async (_what, status, send, header, value) => {
    send();
    await world.clock.advance(500);
    expect(last().status).toBe(status);
    expect(tagsOf(last()).to).not.toBe('');
    expect(last().headers.first('server')).toBe('Test alice');
    if (header) expect(last().headers.first(header)).toBe(value);
    expect(alice.calls).toEqual([]);
    await world.expectQuiet();
  });

  it.each(['BYE', 'INVITE', 'OPTIONS', 'INFO', 'NOTIFY'])('%s with a To tag that is not ours: 481', async (method) => {
    carol.request(method, ALICE, opening(method).map(([name, value]) => [name, name === 'to' ? `${value};tag=gone` : value]));
    await world.clock.advance(500);
    expect(last().status).toBe(481);
    await world.expectQuiet();
  });

  it('an ACK of no dialog is ignored', async () => {
    carol.request('ACK', ALICE, opening('ACK').map(([name, value]) => [name, name === 'to' ? `${value};tag=gone` : value]));
    await world.clock.advance(500);
    expect(carol.received).toEqual([]);
    await world.expectQuiet();
  });

  it('an optional unknown body is not refused', async () => {
    alice.onCall = ({ session }) => session.reject(486);
    invite([['content-type', 'text/plain'], ['content-disposition', 'icon;handling=optional']], 'x');
    await world.clock.advance(500);
    expect(last().status).toBe(486);
    ack(last());
    await world.expectQuiet();
  });
});

describe('OPTIONS', () => {
  it('tells what we can do', async () => {
    alice.ua.onOptions = () => ({ status: 200, body: new TextEncoder().encode('abilities') });
    carol.request('OPTIONS', ALICE, [...opening('OPTIONS')].map(([name, value]) => [name, name === 'max-forwards' ? '0' : value]));
    await world.clock.advance(500);
    expect(last().status).toBe(200);
    expect(last().headers.first('allow')).toBe(ALLOWED_METHODS.join(', '));
    expect(last().headers.first('accept')).toBe('application/sdp');
    expect(last().headers.has('supported')).toBe(true);
    expect(new TextDecoder().decode(last().body)).toBe('abilities');
  });

  it('asked by us: any final answer and the time it took', async () => {
    carol.onRequest = (request) => void carol.respond(request, 486);
    const asked = alice.ua.options({ identity: alice.identity, target: 'sip:carol@10.0.0.9' });
    await world.clock.advance(500);
    expect(await asked).toMatchObject({ ok: true, value: { rttMs: 20, response: { status: 486 } } });
    const silent = alice.ua.options({ identity: alice.identity, target: 'sip:nobody@10.0.0.77' });
    await world.clock.advance(60_000);
    expect((await silent).ok).toBe(false);
    await world.expectQuiet();
  });
});

describe('an incoming call', () => {
  it('copies Record-Route into the answer and sends its own requests over it', async () => {
    const proxy = await createPeer(world, '10.0.0.8');
    proxy.onRequest = (request) => void proxy.respond(request, 200);
    alice.onCall = ({ session }) => void session.accept();
    invite([SDP, ['record-route', '<sip:10.0.0.8;lr>'], ['record-route', '<sip:10.0.0.7;lr>']]);
    await world.clock.advance(100);
    const response = carol.responses(200)[0] as SipResponse;
    expect(response.headers.all('record-route')).toEqual(['<sip:10.0.0.8;lr>', '<sip:10.0.0.7;lr>']);
    expect(response.headers.first('contact')).toBe('<sip:alice@10.0.0.1:5060>');
    ack(response);
    await world.clock.advance(100);
    alice.calls[0]?.session.end();
    await world.expectQuiet();
    expect(proxy.requests('BYE')[0]?.headers.all('route')).toEqual(['<sip:10.0.0.8;lr>', '<sip:10.0.0.7;lr>']);
    expect(proxy.requests('BYE')[0]?.uri).toBe('sip:carol@10.0.0.9');
  });

  it('rings once a minute', async () => {
    alice.onCall = ({ session }) => void session.ring({ status: 182 }).then(() => session.ring());
    invite();
    await world.clock.advance(130_000);
    expect(carol.responses(182)).toHaveLength(1);
    expect(carol.responses(180)).toHaveLength(3);
    alice.calls[0]?.session.end();
    await world.clock.advance(100);
    ack(last());
    await world.expectQuiet();
  });

  it('without an end does not ring for ever: its caller may be gone', async () => {
    alice.onCall = ({ session }) => void session.ring();
    invite();
    await world.clock.advance(599_000);
    expect(alice.calls[0]?.ends).toEqual([]);
    await world.clock.advance(2000);
    expect(last().status).toBe(487);
    ack(last());
    await world.expectQuiet();
    expect(alice.calls[0]?.ends[0]).toMatchObject({ by: 'timeout', status: 487 });
  });

  it('with Expires ends by itself', async () => {
    alice.onCall = ({ session }) => void session.ring();
    invite([SDP, ['expires', '20']]);
    await world.clock.advance(21_000);
    expect(carol.responses(487).length).toBeGreaterThan(0);
    expect(alice.calls[0]?.ends[0]).toMatchObject({ by: 'timeout', status: 487 });
    await world.expectQuiet();
  });

  it('that is given up elsewhere says why', async () => {
    alice.onCall = ({ session }) => void session.ring();
    const request = invite();
    await world.clock.advance(100);
    const via = request.headers.first('via') ?? '';
    const cancel = opening('CANCEL', [['reason', 'SIP;cause=200;text="Call completed elsewhere"']], 'call-INVITE');
    const message: SipRequest = { ...request, method: 'CANCEL', headers: request.headers.clone() };
    message.headers.names.length = 0;
    message.headers.values.length = 0;
    for (const [name, value] of [['via', via], ...cancel] as [string, string][]) message.headers.add(name, value);
    carol.send({ ...message, body: new Uint8Array() });
    await world.clock.advance(100);
    expect(carol.responses(487)).toHaveLength(1);
    expect(alice.calls[0]?.ends[0]).toMatchObject({ by: 'remote', status: 487, reason: 'Call completed elsewhere' });
    await world.expectQuiet();
  });

  it('can be sent elsewhere with 302; what is no address is left out', async () => {
    alice.onCall = ({ session }) => session.reject(302, { contacts: ['sip:dave@10.0.0.4', 'nonsense\r\nEvil: 1'] });
    invite();
    await world.clock.advance(100);
    expect(last().status).toBe(302);
    expect(last().reason).toBe('Moved Temporarily');
    expect(last().headers.all('contact')).toEqual(['<sip:dave@10.0.0.4>']);
    ack(last());
    await world.expectQuiet();
  });

  it('can be ended by a BYE that overtakes the ACK', async () => {
    alice.onCall = ({ session }) => void session.accept();
    invite();
    await world.clock.advance(100);
    const response = carol.responses(200)[0] as SipResponse;
    carol.request('BYE', ALICE, within(response, 'BYE', 2));
    await world.clock.advance(100);
    ack(response);
    await world.expectQuiet();
    expect(alice.calls[0]?.ends[0]).toMatchObject({ by: 'remote', status: 200 });
    expect(carol.responses(200)).toHaveLength(2);
  });

  it('can be ended by a BYE while it rings: 200 to the BYE, 487 to the INVITE', async () => {
    alice.onCall = ({ session }) => void session.ring();
    invite();
    await world.clock.advance(100);
    carol.request('BYE', ALICE, within(last(), 'BYE', 2));
    await world.clock.advance(100);
    expect(carol.responses(200).map((response) => cseqOf(response)?.method)).toEqual(['BYE']);
    expect(carol.responses(487).map((response) => cseqOf(response)?.method)).toEqual(['INVITE']);
    ack(carol.responses(487)[0] as SipResponse);
    await world.expectQuiet();
  });

  it('without offer and without answer in the ACK ends with words', async () => {
    carol.onRequest = (request) => void (request.method === 'BYE' && carol.respond(request, 200));
    alice.onCall = ({ session }) => void session.accept();
    invite([], '');
    await world.clock.advance(100);
    ack(carol.responses(200)[0] as SipResponse);
    await world.expectQuiet();
    expect(alice.calls[0]?.ends[0]).toMatchObject({ by: 'error', status: 488, error: { code: 'media-refused' } });
    expect(carol.requests('BYE')).toHaveLength(1);
  });

  it('from an RFC 2543 phone without From tag and Contact works', async () => {
    carol.onRequest = (request) => void (request.method === 'BYE' && carol.respond(request, 200));
    alice.onCall = ({ session }) => void session.accept();
    const old = opening('INVITE', [SDP]).filter(([name]) => name !== 'contact').map(([name, value]): [string, string] => [name, value.replace(';tag=carol', '')]);
    carol.request('INVITE', ALICE, old, 'carol offers');
    await world.clock.advance(100);
    ack(carol.responses(200)[0] as SipResponse);
    await world.clock.advance(100);
    expect(alice.calls[0]?.session.state).toBe('confirmed');
    alice.calls[0]?.session.end();
    await world.expectQuiet();
    expect(carol.requests('BYE')[0]?.uri).toBe('sip:carol@10.0.0.9');
  });
});

describe('re-INVITE', () => {
  const reinvite = (dialog: SipResponse, cseq: number, body = 'carol again'): SipRequest =>
    carol.request('INVITE', ALICE, within(dialog, 'INVITE', cseq, [['contact', '<sip:carol@10.0.0.9>'], ...(body ? [SDP] : [])]), body);
  const byeAndQuiet = async (dialog: SipResponse, cseq: number): Promise<void> => {
    carol.request('BYE', ALICE, within(dialog, 'BYE', cseq));
    await world.expectQuiet();
  };

  it('without a description is offered one; the answer in the ACK is taken', async () => {
    const dialog = await connected();
    reinvite(dialog, 2, '');
    await world.clock.advance(100);
    expect(new TextDecoder().decode(last().body)).toBe('alice offer 1');
    ack(dialog, 2, 'carol answers');
    await world.clock.advance(100);
    expect(alice.calls[0]?.media.agreed.at(-1)).toBe('carol answers');
    expect(alice.calls[0]?.events).toEqual(['confirmed', 'renegotiated']);
    await byeAndQuiet(dialog, 3);
  });

  it('that we cannot take is refused with a Warning, and the call goes on', async () => {
    const dialog = await connected();
    const call = alice.calls[0];
    if (call) call.media.refuseOffers = { status: 488, warning: { code: 304, text: 'no audio' } };
    reinvite(dialog, 2);
    await world.clock.advance(100);
    expect(last().status).toBe(488);
    expect(last().headers.first('warning')).toBe('304 10.0.0.1:5060 "no audio"');
    expect(call?.session.state).toBe('confirmed');
    ack(last(), 2);
    await byeAndQuiet(dialog, 3);
  });

  it('with an old CSeq is 500; before the ACK of the one before 491; during our own 491', async () => {
    const dialog = await connected();
    reinvite(dialog, 5);
    await world.clock.advance(100);
    reinvite(dialog, 6);
    await world.clock.advance(100);
    expect(last().status).toBe(491);
    ack(last(), 6);
    ack(dialog, 5);
    await world.clock.advance(100);
    reinvite(dialog, 4);
    await world.clock.advance(100);
    expect(last().status).toBe(500);
    ack(last(), 4);
    void alice.calls[0]?.session.renegotiate();
    await world.clock.advance(100);
    reinvite(dialog, 7);
    await world.clock.advance(100);
    expect(last().status).toBe(491);
    ack(last(), 7);
    carol.respond(carol.requests('INVITE')[0] as SipRequest, 488);
    await byeAndQuiet(dialog, 8);
  });

  it('while the first INVITE is not answered is 500 with Retry-After', async () => {
    alice.onCall = ({ session }) => void session.ring();
    invite();
    await world.clock.advance(100);
    const ringing = carol.responses(180)[0] as SipResponse;
    reinvite(ringing, 2);
    await world.clock.advance(100);
    expect(last().status).toBe(500);
    expect(Number(last().headers.first('retry-after'))).toBeLessThanOrEqual(10);
    ack(last(), 2);
    alice.calls[0]?.session.reject(486);
    await world.clock.advance(100);
    ack(last(), 1);
    await world.expectQuiet();
  });

  it('whose 200 is never acknowledged ends the call with words', async () => {
    carol.onRequest = (request) => void (request.method === 'BYE' && carol.respond(request, 200));
    const dialog = await connected();
    reinvite(dialog, 2);
    await world.expectQuiet();
    expect(alice.calls[0]?.ends[0]).toMatchObject({ by: 'timeout', error: { code: 'ack-missing' } });
  });

  it('of ours that gets 481 or no answer ends the call', async () => {
    carol.onRequest = (request) => void (request.method === 'INVITE' && carol.respond(request, 481));
    await connected();
    const changed = alice.calls[0]?.session.renegotiate();
    await world.expectQuiet();
    expect((await changed)?.ok).toBe(false);
    expect(alice.calls[0]?.ends[0]).toMatchObject({ by: 'remote', status: 481 });
    expect(carol.requests('BYE')).toEqual([]);
  });

  it('of ours that rings for ever is given up, and the call ends', async () => {
    carol.onRequest = (request) => void (request.method === 'INVITE' && carol.respond(request, 180));
    await connected();
    const changed = alice.calls[0]?.session.renegotiate();
    await world.expectQuiet();
    expect((await changed)?.ok).toBe(false);
    expect(carol.requests('CANCEL').length).toBeGreaterThan(0);
    expect(alice.calls[0]?.ends).toHaveLength(1);
  });

  it('of ours that rings does not outlive the call', async () => {
    carol.onRequest = (request) => {
      if (request.method === 'INVITE') carol.respond(request, 180);
      if (request.method === 'BYE') carol.respond(request, 200);
    };
    await connected();
    void alice.calls[0]?.session.renegotiate();
    await world.clock.advance(100);
    alice.calls[0]?.session.end();
    await world.expectQuiet();
    expect(carol.requests('CANCEL').length).toBeGreaterThan(0);
  });

  it('that is still being answered when BYE comes gets 487', async () => {
    const dialog = await connected();
    const call = alice.calls[0];
    if (call) call.media.answer = () => new Promise((resolve) => world.clock.setTimer(500, () => resolve({ ok: true, value: new Uint8Array(1) })));
    reinvite(dialog, 2);
    await world.clock.advance(100);
    carol.request('BYE', ALICE, within(dialog, 'BYE', 3));
    await world.clock.advance(100);
    expect(carol.responses(487).map((response) => cseqOf(response))).toEqual([{ number: 2, method: 'INVITE' }]);
    ack(last(), 2);
    await world.expectQuiet();
    expect(carol.responses(200).some((response) => cseqOf(response)?.number === 2)).toBe(false);
  });

  it('of ours moves the target by the Contact of its 2xx', async () => {
    const elsewhere = await createPeer(world, '10.0.0.5');
    elsewhere.onRequest = (request) => void elsewhere.respond(request, 200);
    carol.onRequest = (request) => void (request.method === 'INVITE' && carol.respond(request, 200, { sdp: 'moved', headers: [['contact', '<sip:carol@10.0.0.5>']] }));
    await connected();
    void alice.calls[0]?.session.renegotiate();
    await world.clock.advance(1000);
    alice.calls[0]?.session.end();
    await world.expectQuiet();
    expect(elsewhere.received.map((message) => message.kind === 'request' && message.method)).toEqual(['ACK', 'BYE']);
  });

  it('of ours is repeated after 491 within 0 to 2 s, since the Call-ID is the peer\'s', async () => {
    const times: number[] = [];
    carol.onRequest = (request) => {
      if (request.method !== 'INVITE') return;
      times.push(world.clock.nowMs());
      if (times.length < 3) carol.respond(request, 491);
      else carol.respond(request, 200, { sdp: 'carol answers' });
    };
    const dialog = await connected();
    const changed = alice.calls[0]?.session.renegotiate();
    await world.clock.advance(10_000);
    expect((await changed)?.ok).toBe(true);
    expect(times.slice(1).every((time, at) => time - (times[at] as number) <= 2100)).toBe(true);
    expect(alice.calls[0]?.media.rollbacks).toBe(2);
    await byeAndQuiet(dialog, 2);
  });
});
