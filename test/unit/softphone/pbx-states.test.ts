/** A phone and the states that a server tells and takes: mailboxes, busy lamps, presence. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Contact, ContactState } from '../../../src-shared/model.ts';
import { field, openRawPeer, sip } from '../../fakes/raw-sip-peer.ts';
import { ALICE, BOB, accountOf, createOffice } from './office.ts';
import type { Office, Phone } from './office.ts';
import type { Document, Pbx } from './pbx.ts';
import { SERVER, openPbx } from './pbx.ts';

let office: Office;
let pbx: Pbx;
let alice: Phone;

beforeEach(async () => {
  office = createOffice();
  pbx = await openPbx(office.network, () => office.clock.nowMs());
  alice = await office.phone(ALICE);
});
afterEach(async () => {
  await pbx.close();
  await office.close();
});

async function save(more: Parameters<typeof accountOf>[0] = {}, waitMs = 3000): Promise<void> {
  const saved = alice.handlers['account.save']({ account: accountOf(more) });
  await office.clock.advance(waitMs);
  await saved;
}

const contact = (more: Partial<Contact> = {}): Contact => ({ id: 'bob', name: 'Bob', uri: '1002', watch: ['dialog'], ...more });
const asked = (method: string): string[] => pbx.requests.map(({ text }) => text).filter((text) => text.startsWith(`${method} `));
const state = (): ContactState | undefined => alice.of('contact.state').at(-1);
const mailbox = (newVoice: number, more = ''): Document => ({
  type: 'application/simple-message-summary', body: `Messages-Waiting: ${newVoice > 0 ? 'yes' : 'no'}\r\n${more}Voice-Message: ${newVoice}/3 (0/0)\r\n`,
});
const dialogs = (version: number, inside: string, kind = 'full'): Document => ({
  type: 'application/dialog-info+xml',
  body: `<?xml version="1.0"?><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="${kind}" entity="sip:1002@${SERVER}">${inside}</dialog-info>`,
});
const ringing = '<dialog id="d1" call-id="pickup-1" local-tag="l" remote-tag="r" direction="recipient"><state>early</state><remote><identity>sip:1003@x</identity></remote></dialog>';

describe('a mailbox', () => {
  it('is asked for when the account is registered, and told when something changes', async () => {
    pbx.refuses.set('REGISTER', 503);
    pbx.first.set('message-summary', mailbox(2, `Message-Account: sip:*97@${SERVER}\r\n`));
    await save({ mailbox: true });
    expect(asked('SUBSCRIBE')).toEqual([]);
    pbx.refuses.clear();
    await office.clock.advance(600_000);
    expect(asked('SUBSCRIBE')[0]).toMatch(new RegExp(`^SUBSCRIBE sip:alice@${SERVER.replaceAll('.', '\\.')} SIP`));
    expect(field(asked('SUBSCRIBE')[0], 'Accept')).toBe('application/simple-message-summary');
    expect(alice.of('mailbox.changed')).toEqual([{ accountId: 'a', waiting: true, newVoice: 2, oldVoice: 3, uri: `sip:*97@${SERVER}` }]);
    pbx.notify('message-summary', mailbox(0));
    pbx.notify('message-summary', mailbox(0));
    await office.clock.advance(100);
    expect(alice.of('mailbox.changed').slice(1)).toEqual([{ accountId: 'a', waiting: false, newVoice: 0, oldVoice: 3 }]);
    expect(await alice.handlers['app.state'](undefined)).toMatchObject({ mailboxes: [{ waiting: false }] });
  });

  it('is told to where the registrar sees us, also in another network', async () => {
    const contacts = (): string[] => asked('SUBSCRIBE').map((text) => `${field(text, 'Contact')} ${field(text, 'Expires')}`);
    pbx.seenAs = '198.51.100.7';
    await save({ mailbox: true });
    expect(contacts().at(-1)).toBe('<sip:alice@198.51.100.7:5060> 3600');
    office.network.renumber(ALICE, '192.0.2.201');
    pbx.seenAs = '203.0.113.9';
    await office.clock.advance(10_000);
    expect(contacts().at(-1)).toBe('<sip:alice@203.0.113.9:5060> 3600');
    const before = contacts().length;
    await office.clock.advance(1_000_000);
    expect(contacts().length - before).toBeLessThan(5);
  });

  it('is let go of with the account', async () => {
    await save({ mailbox: true });
    expect(asked('SUBSCRIBE')).toHaveLength(1);
    await save({ mailbox: false });
    expect(asked('SUBSCRIBE').map((text) => field(text, 'Expires'))).toEqual(['3600', '0']);
    await save({ mailbox: true });
    await save({ mailbox: true, enabled: false });
    expect(asked('SUBSCRIBE').map((text) => field(text, 'Expires'))).toEqual(['3600', '0', '3600', '0']);
    expect(await alice.handlers['app.state'](undefined)).toMatchObject({ mailboxes: [] });
  });

  it('may be told unasked, to the account that is meant', async () => {
    await save();
    const unasked = (user: string, event = 'message-summary'): string => sip([
      `NOTIFY sip:${user}@${ALICE} SIP/2.0`, `Via: SIP/2.0/UDP ${SERVER}:5060;branch=z9hG4bK${user}${event}`, 'Max-Forwards: 70', `From: <sip:pbx@${SERVER}>;tag=1`, `To: <sip:${user}@${SERVER}>`,
      `Call-ID: ${user}${event}`, 'CSeq: 1 NOTIFY', `Contact: <sip:${SERVER}>`, `Event: ${event}`, 'Subscription-State: terminated', 'Content-Type: application/simple-message-summary',
    ], 'Messages-Waiting: yes\r\nVoice-Message: 1/0\r\n');
    for (const text of [unasked('alice'), unasked('nobody'), unasked('alice', 'presence')]) pbx.send(text, { address: ALICE, port: 5060 });
    await office.clock.advance(100);
    expect(alice.of('mailbox.changed')).toMatchObject([{ accountId: 'a', newVoice: 1 }]);
    expect(pbx.answers.map((text) => text.slice(8, 11))).toEqual(['200', '481', '481']);
    // Whoever could set the number of the mailbox could have anything dialled.
    const stranger = await openRawPeer(office.network, BOB);
    stranger.send(unasked('alice').replace(`Via: SIP/2.0/UDP ${SERVER}`, `Via: SIP/2.0/UDP ${BOB}`).replace('Call-ID: ', 'Call-ID: 2').replace('1/0', '9/0'), { address: ALICE, port: 5060 });
    await office.clock.advance(100);
    expect(stranger.received.map((text) => text.slice(8, 11))).toEqual(['481']);
    expect(alice.of('mailbox.changed')).toHaveLength(1);
    await stranger.socket.close();
  });
});

describe('busy lamps over an account', () => {
  it('are asked for when it is registered, one after the other', async () => {
    for (let n = 0; n < 40; n++) await alice.handlers['contact.save'](contact({ id: `c${n}`, uri: String(1000 + n) }));
    await office.clock.advance(1000);
    expect(alice.of('contact.state').every(({ error }) => error?.code === 'dial-needs-account')).toBe(true);
    await save({}, 10_000);
    const first = new Map(pbx.requests.map(({ text, atMs }) => [field(text, 'Call-ID'), atMs]));
    expect(first.size).toBe(40);
    const times = [...first.values()].toSorted((a, b) => a - b);
    const gaps = times.slice(1).map((atMs, n) => atMs - (times[n] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(50);
    expect(new Set(gaps.map(Math.round)).size).toBeGreaterThan(5);
    expect(alice.of('contact.state').at(-1)).toEqual({ contactId: expect.any(String), line: 'idle', canPickUp: false });
  });

  it('are two hundred at most', async () => {
    await save();
    for (let n = 0; n < 210; n++) await alice.handlers['contact.save'](contact({ id: `c${n}`, uri: String(1000 + n) }));
    await office.clock.advance(30_000);
    expect(new Set(asked('SUBSCRIBE').map((text) => field(text, 'Call-ID'))).size).toBe(200);
    expect(alice.of('contact.state').filter(({ error }) => error?.code === 'watch-too-many')).toHaveLength(10);
  });

  it('follow what the server tells, in full and in part', async () => {
    pbx.first.set('dialog', dialogs(0, ''));
    await save();
    await alice.handlers['contact.save'](contact());
    await office.clock.advance(1000);
    pbx.notify('dialog', dialogs(1, ringing, 'partial'));
    await office.clock.advance(100);
    expect(state()).toEqual({ contactId: 'bob', line: 'ringing', canPickUp: true, party: 'sip:1003@x' });
    pbx.notify('dialog', dialogs(2, '<dialog id="d1" direction="recipient"><state>confirmed</state></dialog>', 'partial'));
    await office.clock.advance(100);
    expect(state()).toEqual({ contactId: 'bob', line: 'busy', canPickUp: false });
    const before = asked('SUBSCRIBE').length;
    for (const version of [7, 9, 11]) pbx.notify('dialog', dialogs(version, '<dialog id="d1"><state>terminated</state></dialog>', 'partial'));
    await office.clock.advance(1000);
    expect(state()?.line).toBe('idle');
    // Something was missed: the whole is asked for, once.
    expect(asked('SUBSCRIBE').length).toBe(before + 1);
  });

  it('are not changed by what is not understood, nor by a NOTIFY that says nothing yet', async () => {
    await save();
    await alice.handlers['contact.save'](contact({ watch: ['dialog', 'presence'] }));
    await office.clock.advance(1000);
    pbx.notify('dialog', dialogs(1, ringing));
    await office.clock.advance(100);
    pbx.notify('dialog', { type: 'application/dialog-info+xml', body: '<!DOCTYPE x [<!ENTITY y "z">]><dialog-info version="2"/>' });
    pbx.notify('presence', undefined, 'pending;expires=600');
    await office.clock.advance(100);
    expect(state()).toMatchObject({ line: 'ringing', canPickUp: true });
  });

  it.each([[489, 'watch-not-offered'], [404, 'watch-nobody'], [403, 'watch-refused']])('refused with %i say why, and are tried again, but rarely', async (status, code) => {
    pbx.refuses.set('dialog', status);
    await save();
    await alice.handlers['contact.save'](contact());
    await office.clock.advance(20 * 60_000);
    expect(state()).toEqual({ contactId: 'bob', canPickUp: false, error: expect.objectContaining({ code }) });
    expect(asked('SUBSCRIBE').length).toBeLessThan(10);
    pbx.refuses.clear();
    await office.clock.advance(60 * 60_000);
    expect(state()).toEqual({ contactId: 'bob', line: 'idle', canPickUp: false });
  });
});

describe('an account with a registrar', () => {
  it.each([[true, '403'], [false, '200']])('tells of itself over that one alone, and takes texts as it takes calls (only from there: %s)', async (onlyFromRegistrar, textStatus) => {
    await save({ onlyFromRegistrar });
    await alice.handlers['contact.save'](contact({ uri: `sip:1002@${SERVER}`, watch: [] }));
    const ask = (method: string, more: string[], body = ''): string => sip([
      `${method} sip:alice@${ALICE} SIP/2.0`, `Via: SIP/2.0/UDP ${SERVER}:5060;branch=z9hG4bK${method}`, 'Max-Forwards: 70', `From: <sip:1002@${SERVER}>;tag=1`, `To: <sip:alice@${SERVER}>`,
      `Call-ID: ${method}`, `CSeq: 1 ${method}`, ...more,
    ], body);
    const texts = [ask('MESSAGE', ['Content-Type: text/plain'], 'Hello'), ask('SUBSCRIBE', ['Event: presence', 'Expires: 600', `Contact: <sip:1002@${SERVER}>`])];
    for (const text of texts) pbx.send(text, { address: ALICE, port: 5060 });
    await office.clock.advance(100);
    expect(alice.of('chat.changed')).toMatchObject([{ text: 'Hello', accountId: 'a' }]);
    expect(asked('NOTIFY')[0]).toContain(`entity="sip:alice@${SERVER}"`);
    const stranger = await openRawPeer(office.network, BOB);
    for (const text of texts) stranger.send(text.replaceAll(`Via: SIP/2.0/UDP ${SERVER}`, `Via: SIP/2.0/UDP ${BOB}`).replace(/^(Call-ID: .*)\r$/m, '$12\r'), { address: ALICE, port: 5060 });
    await office.clock.advance(100);
    expect(stranger.received.map((text) => text.slice(8, 11)).toSorted()).toEqual([textStatus, '403'].toSorted());
    await stranger.socket.close();
  });
});

describe('our own presence', () => {
  it('is published, kept up to date, and taken back', async () => {
    await save({ publishPresence: true });
    expect(asked('PUBLISH')[0]).toMatch(new RegExp(`^PUBLISH sip:alice@${SERVER.replaceAll('.', '\\.')} SIP`));
    expect(field(asked('PUBLISH')[0], 'Event')).toBe('presence');
    expect(asked('PUBLISH')[0]).toContain('<basic>open</basic>');
    await alice.handlers['presence.set']({ status: 'away', note: 'Lunch & more' });
    await office.clock.advance(1000);
    expect(asked('PUBLISH').at(-1)).toContain('<rpid:away/>');
    expect(asked('PUBLISH').at(-1)).toContain('Lunch &amp; more');
    const before = asked('PUBLISH').length;
    await alice.handlers['presence.set']({ status: 'away', note: 'Lunch & more' });
    await office.clock.advance(1000);
    expect(asked('PUBLISH').length).toBe(before);
    const bob = await office.phone(BOB);
    await bob.handlers['call.dial']({ target: `sip:alice@${ALICE}` });
    await office.clock.advance(1000);
    await alice.handlers['call.answer']({ id: alice.call().id });
    await office.clock.advance(1000);
    expect(asked('PUBLISH').at(-1)).toContain('<rpid:on-the-phone/>');
    await save({ publishPresence: false });
    expect(asked('PUBLISH').map((text) => field(text, 'Expires')).at(-1)).toBe('0');
  });

  it('ends with the phone, as everything does', async () => {
    await save({ publishPresence: true, mailbox: true });
    await alice.handlers['contact.save'](contact({ watch: ['presence', 'dialog'] }));
    await office.clock.advance(2000);
    const stopped = alice.phone.stop();
    await office.clock.advance(5000);
    await stopped;
    const last = new Map(pbx.requests.map(({ text }) => [field(text, 'Call-ID'), field(text, 'Expires')]));
    expect([...last.values()]).toEqual(['0', '0', '0', '0']);
  });
});
