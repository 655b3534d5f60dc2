/** Replaces (RFC 3891) as both sides, Join (RFC 3911) answered honestly, in virtual time. */
import { beforeEach, describe, expect, it } from 'vitest';
import { findReplaced, formatReplaces, parseReplaces } from '../../../src-main/sip/session/replaces.ts';
import type { Session } from '../../../src-main/sip/session/session.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { ScriptedPeer } from '../../simulation/calls-peer.ts';
import { createPeer, opening, within } from '../../simulation/calls-peer.ts';
import type { CallLog, Phone, World } from '../../simulation/calls-world.ts';
import { createWorld } from '../../simulation/calls-world.ts';
import { request } from './messages.ts';

const ALICE = 'sip:alice@10.0.0.1';
const SDP: [string, string] = ['content-type', 'application/sdp'];
let world: World;
let alice: Phone;
let peer: ScriptedPeer;

beforeEach(async () => {
  world = await createWorld();
  alice = await world.phone('10.0.0.1', 'alice');
  peer = await createPeer(world, '10.0.0.9');
  peer.onRequest = (message) => {
    if (message.method !== 'INVITE' && message.method !== 'ACK') peer.respond(message, 200);
  };
});

/** What Carol's second call says of the first one: the tags as Alice sees them. */
const replaces = (call: CallLog | undefined, more = ''): [string, string] => ['replaces', `${formatReplaces(call?.session.dialogId ?? { callId: '', localTag: '', remoteTag: '' })}${more}`];
const takeOver = (headers: [string, string][]): SipRequest => peer.request('INVITE', ALICE, opening('INVITE', [SDP, ...headers], 'take-over'), 'dave offers');
const last = (): SipResponse => peer.received.findLast((message) => message.kind === 'response') as SipResponse;

async function connected(): Promise<CallLog> {
  alice.onCall = ({ session }) => void session.accept();
  peer.request('INVITE', ALICE, opening('INVITE', [SDP]), 'carol offers');
  await world.clock.advance(100);
  peer.request('ACK', ALICE, within(peer.responses(200)[0] as SipResponse, 'ACK', 1));
  await world.clock.advance(100);
  return alice.calls[0] as CallLog;
}

async function outgoing(): Promise<{ call: CallLog; invite: SipRequest }> {
  const call = alice.call('sip:bob@10.0.0.9');
  await world.clock.advance(100);
  const invite = peer.requests('INVITE')[0] as SipRequest;
  peer.respond(invite, 180, { toTag: 'bob' });
  await world.clock.advance(100);
  return { call, invite };
}

describe('an INVITE with Replaces', () => {
  it('takes the place of a call: 200, and BYE to the other', async () => {
    const first = await connected();
    const replacedBy: Session[] = [];
    first.session.listener.onReplaced = (by) => void replacedBy.push(by);
    alice.onCall = () => {};
    takeOver([replaces(first), ['require', 'replaces']]);
    await world.clock.advance(100);
    const second = alice.calls[1] as CallLog;
    expect(second.session.replaces).toBe(first.session);
    expect(first.session.state).toBe('confirmed');
    void second.session.accept();
    await world.clock.advance(100);
    expect(replacedBy).toEqual([second.session]);
    expect(peer.requests('BYE')).toHaveLength(1);
    expect(peer.requests('BYE')[0]?.headers.first('call-id')).toBe('call-INVITE');
    const [answer] = peer.responses(200).slice(-1);
    peer.request('ACK', ALICE, within(answer as SipResponse, 'ACK', 1));
    peer.request('BYE', ALICE, within(answer as SipResponse, 'BYE', 2));
    await world.expectQuiet();
    expect(first.ends[0]).toMatchObject({ by: 'local', status: 200 });
  });

  it('refused by us leaves the first call as it was', async () => {
    const first = await connected();
    alice.onCall = ({ session }) => session.reject(603);
    takeOver([replaces(first)]);
    await world.clock.advance(100);
    peer.request('ACK', ALICE, within(last(), 'ACK', 1));
    expect(first.session.state).toBe('confirmed');
    first.session.end();
    await world.expectQuiet();
  });

  it('takes the place of an attempt of ours, which is cancelled', async () => {
    const { call, invite } = await outgoing();
    alice.onCall = ({ session }) => void session.accept();
    takeOver([replaces(call, ';early-only')]);
    await world.clock.advance(100);
    expect(peer.requests('CANCEL')).toHaveLength(1);
    peer.respond(invite, 487, { toTag: 'bob' });
    const [answer] = peer.responses(200).slice(-1);
    peer.request('ACK', ALICE, within(answer as SipResponse, 'ACK', 1));
    await world.clock.advance(100);
    expect(call.ends[0]).toMatchObject({ by: 'local', status: 487 });
    alice.calls[1]?.session.end();
    await world.expectQuiet();
  });

  it('may name any of the phones that a proxy lets ring', async () => {
    const { call, invite } = await outgoing();
    peer.respond(invite, 180, { toTag: 'carol' });
    await world.clock.advance(100);
    expect(call.session.dialogId).toBeUndefined();
    const [, second] = call.session.dialogIds;
    expect(second?.remoteTag).toBe('carol');
    alice.onCall = ({ session }) => void session.accept();
    takeOver([['replaces', `${second ? formatReplaces(second) : ''};early-only`]]);
    await world.clock.advance(100);
    expect(peer.requests('CANCEL')).toHaveLength(1);
    peer.respond(invite, 487, { toTag: 'bob' });
    peer.request('ACK', ALICE, within(peer.responses(200).at(-1) as SipResponse, 'ACK', 1));
    await world.clock.advance(100);
    alice.calls[1]?.session.end();
    await world.expectQuiet();
  });

  it.each<[string, (call: CallLog) => [string, string][], number]>([
    ['no such dialog', () => [['replaces', 'x;to-tag=1;from-tag=2']], 481],
    ['the tags the wrong way round', ({ session: { dialogId: id } }) => [['replaces', `${id?.callId};to-tag=${id?.remoteTag};from-tag=${id?.localTag}`]], 481],
    ['early-only, but answered', (call) => [replaces(call, ';early-only')], 486],
    ['malformed', () => [['replaces', 'x;to-tag=1']], 400],
    ['twice', (call) => [replaces(call), replaces(call)], 400],
    ['with Join', (call) => [replaces(call), ['join', 'x;to-tag=1;from-tag=2']], 400],
  ])('%s', async (_name, headers, status) => {
    const first = await connected();
    takeOver(headers(first));
    await world.clock.advance(100);
    expect(last().status).toBe(status);
    peer.request('ACK', ALICE, within(last(), 'ACK', 1));
    expect(alice.calls).toHaveLength(1);
    first.session.end();
    await world.expectQuiet();
  });

  it('of a call that rings here is 481: it was not begun here', async () => {
    alice.onCall = ({ session }) => void session.ring();
    peer.request('INVITE', ALICE, opening('INVITE', [SDP]), 'carol offers');
    await world.clock.advance(100);
    takeOver([replaces(alice.calls[0])]);
    await world.clock.advance(100);
    expect(last().status).toBe(481);
    peer.request('ACK', ALICE, within(last(), 'ACK', 1));
    alice.calls[0]?.session.reject(486);
    await world.clock.advance(100);
    peer.request('ACK', ALICE, within(last(), 'ACK', 1));
    await world.expectQuiet();
  });

  it('of a call that is just ending is 603', async () => {
    const first = await connected();
    peer.onRequest = () => {};
    first.session.end();
    takeOver([replaces(first)]);
    await world.clock.advance(100);
    expect(peer.responses(603)).toHaveLength(1);
    peer.request('ACK', ALICE, within(last(), 'ACK', 1));
    await world.expectQuiet();
  });
});

describe('Join', () => {
  it('required is 420; offered, it is a header field we do not know', async () => {
    alice.onCall = ({ session }) => session.reject(486);
    peer.request('INVITE', ALICE, opening('INVITE', [SDP, ['join', 'x;to-tag=1;from-tag=2'], ['require', 'join']], 'one'), 'carol offers');
    await world.clock.advance(100);
    expect(last().headers.first('unsupported')).toBe('join');
    peer.request('ACK', ALICE, within(last(), 'ACK', 1));
    peer.request('INVITE', ALICE, opening('INVITE', [SDP, ['join', 'x;to-tag=1;from-tag=2']], 'two'), 'carol offers');
    await world.clock.advance(100);
    expect(last().status).toBe(486);
    peer.request('ACK', ALICE, within(last(), 'ACK', 1));
    await world.expectQuiet();
  });
});

it('our own INVITE that takes over says so, and who sent us', async () => {
  const call = alice.call('sip:bob@10.0.0.9', { replaces: { callId: 'c@h', localTag: 'theirs', remoteTag: 'other' }, referredBy: 'sip:carol@10.0.0.3' });
  await world.clock.advance(100);
  const [invite] = peer.requests('INVITE');
  expect(invite?.headers.first('replaces')).toBe('c@h;to-tag=theirs;from-tag=other');
  expect(invite?.headers.first('require')).toBe('replaces');
  expect(invite?.headers.first('referred-by')).toBe('<sip:carol@10.0.0.3>');
  // It would be nothing without: not tried again.
  peer.respond(invite as SipRequest, 420, { headers: [['unsupported', 'replaces']] });
  await world.expectQuiet();
  expect(peer.requests('INVITE')).toHaveLength(1);
  expect(call.ends[0]?.status).toBe(420);
});

it('a dialog id with a line break is not sent', async () => {
  const call = alice.call('sip:bob@10.0.0.9', { replaces: { callId: 'c\r\nEvil: 1', localTag: 'a', remoteTag: 'b' } });
  await world.expectQuiet();
  expect(peer.received).toEqual([]);
  expect(call.ends[0]).toMatchObject({ by: 'error', error: { code: 'bad-header' } });
});

describe('the value', () => {
  it.each([
    ['98732@sip.example.com\t; from-tag=r33th4x0r ; to-tag=ff87ff', { callId: '98732@sip.example.com', localTag: 'ff87ff', remoteTag: 'r33th4x0r', earlyOnly: false }],
    ['12adf2f34456gs5;to-tag=12345;from-tag=54321;early-only', { callId: '12adf2f34456gs5', localTag: '12345', remoteTag: '54321', earlyOnly: true }],
    ['87134@171.161.34.23;to-tag=24796;from-tag=0', { callId: '87134@171.161.34.23', localTag: '24796', remoteTag: '0', earlyOnly: false }],
    [';to-tag=1;from-tag=2', undefined],
    ['x;from-tag=2', undefined],
  ])('%s (RFC 3891 6.1)', (value, expected) => {
    expect(parseReplaces(value)).toEqual(expected);
  });

  it('0 stands for the tag that an RFC 2543 phone does not have', () => {
    const session = { dialogIds: [{ callId: 'x', localTag: 'a', remoteTag: '' }], state: 'confirmed', direction: 'in' } as Partial<Session> as Session;
    expect(findReplaced([session], request('INVITE', ALICE, [['replaces', 'x;to-tag=a;from-tag=0']]))).toBe(session);
    expect(formatReplaces({ callId: 'x', localTag: 'a', remoteTag: '' })).toBe('x;to-tag=a;from-tag=0');
  });
});
