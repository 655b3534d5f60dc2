import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../../src-shared/model.ts';
import type { RawPeer } from '../../fakes/raw-sip-peer.ts';
import { answer, field, openRawPeer, sip } from '../../fakes/raw-sip-peer.ts';
import { ALICE, BOB, CAROL, accountOf, createOffice, refusal } from './office.ts';
import type { Office, Phone } from './office.ts';

const PEER = `sip:bob@${BOB}`;
let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

const textsOf = async ({ handlers }: Phone, peer: string): Promise<ChatMessage[]> => await handlers['chat.messages']({ peer, limit: 100 });
const states = ({ of }: Phone): string[] => of('chat.changed').map(({ text, state }) => `${text}: ${state}`);

async function write({ handlers }: Phone, text: string, target = PEER): Promise<ChatMessage> {
  const [sent] = await Promise.allSettled([handlers['chat.send']({ target, text }), office.clock.advance(1)]);
  if (sent.status === 'rejected') throw sent.reason;
  return sent.value;
}

/** A MESSAGE as a peer without manners sends it. */
function message(more: { text?: string; type?: string; callId?: string; branch?: string; from?: string; cseq?: number; extra?: string[] } = {}): string {
  const { text = 'Hello', type = 'text/plain', callId = 'm1', branch = callId, from = `"Bob" <${PEER};x=y>`, cseq = 1, extra = [] } = more;
  return sip([
    `MESSAGE sip:alice@${ALICE} SIP/2.0`, `Via: SIP/2.0/UDP ${BOB}:5060;branch=z9hG4bK${branch}`, 'Max-Forwards: 70', `From: ${from};tag=f${callId}`,
    `To: <sip:alice@${ALICE}>`, `Call-ID: ${callId}`, `CSeq: ${cseq} MESSAGE`, ...(type === '' ? [] : [`Content-Type: ${type}`]), ...extra,
  ], text);
}

describe('texts between two phones', () => {
  it('arrive, are answered, and make a conversation on both sides', async () => {
    const alice = await office.phone(ALICE);
    const bob = await office.phone(BOB);
    const sent = await write(alice, 'Grüße, 👋\nBob');
    expect(sent).toMatchObject({ peer: PEER, direction: 'out', state: 'sending', read: true });
    await office.clock.advance(100);
    expect(states(alice)).toEqual(['Grüße, 👋\nBob: sending', 'Grüße, 👋\nBob: delivered']);
    expect(bob.of('chat.changed')).toMatchObject([{ peer: `sip:rung@${ALICE}`, direction: 'in', text: 'Grüße, 👋\nBob', state: 'received', read: false, sipCallId: sent.sipCallId }]);
    expect((await bob.handlers['app.state'](undefined)).unread).toBe(1);

    await write(bob, 'Hello Alice', `sip:rung@${ALICE}`);
    await office.clock.advance(100);
    expect((await textsOf(alice, `sip:rung@${BOB}`)).map(({ text }) => text)).toEqual(['Hello Alice']);
    expect((await textsOf(bob, `sip:rung@${ALICE}`)).map(({ direction, state }) => `${direction} ${state}`)).toEqual(['out delivered', 'in received']);
    expect(await bob.handlers['chat.conversations'](undefined)).toMatchObject([{ peer: `sip:rung@${ALICE}`, unread: 1, last: { text: 'Hello Alice' } }]);
  });

  it('are read, and removed', async () => {
    const alice = await office.phone(ALICE);
    const bob = await office.phone(BOB);
    await write(alice, 'one');
    await write(alice, 'two');
    await office.clock.advance(200);
    const peer = `sip:rung@${ALICE}`;
    await bob.handlers['chat.read']({ peer: `<${peer}:5060>` });
    expect(bob.of('chat.refresh')).toEqual([{ peer, unread: 0 }]);
    await bob.handlers['chat.remove']({ peer });
    expect(bob.of('chat.refresh').at(-1)).toEqual({ peer, unread: 0 });
    expect(await textsOf(bob, peer)).toEqual([]);
  });

  it('of many lines go over TCP, in the order in which they were written', async () => {
    const alice = await office.phone(ALICE);
    const bob = await office.phone(BOB);
    const long = 'All work and no play. '.repeat(300);
    for (const text of [long, 'b', 'c']) await write(alice, text);
    await office.clock.advance(500);
    expect(bob.of('chat.changed').map(({ text }) => text)).toEqual([long.trimEnd(), 'b', 'c']);
    expect(alice.of('chat.changed').filter(({ state }) => state === 'delivered')).toHaveLength(3);
  });

  it('survive bad weather, once each', async () => {
    const alice = await office.phone(ALICE);
    const bob = await office.phone(BOB);
    office.network.weather = { delayMs: 5, loss: 0.4, duplicate: 0.4 };
    for (const text of ['a', 'b', 'c', 'd']) await write(alice, text);
    await office.clock.advance(60_000);
    office.network.weather = { delayMs: 5 };
    expect((await textsOf(bob, `sip:rung@${ALICE}`)).map(({ text }) => text)).toEqual(['d', 'c', 'b', 'a']);
  });

  it('come within a call too', async () => {
    const { alice, bob } = await office.talking();
    const [session] = bob.phone.userAgent().sessions;
    const bytes = new TextEncoder().encode('in the call');
    const answered = session?.request('MESSAGE', { body: { contentType: 'text/plain', bytes } });
    await office.clock.advance(100);
    expect(await answered).toMatchObject({ ok: true, value: { status: 200 } });
    expect(alice.of('chat.changed')).toMatchObject([{ text: 'in the call', direction: 'in' }]);
  });
});

describe('a text that goes out', () => {
  let alice: Phone;
  let peer: RawPeer;
  beforeEach(async () => {
    alice = await office.phone(ALICE);
    peer = await openRawPeer(office.network, BOB);
  });
  afterEach(() => peer.socket.close());

  async function fate(status: number): Promise<ChatMessage | undefined> {
    await write(alice, `for ${status}`);
    await office.clock.advance(20);
    peer.send(answer(peer.received.at(-1), status, 'b'), { address: ALICE, port: 5060 });
    await office.clock.advance(50);
    return alice.of('chat.changed').at(-1);
  }

  it('is a MESSAGE as RFC 3428 wants it', async () => {
    await write(alice, 'Hä?');
    await office.clock.advance(20);
    const [request = ''] = peer.received;
    expect(request).toMatch(/^MESSAGE sip:bob@192\.0\.2\.2 SIP\/2\.0\r\n/);
    expect(field(request, 'Content-Type')).toBe('text/plain;charset=UTF-8');
    expect(request).not.toMatch(/^Contact:/m);
    expect(request.endsWith('\r\n\r\nHä?')).toBe(true);
  });

  it.each([
    [200, 'delivered', undefined], [202, 'accepted', undefined], [302, 'failed', 'chat-moved'], [403, 'failed', 'chat-refused'], [404, 'failed', 'user-not-found'],
    [405, 'failed', 'chat-not-taken'], [413, 'failed', 'chat-too-long'], [415, 'failed', 'chat-not-taken'], [480, 'failed', 'unavailable'],
    [486, 'failed', 'chat-busy'], [401, 'failed', 'auth-required'], [603, 'failed', 'chat-refused'],
  ])('and gets %i is %s', async (status, state, code) => {
    expect(await fate(status)).toMatchObject({ state, status, ...(code === undefined ? {} : { error: { code } }) });
  });

  it('and gets no answer has failed, and with it what waited for its turn', async () => {
    for (const text of ['a', 'b', 'c']) await write(alice, text);
    await office.clock.advance(33_000);
    expect(states(alice).slice(3)).toEqual(['a: failed', 'b: failed', 'c: failed']);
    expect(new Set(peer.received.map((text) => field(text, 'Call-ID'))).size).toBe(1);
    await write(alice, 'again');
    await office.clock.advance(20);
    expect(peer.received.at(-1)).toContain('again');
  });

  it('goes over the account, or to nobody', async () => {
    expect(await refusal(() => write(alice, 'x', '1002'))).toBe('dial-needs-account');
    expect(await refusal(() => write(alice, 'x', 'sip:a b@c'))).toBe('dial-bad-uri');
    await alice.handlers['account.save']({ account: accountOf({ domain: BOB, register: false }) });
    await write(alice, 'x', '1002');
    await office.clock.advance(20);
    expect(field(peer.received.at(-1), 'From')).toContain(`sip:alice@${BOB}`);
    expect(alice.of('chat.changed').at(-1)).toMatchObject({ peer: `sip:1002@${BOB}`, accountId: 'a' });
  });

  it('goes back over the account that was written to', async () => {
    for (const [id, domain] of [['one', 'one.example'], ['two', 'two.example']] as const) {
      await alice.handlers['account.save']({ account: accountOf({ id, domain, proxy: BOB, register: false }) });
    }
    const text = message({ from: '<sip:carol@three.example>' }).replace(`To: <sip:alice@${ALICE}>`, 'To: <sip:alice@two.example>');
    peer.send(text, { address: ALICE, port: 5060 });
    await office.clock.advance(20);
    expect(alice.of('chat.changed').at(-1)).toMatchObject({ accountId: 'two' });
    await write(alice, 'back', 'sip:carol@three.example');
    await office.clock.advance(20);
    expect(field(peer.received.at(-1), 'From')).toContain('sip:alice@two.example');
  });

  it('and is under way when the phone stops has failed', async () => {
    await write(alice, 'too late');
    const stopped = alice.phone.stop();
    await office.clock.advance(5000);
    await stopped;
    expect(alice.of('chat.changed').at(-1)).toMatchObject({ state: 'failed', error: { code: 'chat-interrupted' } });
  });

  it('does not wait in a queue without end', async () => {
    for (let n = 0; n < 100; n++) await write(alice, String(n));
    expect(await refusal(() => write(alice, 'one more'))).toBe('chat-too-many');
    expect(await textsOf(alice, PEER)).toHaveLength(100);
  });
});

describe('a text that comes', () => {
  let alice: Phone;
  let peer: RawPeer;
  beforeEach(async () => {
    alice = await office.phone(ALICE);
    peer = await openRawPeer(office.network, BOB);
  });
  afterEach(() => peer.socket.close());

  async function gets(text: string): Promise<string> {
    peer.send(text, { address: ALICE, port: 5060 });
    await office.clock.advance(20);
    return peer.received.at(-1)?.split('\r\n', 1)[0]?.slice(8) ?? '';
  }

  it('is kept once, however often its request comes', async () => {
    expect(await gets(message())).toBe('200 OK');
    await gets(message());
    expect(await gets(message({ branch: 'another' }))).toMatch(/^(200|482)/);
    await office.clock.advance(40_000);
    expect(await gets(message({ branch: 'late' }))).toBe('200 OK');
    expect(await gets(message({ branch: 'next', cseq: 2 }))).toBe('200 OK');
    expect((await textsOf(alice, PEER)).map(({ peerName }) => peerName)).toEqual(['Bob', 'Bob']);
    expect(alice.of('chat.changed')).toHaveLength(2);
  });

  it.each([
    ['no text', { type: 'text/html' }, '415', 'Accept: '],
    ['no type', { type: '' }, '415', 'Accept: '],
    ['packed', { extra: ['Content-Encoding: gzip'] }, '415', 'Accept-Encoding: identity'],
    ['too long', { text: 'x'.repeat(10_001) }, '413', ''],
  ])('and is %s is refused', async (_what, more, status, told) => {
    expect(await gets(message(more))).toMatch(new RegExp(`^${status}`));
    expect(peer.received.at(-1)).toContain(told);
    expect(alice.of('chat.changed')).toEqual([]);
  });

  it('and is wrapped as linphone does it is taken out', async () => {
    const text = `From: <${PEER}>\r\nDateTime: 2026-01-01T00:00:00Z\r\n\r\nContent-Type: text/plain;charset=utf-8\r\n\r\nHello`;
    expect(await gets(message({ type: 'message/cpim', text }))).toBe('200 OK');
    expect(alice.of('chat.changed')).toMatchObject([{ text: 'Hello' }]);
  });

  it('and says nothing is taken and forgotten', async () => {
    expect(await gets(message({ text: ' \r\n' }))).toBe('200 OK');
    expect(alice.of('chat.changed')).toEqual([]);
  });

  it('is read in the character set that it says', async () => {
    const bytes = new TextEncoder().encode(message({ type: 'text/plain; charset="ISO-8859-1"', text: 'Mueller' }));
    bytes[bytes.length - 6] = 0xfc;
    peer.socket.send(bytes, { address: ALICE, port: 5060 });
    await office.clock.advance(20);
    expect(alice.of('chat.changed')).toMatchObject([{ text: 'Müeller' }]);
  });

  it('holds no control characters, nor does the name of its sender', async () => {
    await gets(message({ text: 'a\u0000\u0007b\r\nc\td', from: `"B\\\tob" <${PEER}>` }));
    expect(alice.of('chat.changed')).toMatchObject([{ text: 'ab\nc\td', peerName: expect.not.stringMatching(/[\u0000-\u001f]/) }]);
  });

  it('from somebody who floods us is turned away for a while', async () => {
    const answers: string[] = [];
    for (let n = 0; n < 70; n++) answers.push((await gets(message({ callId: `f${n}` }))).slice(0, 3));
    expect(answers.filter((status) => status === '200')).toHaveLength(60);
    expect(answers.at(-1)).toBe('480');
    expect(field(peer.received.at(-1), 'Retry-After')).toBe('60');
    expect(await gets(message({ callId: 'other', from: `<sip:dora@${CAROL}>` }))).toBe('200 OK');
    await office.clock.advance(60_000);
    expect(await gets(message({ callId: 'later' }))).toBe('200 OK');
  });

  it('bears the name that the address book has', async () => {
    await alice.handlers['contact.save']({ id: 'c', name: 'Robert', uri: `sip:bob@${BOB}:5060;transport=udp`, watch: [] });
    await gets(message({ from: `"Your Bank" <${PEER}>` }));
    expect(alice.of('chat.changed')).toMatchObject([{ peerName: 'Robert' }]);
  });

  it('that does not come over the registrar is refused where the account says so', async () => {
    await alice.handlers['account.save']({ account: accountOf({ domain: CAROL, register: false, onlyFromRegistrar: true }) });
    expect(await gets(message())).toMatch(/^403/);
    expect(alice.of('chat.changed')).toEqual([]);
  });

  it('that cannot be kept is not taken', async () => {
    alice.store.chat.add = () => {
      throw new Error('not a failure that anybody foresaw');
    };
    expect(await gets(message())).toMatch(/^500/);
  });
});
