/** Forks, early media and the races of RFC 5407, against a scripted peer in virtual time. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf, tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import type { ScriptedPeer } from '../../simulation/calls-peer.ts';
import { createPeer, opening, within, withinAsCallee } from '../../simulation/calls-peer.ts';
import type { CallLog, Phone, World } from '../../simulation/calls-world.ts';
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
  peer.onRequest = (request) => {
    if (request.method !== 'INVITE' && request.method !== 'ACK') peer.respond(request, 200);
  };
});

async function calling(): Promise<{ call: CallLog; invite: SipRequest; heard: string[] }> {
  const call = alice.call('sip:bob@10.0.0.9');
  const heard: string[] = [];
  const { accept } = call.media;
  call.media.accept = (answer, early) => {
    heard.push(new TextDecoder().decode(answer));
    return accept(answer, early);
  };
  await world.clock.advance(100);
  return { call, invite: peer.requests('INVITE')[0] as SipRequest, heard };
}

const rings = async (invite: SipRequest, status: number, toTag: string, sdp?: string, headers: [string, string][] = []): Promise<SipResponse> => {
  const sent = peer.respond(invite, status, { toTag, headers, ...(sdp === undefined ? {} : { sdp }) });
  await world.clock.advance(50);
  return sent;
};

describe('early media of several forks (RFC 3960)', () => {
  it('the one that described itself last is heard; what is repeated changes nothing', async () => {
    const { call, invite, heard } = await calling();
    await rings(invite, 183, 'one', 'media one');
    await rings(invite, 183, 'two', 'media two');
    await rings(invite, 183, 'one', 'media one');
    expect(heard).toEqual(['media one', 'media two']);
    await rings(invite, 200, 'one', 'media one');
    expect(heard).toEqual(['media one', 'media two', 'media one']);
    expect(call.media.agreed).toEqual(['media one']);
    call.session.end();
    await world.expectQuiet();
  });

  it('no tone of our own while media come, also when another fork only rings', async () => {
    const { call, invite } = await calling();
    await rings(invite, 180, 'one');
    await rings(invite, 183, 'two', 'media two');
    await rings(invite, 180, 'one');
    expect(call.events).toEqual(['progress 180', 'progress 183 early', 'progress 180 early']);
    peer.respond(invite, 486);
    await world.expectQuiet();
  });
});

describe('199 (RFC 6228)', () => {
  it('ends one fork: its dialog is gone, its media are heard no more, the others ring on', async () => {
    const { call, invite } = await calling();
    const one = await rings(invite, 183, 'one', 'media one');
    await rings(invite, 180, 'two');
    await rings(invite, 199, 'one');
    await rings(invite, 180, 'two');
    expect(call.events).toEqual(['progress 183 early', 'progress 180 early', 'progress 180']);
    expect(call.session.dialogId?.remoteTag).toBe('two');
    peer.request('OPTIONS', ALICE, withinAsCallee(one, 'OPTIONS', 1));
    await world.clock.advance(50);
    expect(peer.responses(481)).toHaveLength(1);
    peer.respond(invite, 486);
    await world.expectQuiet();
    expect(call.ends[0]?.status).toBe(486);
  });

  it('sent reliably is confirmed; of an unknown dialog it is nothing', async () => {
    const { call, invite } = await calling();
    await rings(invite, 180, 'one');
    await rings(invite, 199, 'one', undefined, [['require', '100rel'], ['rseq', '3']]);
    await rings(invite, 199, 'stranger', undefined, [['require', '100rel'], ['rseq', '3']]);
    expect(peer.requests('PRACK').map((prack) => tagsOf(prack).to)).toEqual(['one']);
    peer.respond(invite, 480);
    await world.expectQuiet();
    expect(call.ends).toHaveLength(1);
  });
});

describe('early dialogs', () => {
  it('more than sixteen are nobody\'s in earnest', async () => {
    const { call, invite } = await calling();
    for (let fork = 0; fork < 20; fork++) peer.respond(invite, 180, { toTag: `fork-${fork}`, headers: [['require', '100rel'], ['rseq', '1']] });
    await world.clock.advance(50);
    expect(peer.requests('PRACK')).toHaveLength(16);
    peer.respond(invite, 486);
    await world.expectQuiet();
    expect(call.ends).toHaveLength(1);
  });

  it('of the forks that lost end with the 2xx', async () => {
    const { call, invite } = await calling();
    const one = await rings(invite, 180, 'one');
    await rings(invite, 180, 'two');
    await rings(invite, 200, 'two', 'media two');
    peer.request('OPTIONS', ALICE, withinAsCallee(one, 'OPTIONS', 1));
    await world.clock.advance(50);
    expect(peer.responses(481)).toHaveLength(1);
    call.session.end();
    await world.expectQuiet();
  });

  it('a BYE ends its own fork only, while others ring', async () => {
    const { call, invite } = await calling();
    const one = await rings(invite, 180, 'one');
    await rings(invite, 180, 'two');
    peer.request('BYE', ALICE, withinAsCallee(one, 'BYE', 1));
    await world.clock.advance(50);
    expect(peer.responses(200)).toHaveLength(1);
    expect(call.session.state).toBe('ringing');
    await rings(invite, 200, 'two', 'media');
    expect(call.session.state).toBe('confirmed');
    call.session.end();
    await world.expectQuiet();
  });

  it('do not outlive the INVITE that a redirection replaced', async () => {
    const second = await createPeer(world, '10.0.0.8');
    second.onRequest = (request) => void (request.method === 'INVITE' && second.respond(request, 180, { toTag: 'second' }));
    const { call, invite } = await calling();
    await rings(invite, 180, 'first');
    peer.respond(invite, 302, { headers: [['contact', '<sip:bob@10.0.0.8>']] });
    await world.clock.advance(100);
    expect(call.session.dialogId?.remoteTag).toBe('second');
    second.respond(second.requests('INVITE')[0] as SipRequest, 486);
    await world.expectQuiet();
  });
});

describe('races (RFC 5407)', () => {
  async function connected(): Promise<SipResponse> {
    alice.onCall = ({ session }) => void session.accept();
    peer.request('INVITE', ALICE, opening('INVITE', [SDP]), 'carol offers');
    await world.clock.advance(100);
    const [answer] = peer.responses(200);
    peer.request('ACK', ALICE, within(answer as SipResponse, 'ACK', 1));
    await world.clock.advance(100);
    return answer as SipResponse;
  }

  it('3.1.1: the INVITE comes again in the moratorium: the 200 is repeated by its own timer only, one session', async () => {
    alice.onCall = ({ session }) => void session.accept();
    const invite = peer.request('INVITE', ALICE, opening('INVITE', [SDP]), 'carol offers');
    await world.clock.advance(100);
    peer.send(invite);
    await world.clock.advance(100);
    expect(alice.calls).toHaveLength(1);
    const [answer] = peer.responses(200);
    peer.request('ACK', ALICE, within(answer as SipResponse, 'ACK', 1));
    await world.clock.advance(5000);
    expect(peer.responses(200)).toHaveLength(1);
    peer.request('BYE', ALICE, within(answer as SipResponse, 'BYE', 2));
    await world.expectQuiet();
  });

  it('3.1.4: our change waits for the ACK; the peer\'s re-INVITE in the moratorium is 491', async () => {
    alice.onCall = ({ session }) => void session.accept().then(() => session.renegotiate());
    peer.request('INVITE', ALICE, opening('INVITE', [SDP]), 'carol offers');
    await world.clock.advance(100);
    const [answer] = peer.responses(200);
    peer.request('INVITE', ALICE, within(answer as SipResponse, 'INVITE', 2, [SDP, ['contact', '<sip:carol@10.0.0.9>']]), 'at once');
    await world.clock.advance(50);
    expect(peer.responses(491)).toHaveLength(1);
    peer.request('ACK', ALICE, within(answer as SipResponse, 'ACK', 2));
    expect(peer.requests('INVITE')).toEqual([]);
    peer.request('ACK', ALICE, within(answer as SipResponse, 'ACK', 1));
    await world.clock.advance(50);
    expect(peer.requests('INVITE')).toHaveLength(1);
    peer.respond(peer.requests('INVITE')[0] as SipRequest, 488);
    peer.request('BYE', ALICE, within(answer as SipResponse, 'BYE', 3));
    await world.expectQuiet();
  });

  it('3.2.1: our re-INVITE crosses their BYE: 200 to the BYE, and their 481 ends nothing twice', async () => {
    const dialog = await connected();
    const changed = alice.calls[0]?.session.renegotiate();
    await world.clock.advance(5);
    peer.request('BYE', ALICE, within(dialog, 'BYE', 2));
    await world.clock.advance(100);
    peer.respond(peer.requests('INVITE')[0] as SipRequest, 481);
    await world.expectQuiet();
    expect((await changed)?.ok).toBe(false);
    expect(alice.calls[0]?.ends).toEqual([{ by: 'remote', status: 200, reason: 'OK' }]);
    expect(peer.requests('BYE')).toEqual([]);
  });

  it('3.2.1 the other way: their re-INVITE crosses our BYE and is 481; the call ends once', async () => {
    const dialog = await connected();
    alice.calls[0]?.session.end();
    peer.request('INVITE', ALICE, within(dialog, 'INVITE', 2, [SDP, ['contact', '<sip:carol@10.0.0.9>']]), 'hold');
    await world.clock.advance(100);
    expect(peer.responses(481).map((response) => cseqOf(response)?.method)).toEqual(['INVITE']);
    peer.request('ACK', ALICE, within(peer.responses(481)[0] as SipResponse, 'ACK', 2));
    await world.expectQuiet();
    expect(alice.calls[0]?.ends).toHaveLength(1);
  });

  it('both hang up at once: each BYE is 200', async () => {
    const dialog = await connected();
    alice.calls[0]?.session.end();
    peer.request('BYE', ALICE, within(dialog, 'BYE', 2));
    await world.expectQuiet();
    expect(peer.responses(200).map((response) => cseqOf(response)?.method)).toEqual(['INVITE', 'BYE']);
    expect(alice.calls[0]?.ends).toHaveLength(1);
  });

  it('3.3.1: the callee\'s re-INVITE crosses our ACK: it is taken', async () => {
    const { call, invite } = await calling();
    const answer = await rings(invite, 200, 'one', 'media');
    peer.request('INVITE', ALICE, withinAsCallee(answer, 'INVITE', 1, [SDP, ['contact', '<sip:10.0.0.9>']]), 'callee holds');
    await world.clock.advance(50);
    const taken = peer.responses(200).find((response) => cseqOf(response)?.method === 'INVITE');
    expect(new TextDecoder().decode(taken?.body)).toBe('alice answers callee holds');
    peer.request('ACK', ALICE, withinAsCallee(answer, 'ACK', 1));
    await world.clock.advance(50);
    call.session.end();
    await world.expectQuiet();
  });

  it('a BYE and the CANCEL of an early dialog together: 487 once', async () => {
    alice.onCall = ({ session }) => void session.ring();
    const invite = peer.request('INVITE', ALICE, opening('INVITE', [SDP]), 'carol offers');
    await world.clock.advance(100);
    const [ringing] = peer.responses(180);
    const cancel: SipRequest = { ...invite, method: 'CANCEL', headers: invite.headers.clone().set('cseq', '1 CANCEL').remove('content-type'), body: new Uint8Array() };
    peer.send(cancel);
    peer.request('BYE', ALICE, within(ringing as SipResponse, 'BYE', 2));
    await world.clock.advance(100);
    expect(peer.responses(487)).toHaveLength(1);
    peer.request('ACK', ALICE, within(ringing as SipResponse, 'ACK', 1));
    await world.clock.advance(100);
    await world.expectQuiet();
    expect(alice.calls[0]?.ends).toHaveLength(1);
  });
});

describe('100 Trying', () => {
  it('is left out when something better follows at once, and sent when nothing comes for 200 ms', async () => {
    alice.onCall = ({ session }) => void session.ring();
    peer.request('INVITE', ALICE, opening('INVITE', [SDP], 'quick'), 'carol offers');
    await world.clock.advance(300);
    expect(peer.responses(100)).toEqual([]);
    alice.onCall = () => {};
    peer.request('INVITE', ALICE, opening('INVITE', [SDP], 'slow'), 'carol offers');
    await world.clock.advance(150);
    expect(peer.responses(100)).toEqual([]);
    await world.clock.advance(100);
    expect(peer.responses(100)).toHaveLength(1);
    for (const call of alice.calls) call.session.reject(486);
    await world.clock.advance(50);
    for (const refused of peer.responses(486)) peer.request('ACK', ALICE, within(refused, 'ACK', 1));
    await world.expectQuiet();
  });
});
