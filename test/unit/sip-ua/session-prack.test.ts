/** Reliable provisional responses (RFC 3262), both roles, against a scripted peer in virtual time. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf, tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import type { ScriptedPeer } from '../../simulation/calls-peer.ts';
import { createPeer, opening, within, withinAsCallee } from '../../simulation/calls-peer.ts';
import type { Phone, World } from '../../simulation/calls-world.ts';
import { createWorld } from '../../simulation/calls-world.ts';

const ALICE = 'sip:alice@10.0.0.1';
const SDP: [string, string] = ['content-type', 'application/sdp'];
let world: World;
let alice: Phone;
let peer: ScriptedPeer;

beforeEach(async () => {
  world = await createWorld();
  alice = await world.phone('10.0.0.1', 'alice');
  peer = await createPeer(world, '10.0.0.9');
});

const text = (message: { body: Uint8Array } | undefined): string => new TextDecoder().decode(message?.body);

describe('as the caller', () => {
  /** The INVITE, and what the peer does with every PRACK. */
  async function invited(options: Parameters<Phone['call']>[1] = {}): Promise<{ call: ReturnType<Phone['call']>; invite: SipRequest }> {
    peer.onRequest = (request) => {
      if (request.method !== 'INVITE' && request.method !== 'ACK') peer.respond(request, 200);
    };
    const call = alice.call('sip:bob@10.0.0.9', options);
    await world.clock.advance(100);
    return { call, invite: peer.requests('INVITE')[0] as SipRequest };
  }
  const reliable = (rseq: number): [string, string][] => [['require', '100rel'], ['rseq', String(rseq)]];
  const racks = (): (string | undefined)[] => peer.requests('PRACK').map((prack) => prack.headers.first('rack'));

  it('says in every INVITE that it speaks 100rel', async () => {
    const { invite, call } = await invited();
    expect(invite.headers.first('supported')?.split(', ')).toContain('100rel');
    expect(invite.headers.has('require')).toBe(false);
    peer.respond(invite, 486);
    await world.expectQuiet();
    expect(call.ends).toHaveLength(1);
  });

  it('confirms in order, once each; repeated ones and those after a gap are ignored', async () => {
    const { call, invite } = await invited();
    for (const rseq of [41, 41, 43, 42, 42]) {
      peer.respond(invite, rseq === 41 ? 180 : 183, { headers: reliable(rseq) });
      await world.clock.advance(100);
    }
    expect(racks()).toEqual(['41 1 INVITE', '42 1 INVITE']);
    expect(call.events).toEqual(['progress 180', 'progress 183']);
    const pracks = peer.requests('PRACK');
    expect(pracks.map((prack) => cseqOf(prack)?.number)).toEqual([2, 3]);
    expect(pracks[0]?.uri).toBe('sip:10.0.0.9');
    peer.respond(invite, 200, { sdp: 'answer' });
    await world.clock.advance(100);
    call.session.end();
    await world.expectQuiet();
    // The dialog counts on from its PRACKs.
    expect(peer.requests('BYE').map((bye) => cseqOf(bye)?.number)).toEqual([4]);
    expect(peer.requests('ACK').map((ack) => cseqOf(ack)?.number)).toEqual([1]);
  });

  it('confirms what has no answer until the peer has got the PRACK: it is repeated by its transaction', async () => {
    const { call, invite } = await invited();
    let lost = 2;
    world.network.filter = ({ bytes }) => !(text({ body: bytes }).startsWith('PRACK') && lost-- > 0);
    peer.respond(invite, 180, { headers: reliable(1) });
    await world.clock.advance(5000);
    expect(racks()).toEqual(['1 1 INVITE']);
    peer.respond(invite, 486);
    await world.expectQuiet();
    expect(call.ends).toHaveLength(1);
  });

  it('takes the description of a reliable response as the answer; the 2xx needs none and cannot change it', async () => {
    const { call, invite } = await invited();
    peer.respond(invite, 183, { headers: reliable(1), sdp: 'the answer' });
    await world.clock.advance(100);
    expect(call.events).toEqual(['progress 183 early']);
    peer.respond(invite, 200, { sdp: 'something else' });
    await world.clock.advance(100);
    expect(call.session.state).toBe('confirmed');
    expect(call.media.agreed).toEqual(['the answer']);
    call.session.end();
    await world.expectQuiet();
  });

  it('without an offer of its own: the offer comes in the reliable response, the answer goes into its PRACK', async () => {
    const { call, invite } = await invited({ lateOffer: true });
    peer.respond(invite, 183, { headers: reliable(1), sdp: 'bob offers' });
    await world.clock.advance(100);
    expect(text(peer.requests('PRACK')[0])).toBe('alice answers bob offers');
    expect(call.session.state).toBe('early');
    peer.respond(invite, 200);
    await world.clock.advance(100);
    expect(call.session.state).toBe('confirmed');
    expect(text(peer.requests('ACK')[0])).toBe('');
    call.session.end();
    await world.expectQuiet();
  });

  it('without an offer, and one that it cannot take: PRACK, then CANCEL', async () => {
    const { call, invite } = await invited({ lateOffer: true });
    call.media.refuseOffers = { status: 488, warning: { code: 305, text: 'no codec' } };
    peer.respond(invite, 183, { headers: reliable(1), sdp: 'bob offers' });
    await world.clock.advance(100);
    expect(peer.requests('PRACK')).toHaveLength(1);
    expect(peer.requests('CANCEL')).toHaveLength(1);
    peer.respond(invite, 487);
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'error', status: 488 });
  });

  it('confirms each fork in its own dialog', async () => {
    const { call, invite } = await invited();
    for (const toTag of ['one', 'two']) peer.respond(invite, 180, { toTag, headers: reliable(7) });
    await world.clock.advance(100);
    expect(peer.requests('PRACK').map((prack) => [tagsOf(prack).to, prack.headers.first('rack'), cseqOf(prack)?.number]))
      .toEqual([['one', '7 1 INVITE', 2], ['two', '7 1 INVITE', 2]]);
    peer.respond(invite, 486);
    await world.expectQuiet();
    expect(call.ends).toHaveLength(1);
  });

  it('confirms also after it gave up, so that nobody repeats for nothing', async () => {
    const { call, invite } = await invited();
    peer.respond(invite, 180);
    await world.clock.advance(100);
    call.session.end();
    peer.respond(invite, 183, { headers: reliable(1), sdp: 'late' });
    await world.clock.advance(100);
    expect(racks()).toEqual(['1 1 INVITE']);
    expect(call.events).toEqual(['progress 180']);
    peer.respond(invite, 487);
    await world.expectQuiet();
  });

  it('confirms those to its re-INVITE as well, with their answer', async () => {
    const { call, invite } = await invited();
    peer.respond(invite, 200, { sdp: 'answer' });
    await world.clock.advance(100);
    const changed = call.session.renegotiate();
    await world.clock.advance(100);
    const again = peer.requests('INVITE')[1] as SipRequest;
    peer.respond(again, 183, { headers: reliable(5), sdp: 'the new answer' });
    await world.clock.advance(100);
    expect(racks()).toEqual(['5 2 INVITE']);
    peer.respond(again, 200);
    await world.clock.advance(100);
    expect((await changed).ok).toBe(true);
    expect(call.media.agreed.at(-1)).toBe('the new answer');
    call.session.end();
    await world.expectQuiet();
  });
});

describe('as the callee', () => {
  const invite = (more: [string, string][], body = 'carol offers'): SipRequest => peer.request('INVITE', ALICE, opening('INVITE', body ? [SDP, ...more] : more), body);
  const rings = (status: number): SipResponse[] => peer.responses(status);
  const prack = (response: SipResponse, cseq: number, body = '', rack = `${response.headers.first('rseq')} 1 INVITE`): SipRequest =>
    peer.request('PRACK', ALICE, within(response, 'PRACK', cseq, [['rack', rack], ...(body ? [SDP] : [])]), body);
  const ackLast = (response: SipResponse, body = ''): SipRequest => peer.request('ACK', ALICE, within(response, 'ACK', 1, body ? [SDP] : []), body);
  const byeAndQuiet = async (dialog: SipResponse): Promise<void> => {
    peer.request('BYE', ALICE, within(dialog, 'BYE', 90));
    await world.expectQuiet();
  };
  const toInvite = (status: number): SipResponse[] => rings(status).filter((response) => cseqOf(response)?.method === 'INVITE');

  it.each<[string, [string, string][], { early?: boolean }, number, boolean]>([
    ['not spoken', [], { early: true }, 183, false],
    ['possible, without a description', [['supported', '100rel']], {}, 180, false],
    ['possible, with a description', [['supported', 'timer, 100REL']], { early: true }, 183, true],
    ['required', [['require', '100rel']], {}, 180, true],
  ])('%s', async (_name, headers, options, status, reliable) => {
    alice.onCall = ({ session }) => void session.ring(options);
    invite(headers);
    await world.clock.advance(100);
    const [ringing] = rings(status);
    expect(ringing?.headers.first('require')).toBe(reliable ? '100rel' : undefined);
    expect(ringing?.headers.has('rseq')).toBe(reliable);
    if (reliable) prack(ringing as SipResponse, 2);
    await world.clock.advance(100);
    alice.calls[0]?.session.reject(486);
    await world.clock.advance(100);
    ackLast(rings(486)[0] as SipResponse);
    await world.expectQuiet();
  });

  it('repeats after T1, doubling, until the PRACK comes', async () => {
    alice.onCall = ({ session }) => void session.ring();
    invite([['require', '100rel']]);
    await world.clock.advance(4000);
    // 0, 0.5, 1.5, 3.5 s
    expect(rings(180)).toHaveLength(4);
    expect(new Set(rings(180).map((response) => response.headers.first('rseq'))).size).toBe(1);
    prack(rings(180)[0] as SipResponse, 2);
    await world.clock.advance(20_000);
    expect(rings(180)).toHaveLength(4);
    expect(rings(200).map((response) => cseqOf(response)?.method)).toEqual(['PRACK']);
    alice.calls[0]?.session.reject(486);
    await world.clock.advance(100);
    ackLast(rings(486)[0] as SipResponse);
    await world.expectQuiet();
  });

  it('refuses the INVITE with a 5xx when no PRACK ever comes', async () => {
    alice.onCall = ({ session }) => void session.ring();
    invite([['require', '100rel']]);
    await world.clock.advance(32_100);
    expect(rings(500)).toHaveLength(1);
    ackLast(rings(500)[0] as SipResponse);
    await world.expectQuiet();
    expect(alice.calls[0]?.ends[0]).toMatchObject({ by: 'timeout', status: 500, error: { code: 'prack-missing' } });
  });

  it('sends one at a time, numbered on', async () => {
    alice.onCall = ({ session }) => void session.ring({ status: 181 }).then(() => session.ring());
    invite([['require', '100rel']]);
    await world.clock.advance(100);
    expect(rings(180)).toEqual([]);
    prack(rings(181)[0] as SipResponse, 2);
    await world.clock.advance(100);
    const [first, second] = [rings(181)[0], rings(180)[0]].map((response) => Number(response?.headers.first('rseq')));
    expect(second).toBe((first as number) + 1);
    prack(rings(180)[0] as SipResponse, 3);
    await world.clock.advance(100);
    alice.calls[0]?.session.reject(486);
    await world.clock.advance(100);
    ackLast(rings(486)[0] as SipResponse);
    await world.expectQuiet();
  });

  it('answers a PRACK for anything else with 481, twice the same once', async () => {
    alice.onCall = ({ session }) => void session.ring();
    invite([['require', '100rel']]);
    await world.clock.advance(100);
    const ringing = rings(180)[0] as SipResponse;
    prack(ringing, 2, '', '1 1 INVITE');
    prack(ringing, 3, '', `${ringing.headers.first('rseq')} 2 INVITE`);
    prack(ringing, 4, '', 'nonsense');
    prack(ringing, 5);
    prack(ringing, 6);
    await world.clock.advance(100);
    expect(rings(481).map((response) => cseqOf(response)?.number)).toEqual([2, 3, 4, 6]);
    expect(rings(200).map((response) => cseqOf(response)?.number)).toEqual([5]);
    alice.calls[0]?.session.reject(486);
    await world.clock.advance(100);
    ackLast(rings(486)[0] as SipResponse);
    await world.expectQuiet();
  });

  it('waits with the 200 until a description has been confirmed, and does not say it again', async () => {
    alice.onCall = ({ session }) => void session.ring({ early: true }).then(() => session.accept());
    invite([['supported', '100rel']]);
    await world.clock.advance(2000);
    expect(toInvite(200)).toEqual([]);
    prack(rings(183)[0] as SipResponse, 2);
    await world.clock.advance(100);
    const [answer] = toInvite(200);
    expect(text(rings(183)[0])).toBe('alice answers carol offers');
    expect(text(answer)).toBe('');
    ackLast(answer as SipResponse);
    await world.clock.advance(100);
    expect(alice.calls[0]?.session.state).toBe('confirmed');
    await byeAndQuiet(answer as SipResponse);
  });

  it('does not wait for a 180 without a description, and stops repeating it', async () => {
    alice.onCall = ({ session }) => void session.ring().then(() => session.accept());
    invite([['require', '100rel']]);
    await world.clock.advance(100);
    const [answer] = toInvite(200);
    expect(text(answer)).toBe('alice answers carol offers');
    ackLast(answer as SipResponse);
    await world.clock.advance(10_000);
    expect(rings(180)).toHaveLength(1);
    prack(rings(180)[0] as SipResponse, 2);
    await world.clock.advance(100);
    expect(rings(481)).toEqual([]);
    await byeAndQuiet(answer as SipResponse);
  });

  it('offers in the first reliable response when the INVITE did not; the answer is in the PRACK', async () => {
    alice.onCall = ({ session }) => void session.ring();
    invite([['require', '100rel']], '');
    await world.clock.advance(100);
    expect(text(rings(180)[0])).toBe('alice offer 1');
    prack(rings(180)[0] as SipResponse, 2, 'carol answers');
    await world.clock.advance(100);
    expect(alice.calls[0]?.media.agreed).toEqual(['carol answers']);
    void alice.calls[0]?.session.accept();
    await world.clock.advance(100);
    const [answer] = toInvite(200);
    expect(text(answer)).toBe('');
    ackLast(answer as SipResponse);
    await world.clock.advance(100);
    expect(alice.calls[0]?.session.state).toBe('confirmed');
    await byeAndQuiet(answer as SipResponse);
  });

  it('refuses the INVITE when the PRACK brings no answer to that', async () => {
    alice.onCall = ({ session }) => void session.ring();
    invite([['require', '100rel']], '');
    await world.clock.advance(100);
    prack(rings(180)[0] as SipResponse, 2);
    await world.clock.advance(100);
    expect(rings(488)).toHaveLength(1);
    ackLast(rings(488)[0] as SipResponse);
    await world.expectQuiet();
    expect(alice.calls[0]?.ends[0]).toMatchObject({ by: 'error', error: { code: 'media-refused' } });
  });

  it('answers a new offer in the PRACK, in its 200', async () => {
    alice.onCall = ({ session }) => void session.ring({ early: true });
    invite([['supported', '100rel']]);
    await world.clock.advance(100);
    prack(rings(183)[0] as SipResponse, 2, 'carol offers anew');
    await world.clock.advance(100);
    const [confirmed] = rings(200);
    expect(text(confirmed)).toBe('alice answers carol offers anew');
    expect(alice.calls[0]?.events).toEqual(['renegotiated']);
    alice.calls[0]?.session.reject(486);
    await world.clock.advance(100);
    ackLast(rings(486)[0] as SipResponse);
    await world.expectQuiet();
  });

  it('rings on every minute, with a number of its own each time', async () => {
    alice.onCall = ({ session }) => void session.ring();
    peer.onRequest = () => {};
    invite([['require', '100rel']]);
    let cseq = 1;
    for (let minute = 0; minute < 3; minute++) {
      await world.clock.advance(100);
      prack(rings(180).at(-1) as SipResponse, ++cseq);
      await world.clock.advance(60_000);
    }
    expect(new Set(rings(180).map((response) => response.headers.first('rseq'))).size).toBe(4);
    alice.calls[0]?.session.reject(486);
    await world.clock.advance(100);
    ackLast(rings(486)[0] as SipResponse);
    await world.expectQuiet();
  });

  it('given up while a PRACK is missing: 487, and nothing is repeated', async () => {
    alice.onCall = ({ session }) => void session.ring();
    const request = invite([['require', '100rel']]);
    await world.clock.advance(100);
    const cancel: SipRequest = { ...request, method: 'CANCEL', headers: request.headers.clone(), body: new Uint8Array() };
    cancel.headers.set('cseq', '1 CANCEL').remove('content-type').remove('require');
    peer.send(cancel);
    await world.clock.advance(100);
    ackLast(rings(487)[0] as SipResponse);
    await world.clock.advance(10_000);
    expect(rings(180)).toHaveLength(1);
    await world.expectQuiet();
  });
});

it('between two of our own phones: early media by reliable 183, even without a first offer', async () => {
  const bob = await world.phone('10.0.0.2', 'bob');
  bob.onCall = ({ session }) => void session.ring({ early: true }).then(() => world.clock.setTimer(500, () => void session.accept()));
  for (const lateOffer of [false, true]) {
    const call = alice.call('sip:bob@10.0.0.2', { lateOffer });
    await world.clock.advance(200);
    expect(call.session.state).toBe('early');
    await world.clock.advance(1000);
    expect(call.session.state).toBe('confirmed');
    expect(call.media.agreed).toEqual(bob.calls.at(-1)?.media.agreed);
    expect(call.media.agreed).toHaveLength(1);
    call.session.end();
    await world.clock.advance(1000);
  }
  await world.expectQuiet();
  expect(world.log.filter((line) => line === '10.0.0.1 PRACK')).toHaveLength(2);
});

it('a request of the callee in the dialog of a PRACKed 183 is still in order after the 200', async () => {
  peer.onRequest = (request) => {
    if (request.method === 'INVITE') peer.respond(request, 183, { headers: [['require', '100rel'], ['rseq', '1']], sdp: 'answer' });
    else if (request.method !== 'ACK') peer.respond(request, 200);
  };
  const call = alice.call('sip:bob@10.0.0.9');
  await world.clock.advance(100);
  const early = peer.requests('PRACK')[0] as SipRequest;
  peer.request('OPTIONS', ALICE, withinAsCallee(early, 'OPTIONS', 3));
  await world.clock.advance(100);
  peer.respond(peer.requests('INVITE')[0] as SipRequest, 200);
  await world.clock.advance(100);
  peer.request('OPTIONS', ALICE, withinAsCallee(early, 'OPTIONS', 2));
  await world.clock.advance(100);
  expect(peer.responses(200).map((response) => cseqOf(response)?.number)).toEqual([3]);
  expect(peer.responses(500).map((response) => cseqOf(response)?.number)).toEqual([2]);
  call.session.end();
  await world.expectQuiet();
});
