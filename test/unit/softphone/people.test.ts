import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Contact, ContactState } from '../../../src-shared/model.ts';
import { ALICE, BOB, CAROL, accountOf, createOffice, refusal } from './office.ts';
import type { Office, Phone } from './office.ts';

const BOBS = `sip:bob@${BOB}`;
const ALICES = `sip:alice@${ALICE}`;
let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

const contact = (more: Partial<Contact> = {}): Contact => ({ id: 'bob', name: 'Bob', uri: BOBS, watch: ['presence', 'dialog'], ...more });
const stateOf = (phone: Phone): ContactState | undefined => phone.of('contact.state').at(-1);
const subscribes = (sent: string[]): string[] => sent.filter((text) => text.startsWith('SUBSCRIBE '));

/** Phones that are known to others by the address at which they listen. */
async function phones(): Promise<{ alice: Phone; bob: Phone; sent: string[] }> {
  const sent: string[] = [];
  office.network.filter = ({ bytes }) => sent.push(new TextDecoder().decode(bytes)) > 0;
  const alice = await office.phone(ALICE);
  const bob = await office.phone(BOB);
  await alice.handlers['account.save']({ account: accountOf({ user: 'alice', domain: ALICE, register: false }) });
  await bob.handlers['account.save']({ account: accountOf({ user: 'bob', domain: BOB, register: false, displayName: 'Bob' }) });
  return { alice, bob, sent };
}

async function knowEachOther(): Promise<{ alice: Phone; bob: Phone; sent: string[] }> {
  const both = await phones();
  await both.bob.handlers['contact.save']({ id: 'alice', name: 'Alice', uri: ALICES, watch: [] });
  await both.alice.handlers['contact.save'](contact({ accountId: 'a' }));
  await office.clock.advance(1000);
  return both;
}

describe('two phones that know each other', () => {
  it('see what the other one does', async () => {
    const { alice, bob } = await knowEachOther();
    expect(stateOf(alice)).toEqual({ contactId: 'bob', presence: 'available', line: 'idle', canPickUp: false });
    await bob.handlers['presence.set']({ status: 'away', note: 'At the dentist' });
    await office.clock.advance(2000);
    expect(bob.of('presence.changed')).toEqual([{ status: 'away', note: 'At the dentist' }]);
    expect(stateOf(alice)).toMatchObject({ presence: 'away', note: 'At the dentist' });
    await bob.handlers['settings.save']({ doNotDisturb: true });
    await office.clock.advance(2000);
    expect(stateOf(alice)).toMatchObject({ presence: 'busy', note: 'At the dentist', line: 'idle' });
    await bob.handlers['presence.set']({ status: 'offline', note: '' });
    await office.clock.advance(2000);
    expect(stateOf(alice)).toEqual({ contactId: 'bob', presence: 'offline', line: 'idle', canPickUp: false });
  });

  it('see the other one called, talking, and done', async () => {
    const { alice, bob } = await knowEachOther();
    const carol = await office.phone(CAROL);
    await carol.handlers['call.dial']({ target: BOBS });
    await office.clock.advance(2000);
    expect(stateOf(alice)).toEqual({ contactId: 'bob', presence: 'available', line: 'ringing', canPickUp: true, party: `sip:rung@${CAROL}:5060` });
    await bob.handlers['call.answer']({ id: bob.call().id });
    await office.clock.advance(2000);
    expect(stateOf(alice)).toMatchObject({ presence: 'busy', note: 'On the phone', line: 'busy', canPickUp: false });
    await carol.handlers['call.hangup']({ id: carol.call().id });
    await office.clock.advance(2000);
    expect(stateOf(alice)).toEqual({ contactId: 'bob', presence: 'available', line: 'idle', canPickUp: false });
  });

  it('take calls for each other', async () => {
    const { alice, bob } = await knowEachOther();
    const carol = await office.phone(CAROL);
    await carol.handlers['call.dial']({ target: BOBS });
    await office.clock.advance(2000);
    const picked = alice.handlers['call.pickUp']({ contactId: 'bob' });
    await office.clock.advance(2000);
    expect(await picked).toMatchObject({ direction: 'out', accountId: 'a' });
    expect([alice.call().state, bob.call().state]).toEqual(['confirmed', 'ended']);
    expect(carol.calls().filter(({ state }) => state === 'confirmed')).toMatchObject([{ remoteUri: ALICES }]);
    expect(stateOf(alice)).toMatchObject({ line: 'idle', canPickUp: false });
    expect(await refusal(async () => await alice.handlers['call.pickUp']({ contactId: 'bob' }))).toBe('nothing-to-pick-up');
    expect(await refusal(async () => await alice.handlers['call.pickUp']({ contactId: 'nobody' }))).toBe('contact-gone');
  });

  it('count the documents that they send, whatever happens in between', async () => {
    const { bob, sent } = await knowEachOther();
    const carol = await office.phone(CAROL);
    for (let n = 0; n < 3; n++) {
      await carol.handlers['call.dial']({ target: BOBS });
      await office.clock.advance(100);
      await bob.handlers['call.decline']({ id: bob.calls().at(-1)?.id ?? '' });
      await office.clock.advance(100);
    }
    await office.clock.advance(4_000_000);
    const versions = sent.map((text) => /^NOTIFY .*<dialog-info [^>]*version="(\d+)"/s.exec(text)?.[1]).filter((version) => version !== undefined).map(Number);
    expect(versions.length).toBeGreaterThan(3);
    expect(versions).toEqual(versions.map((_, n) => n));
  });

  it('each tell a state once', async () => {
    const { alice } = await knowEachOther();
    const before = alice.of('contact.state').length;
    await office.clock.advance(4000_000);
    expect(alice.of('contact.state').length).toBe(before);
  });

  it('stop watching when the contact goes', async () => {
    const { alice, bob, sent } = await knowEachOther();
    await alice.handlers['contact.remove']({ id: 'bob' });
    await office.clock.advance(3000);
    const ends = subscribes(sent).filter((text) => /^Expires: 0\r$/m.test(text));
    expect(ends.map((text) => /^Event: (.*)\r$/m.exec(text)?.[1]).toSorted()).toEqual(['dialog', 'presence']);
    const before = sent.length;
    await bob.handlers['presence.set']({ status: 'busy', note: '' });
    await office.clock.advance(100_000);
    expect(sent.slice(before)).toEqual([]);
    expect(await alice.handlers['app.state'](undefined)).toMatchObject({ contacts: [], contactStates: [] });
  });

  it('no longer do when one strikes the other out', async () => {
    const { alice, bob } = await knowEachOther();
    await bob.handlers['contact.remove']({ id: 'alice' });
    await office.clock.advance(3000);
    expect(stateOf(alice)).toEqual({ contactId: 'bob', canPickUp: false, error: expect.objectContaining({ code: 'watch-refused' }) });
  });

  it('go on after a change of the sockets', async () => {
    const { alice, bob } = await knowEachOther();
    const saved = alice.handlers['settings.save']({ sipPort: 5070 });
    await office.clock.advance(8000);
    await saved;
    await bob.handlers['presence.set']({ status: 'away', note: '' });
    await office.clock.advance(2000);
    expect(stateOf(alice)).toMatchObject({ presence: 'away', line: 'idle' });
  });

  it('keep what is known when only a name changes', async () => {
    const { alice, sent } = await knowEachOther();
    const before = subscribes(sent).length;
    await alice.handlers['contact.save'](contact({ accountId: 'a', name: 'Robert' }));
    await office.clock.advance(3000);
    expect(subscribes(sent).length).toBe(before);
    expect(await alice.handlers['app.state'](undefined)).toMatchObject({ contacts: [{ name: 'Robert' }], contactStates: [{ presence: 'available', line: 'idle' }] });
    await alice.handlers['contact.save'](contact({ accountId: 'a', name: 'Robert', watch: ['dialog'] }));
    await office.clock.advance(3000);
    expect(stateOf(alice)).toEqual({ contactId: 'bob', line: 'idle', canPickUp: false });
  });
});

describe('a stranger', () => {
  it('sees nothing, and is told so', async () => {
    const { alice } = await phones();
    await alice.handlers['contact.save'](contact({ accountId: 'a' }));
    await office.clock.advance(1000);
    expect(stateOf(alice)).toMatchObject({ canPickUp: false, error: { code: 'watch-refused' } });
    expect(stateOf(alice)).not.toHaveProperty('presence');
  });

  it('that is not there is waited for', async () => {
    const { alice, bob } = await phones();
    await bob.handlers['contact.save']({ id: 'alice', name: 'Alice', uri: ALICES, watch: [] });
    const stopped = bob.phone.stop();
    await office.clock.advance(3000);
    await stopped;
    await alice.handlers['contact.save'](contact({ accountId: 'a' }));
    await office.clock.advance(40_000);
    expect(stateOf(alice)?.error?.code).toBeDefined();
    const again = await office.phone(BOB);
    await again.handlers['account.save']({ account: accountOf({ user: 'bob', domain: BOB, register: false }) });
    await again.handlers['contact.save']({ id: 'alice', name: 'Alice', uri: ALICES, watch: [] });
    await office.clock.advance(1_000_000);
    expect(stateOf(alice)).toEqual({ contactId: 'bob', presence: 'available', line: 'idle', canPickUp: false });
  });
});
