/** UPDATE (RFC 3311) and INFO (RFC 6086), both ways, against a scripted peer in virtual time. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf } from '../../../src-shared/sip/typed-headers.ts';
import type { ScriptedPeer } from '../../simulation/calls-peer.ts';
import { createPeer, opening, within, withinAsCallee } from '../../simulation/calls-peer.ts';
import type { CallLog, Phone, World } from '../../simulation/calls-world.ts';
import { createWorld, failed } from '../../simulation/calls-world.ts';

const ALICE = 'sip:alice@10.0.0.1';
const SDP: [string, string] = ['content-type', 'application/sdp'];
const ALLOW: [string, string] = ['allow', 'INVITE, ACK, BYE, CANCEL, PRACK, UPDATE'];
let world: World;
let alice: Phone;
let peer: ScriptedPeer;

beforeEach(async () => {
  world = await createWorld();
  alice = await world.phone('10.0.0.1', 'alice');
  peer = await createPeer(world, '10.0.0.9');
  peer.onRequest = (request) => {
    if (request.method !== 'INVITE' && request.method !== 'ACK' && request.method !== 'UPDATE') peer.respond(request, 200);
  };
});

const text = (message: { body: Uint8Array } | undefined): string => new TextDecoder().decode(message?.body);
const last = (): SipResponse => peer.received.findLast((message) => message.kind === 'response') as SipResponse;

/** Alice has called; the answer was in a reliable 183, and it rings on. */
async function ringing(headers: [string, string][] = [ALLOW]): Promise<{ call: CallLog; invite: SipRequest }> {
  const call = alice.call('sip:bob@10.0.0.9');
  await world.clock.advance(100);
  const invite = peer.requests('INVITE')[0] as SipRequest;
  peer.respond(invite, 183, { headers: [['require', '100rel'], ['rseq', '1'], ...headers], sdp: 'early answer' });
  await world.clock.advance(100);
  return { call, invite };
}

/** Carol has called Alice, who has answered her in a reliable 183, confirmed. */
async function alerting(): Promise<SipResponse> {
  alice.onCall = ({ session }) => void session.ring({ early: true });
  peer.request('INVITE', ALICE, opening('INVITE', [SDP, ALLOW, ['supported', '100rel']]), 'carol offers');
  await world.clock.advance(100);
  const [early] = peer.responses(183);
  peer.request('PRACK', ALICE, within(early as SipResponse, 'PRACK', 2, [['rack', `${early?.headers.first('rseq')} 1 INVITE`]]));
  await world.clock.advance(100);
  return early as SipResponse;
}

async function connected(): Promise<SipResponse> {
  alice.onCall = ({ session }) => void session.accept();
  peer.request('INVITE', ALICE, opening('INVITE', [SDP, ALLOW]), 'carol offers');
  await world.clock.advance(100);
  const [answer] = peer.responses(200);
  peer.request('ACK', ALICE, within(answer as SipResponse, 'ACK', 1));
  await world.clock.advance(100);
  return answer as SipResponse;
}

it.each(['INVITE', 'UPDATE'])('an %s of the peer that we hang up on is answered all the same', async (method) => {
  const answer = await connected();
  const call = alice.calls[0] as CallLog;
  const sound = Promise.withResolvers<void>();
  call.session.negotiator = { ...call.media, answer: async (offer, towards) => {
    await sound.promise;
    return await call.media.answer(offer, towards);
  } };
  peer.request(method, ALICE, within(answer, method, 2, [SDP, ['contact', '<sip:carol@10.0.0.9>']]), 'carol offers anew');
  await world.clock.advance(100);
  call.session.end();
  await world.clock.advance(100);
  sound.resolve();
  await world.clock.advance(100);
  expect(peer.responses(487).map((response) => cseqOf(response))).toEqual([{ number: 2, method }]);
  if (method === 'INVITE') peer.request('ACK', ALICE, within(peer.responses(487)[0] as SipResponse, 'ACK', 2));
  await world.expectQuiet();
});

describe('ours', () => {
  it('changes the session before it is answered, in the early dialog', async () => {
    const { call, invite } = await ringing();
    peer.onRequest = (request) => void (request.method === 'UPDATE' && peer.respond(request, 200, { sdp: 'bob answers again' }));
    const changed = call.session.renegotiate();
    await world.clock.advance(100);
    expect((await changed).ok).toBe(true);
    const [update] = peer.requests('UPDATE');
    expect(text(update)).toBe('alice offer 2');
    expect(cseqOf(update as SipRequest)).toEqual({ number: 3, method: 'UPDATE' });
    expect(update?.headers.first('contact')).toBe('<sip:alice@10.0.0.1:5060>');
    peer.onRequest = (request) => void (request.method === 'BYE' && peer.respond(request, 200));
    peer.respond(invite, 200);
    await world.clock.advance(100);
    expect(call.session.state).toBe('confirmed');
    expect(call.media.agreed).toEqual(['bob answers again']);
    call.session.end();
    await world.expectQuiet();
  });

  it.each<[string, [string, string][], number]>([['UPDATE is not allowed', [], 183], ['nothing reliable was answered', [ALLOW], 180]])('not when %s', async (_name, headers, status) => {
    const call = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(100);
    const invite = peer.requests('INVITE')[0] as SipRequest;
    const reliable: [string, string][] = status === 183 ? [['require', '100rel'], ['rseq', '1']] : [];
    peer.respond(invite, status, { headers: [...reliable, ...headers], sdp: 'early' });
    await world.clock.advance(100);
    expect(failed(await call.session.renegotiate())).toBe('call-not-connected');
    expect(peer.requests('UPDATE')).toEqual([]);
    peer.respond(invite, 486);
    await world.expectQuiet();
  });

  it.each([[491, []], [500, [['retry-after', '3']] as [string, string][]]])('%i is tried again after the wait', async (status, headers) => {
    const { call, invite } = await ringing();
    const times: number[] = [];
    peer.onRequest = (request) => {
      if (request.method !== 'UPDATE') return;
      times.push(world.clock.nowMs());
      if (times.length === 1) peer.respond(request, status, { headers });
      else peer.respond(request, 200, { sdp: 'at last' });
    };
    const changed = call.session.renegotiate();
    await world.clock.advance(10_000);
    expect((await changed).ok).toBe(true);
    // Ours is the Call-ID (RFC 3261 14.1).
    expect((times[1] as number) - (times[0] as number)).toBeGreaterThanOrEqual(2100);
    expect(call.media.rollbacks).toBe(1);
    peer.respond(invite, 486);
    await world.expectQuiet();
  });

  it('refused: all stays as it was, and it rings on', async () => {
    const { call, invite } = await ringing();
    peer.onRequest = (request) => void (request.method === 'UPDATE' && peer.respond(request, 488));
    const changed = call.session.renegotiate();
    await world.clock.advance(100);
    expect(failed(await changed)).toBe('no-common-media');
    expect(call.media.rollbacks).toBe(1);
    expect(call.session.state).toBe('early');
    peer.respond(invite, 486);
    await world.expectQuiet();
  });

  it('as the callee too', async () => {
    const early = await alerting();
    peer.onRequest = (request) => void (request.method === 'UPDATE' && peer.respond(request, 200, { sdp: 'carol answers' }));
    const changed = alice.calls[0]?.session.renegotiate();
    await world.clock.advance(100);
    expect((await changed)?.ok).toBe(true);
    expect(text(peer.requests('UPDATE')[0])).toBe('alice offer 1');
    void alice.calls[0]?.session.accept();
    await world.clock.advance(100);
    const answer = peer.responses(200).findLast((response) => cseqOf(response)?.method === 'INVITE') as SipResponse;
    expect(text(answer)).toBe('');
    peer.request('ACK', ALICE, within(early, 'ACK', 1));
    peer.request('BYE', ALICE, within(early, 'BYE', 9));
    await world.expectQuiet();
  });

  it('of one fork, when another one answers: what that one can do is asked for anew', async () => {
    const { call, invite } = await ringing();
    peer.onRequest = (request) => {
      if (request.method === 'UPDATE') peer.respond(request, 200, { sdp: 'the fork that rang' });
      if (request.method === 'INVITE') peer.respond(request, 200, { sdp: 'the fork that answered, asked anew' });
      if (request.method === 'BYE') peer.respond(request, 200);
    };
    void call.session.renegotiate();
    await world.clock.advance(100);
    peer.respond(invite, 200, { toTag: 'other', sdp: 'the fork that answered' });
    await world.clock.advance(1000);
    expect(call.media.agreed.at(-1)).toBe('the fork that answered, asked anew');
    call.session.end();
    await world.expectQuiet();
  });
});

describe('the peer\'s', () => {
  const update = (dialog: SipResponse, cseq: number, body = '', more: [string, string][] = []): SipRequest =>
    peer.request('UPDATE', ALICE, within(dialog, 'UPDATE', cseq, [['contact', '<sip:carol@10.0.0.9>'], ...(body ? [SDP] : []), ...more]), body);
  const byeAndQuiet = async (dialog: SipResponse, cseq: number): Promise<void> => {
    peer.request('BYE', ALICE, within(dialog, 'BYE', cseq));
    await world.expectQuiet();
  };

  it('with an offer changes the session; without one it only shows life', async () => {
    const dialog = await connected();
    update(dialog, 2, 'carol holds');
    await world.clock.advance(100);
    expect(text(last())).toBe('alice answers carol holds');
    expect(last().headers.first('contact')).toBe('<sip:alice@10.0.0.1:5060>');
    update(dialog, 3);
    await world.clock.advance(100);
    expect(last().status).toBe(200);
    expect(text(last())).toBe('');
    expect(alice.calls[0]?.events).toEqual(['confirmed', 'renegotiated']);
    await byeAndQuiet(dialog, 4);
  });

  it('moves the target of what we send next', async () => {
    const elsewhere = await createPeer(world, '10.0.0.5');
    elsewhere.onRequest = (request) => void elsewhere.respond(request, 200);
    const dialog = await connected();
    peer.request('UPDATE', ALICE, within(dialog, 'UPDATE', 2, [['contact', '<sip:carol@10.0.0.5>']]));
    await world.clock.advance(100);
    alice.calls[0]?.session.end();
    await world.expectQuiet();
    expect(elsewhere.requests('BYE')).toHaveLength(1);
  });

  it('that we cannot take is refused with a Warning, and the call goes on', async () => {
    const dialog = await connected();
    const call = alice.calls[0] as CallLog;
    call.media.refuseOffers = { status: 488, warning: { code: 305, text: 'no codec' } };
    update(dialog, 2, 'video only');
    await world.clock.advance(100);
    expect(last()).toMatchObject({ status: 488 });
    expect(last().headers.first('warning')).toBe('305 10.0.0.1:5060 "no codec"');
    expect(call.session.state).toBe('confirmed');
    await byeAndQuiet(dialog, 3);
  });

  it('of another kind of body is 415', async () => {
    const dialog = await connected();
    peer.request('UPDATE', ALICE, within(dialog, 'UPDATE', 2, [['content-type', 'text/plain']]), 'hello');
    await world.clock.advance(100);
    expect(last().status).toBe(415);
    await byeAndQuiet(dialog, 3);
  });

  it('while ours has no answer is 491', async () => {
    const dialog = await connected();
    void alice.calls[0]?.session.renegotiate();
    await world.clock.advance(100);
    update(dialog, 2, 'carol offers');
    await world.clock.advance(100);
    expect(last().status).toBe(491);
    update(dialog, 3);
    await world.clock.advance(100);
    expect(last().status).toBe(200);
    peer.respond(peer.requests('INVITE')[0] as SipRequest, 488);
    await byeAndQuiet(dialog, 4);
  });

  it('while the one before is still being answered is 500 with Retry-After', async () => {
    const dialog = await connected();
    const call = alice.calls[0] as CallLog;
    call.media.answer = () => new Promise((resolve) => world.clock.setTimer(500, () => resolve({ ok: true, value: new TextEncoder().encode('slow') })));
    update(dialog, 2, 'one');
    await world.clock.advance(100);
    update(dialog, 3, 'two');
    await world.clock.advance(100);
    expect(last()).toMatchObject({ status: 500 });
    expect(Number(last().headers.first('retry-after'))).toBeLessThanOrEqual(10);
    await world.clock.advance(500);
    expect(text(last())).toBe('slow');
    await byeAndQuiet(dialog, 4);
  });

  it('before the first offer has its answer is 500 with Retry-After', async () => {
    alice.onCall = ({ session }) => void session.ring();
    peer.request('INVITE', ALICE, opening('INVITE', [SDP]), 'carol offers');
    await world.clock.advance(100);
    const [early] = peer.responses(180);
    update(early as SipResponse, 2, 'carol offers again');
    await world.clock.advance(100);
    expect(last()).toMatchObject({ status: 500 });
    expect(last().headers.has('retry-after')).toBe(true);
    alice.calls[0]?.session.reject(486);
    await world.clock.advance(100);
    peer.request('ACK', ALICE, within(early as SipResponse, 'ACK', 1));
    await world.expectQuiet();
  });

  it('to a caller whose offer has no answer yet is 491; once it has, it is answered', async () => {
    const call = alice.call('sip:bob@10.0.0.9');
    await world.clock.advance(100);
    const invite = peer.requests('INVITE')[0] as SipRequest;
    const early = peer.respond(invite, 180);
    await world.clock.advance(100);
    const offer = (cseq: number): SipRequest => peer.request('UPDATE', ALICE, withinAsCallee(early, 'UPDATE', cseq, [SDP, ['contact', '<sip:10.0.0.9>']]), 'bob offers');
    offer(1);
    await world.clock.advance(100);
    expect(last().status).toBe(491);
    peer.respond(invite, 183, { headers: [['require', '100rel'], ['rseq', '1']], sdp: 'answer' });
    await world.clock.advance(100);
    offer(2);
    await world.clock.advance(100);
    expect(text(last())).toBe('alice answers bob offers');
    peer.respond(invite, 200);
    await world.clock.advance(100);
    expect(call.session.state).toBe('confirmed');
    expect(call.media.agreed).toEqual(['alice answers bob offers']);
    call.session.end();
    await world.expectQuiet();
  });

  it('early, after a reliable answer, is answered; the 200 says nothing more', async () => {
    const early = await alerting();
    update(early, 3, 'carol offers again');
    await world.clock.advance(100);
    expect(text(last())).toBe('alice answers carol offers again');
    void alice.calls[0]?.session.accept();
    await world.clock.advance(100);
    expect(text(last())).toBe('');
    peer.request('ACK', ALICE, within(early, 'ACK', 1));
    await byeAndQuiet(early, 9);
  });

  it('still unanswered when BYE comes is over with it', async () => {
    const dialog = await connected();
    const call = alice.calls[0] as CallLog;
    call.media.answer = () => new Promise((resolve) => world.clock.setTimer(500, () => resolve({ ok: true, value: new Uint8Array(1) })));
    update(dialog, 2, 'one');
    await world.clock.advance(100);
    await byeAndQuiet(dialog, 3);
    expect(peer.responses(487).map((response) => cseqOf(response)?.method)).toEqual(['UPDATE']);
  });
});

describe('a re-INVITE of the peer', () => {
  it('that is given up while we think gets 487, and the call goes on', async () => {
    const dialog = await connected();
    const call = alice.calls[0] as CallLog;
    call.media.answer = () => new Promise((resolve) => world.clock.setTimer(500, () => resolve({ ok: true, value: new Uint8Array(1) })));
    const again = peer.request('INVITE', ALICE, within(dialog, 'INVITE', 2, [SDP, ['contact', '<sip:carol@10.0.0.9>']]), 'again');
    await world.clock.advance(100);
    const cancel: SipRequest = { ...again, method: 'CANCEL', headers: again.headers.clone().set('cseq', '2 CANCEL').remove('content-type'), body: new Uint8Array() };
    peer.send(cancel);
    await world.clock.advance(1000);
    expect(peer.responses(487).map((response) => cseqOf(response)?.number)).toContain(2);
    expect(peer.responses(200).some((response) => cseqOf(response)?.number === 2 && cseqOf(response)?.method === 'INVITE')).toBe(false);
    peer.request('ACK', ALICE, within(last(), 'ACK', 2));
    expect(call.session.state).toBe('confirmed');
    peer.request('BYE', ALICE, within(dialog, 'BYE', 3));
    await world.expectQuiet();
  });
});

describe('INFO', () => {
  const info = (dialog: SipResponse, cseq: number, more: [string, string][], body = ''): SipRequest => peer.request('INFO', ALICE, within(dialog, 'INFO', cseq, more), body);

  it('with digits is handed on; empty ones show life; the rest is refused for what it is', async () => {
    const dialog = await connected();
    const heard: string[] = [];
    const call = alice.calls[0] as CallLog;
    call.session.listener.onInfo = ({ contentType, body }) => void heard.push(`${contentType}|${text({ body })}`);
    info(dialog, 2, [['content-type', 'application/DTMF-relay']], 'Signal=5\r\n');
    info(dialog, 3, []);
    info(dialog, 4, [['content-type', 'application/media_control+xml']], '<x/>');
    info(dialog, 5, [['info-package', 'trunk-info'], ['content-type', 'text/plain']], 'x');
    await world.clock.advance(100);
    expect(peer.responses(200).slice(1).map((response) => cseqOf(response)?.number)).toEqual([2, 3]);
    expect(peer.responses(415).map((response) => [cseqOf(response)?.number, response.headers.first('accept')])).toEqual([[4, 'application/dtmf-relay, application/dtmf']]);
    expect(peer.responses(469).map((response) => [cseqOf(response)?.number, response.headers.first('recv-info')])).toEqual([[5, '']]);
    expect(heard).toEqual(['application/dtmf-relay|Signal=5\r\n', '|']);
    peer.request('BYE', ALICE, within(dialog, 'BYE', 9));
    await world.expectQuiet();
  });

  it('that nobody listens to is 415', async () => {
    const dialog = await connected();
    info(dialog, 2, [['content-type', 'application/dtmf-relay']], 'Signal=5\r\n');
    await world.clock.advance(100);
    expect(last().status).toBe(415);
    peer.request('BYE', ALICE, within(dialog, 'BYE', 9));
    await world.expectQuiet();
  });

  it('of ours gives its answer as a value', async () => {
    const dialog = await connected();
    peer.onRequest = (request) => void peer.respond(request, request.method === 'INFO' ? 415 : 200);
    const sent = alice.calls[0]?.session.request('INFO', { body: { contentType: 'application/dtmf-relay', bytes: new TextEncoder().encode('Signal=1\r\nDuration=160\r\n') } });
    await world.clock.advance(100);
    expect(await sent).toMatchObject({ ok: true, value: { status: 415 } });
    expect(text(peer.requests('INFO')[0])).toBe('Signal=1\r\nDuration=160\r\n');
    peer.request('BYE', ALICE, within(dialog, 'BYE', 9));
    await world.expectQuiet();
  });
});
