/** The computer gets another address in the middle of things. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, BOB, accountOf, createOffice, memorySecrets } from './office.ts';
import type { Office } from './office.ts';
import { answer, field, openRawPeer } from '../../fakes/raw-sip-peer.ts';
import { openRegistrar } from './registrar.ts';

const ELSEWHERE = '192.0.2.201';
const REGISTRAR = '192.0.2.9';

let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

describe('another network', () => {
  it('is told, and a call goes on there', async () => {
    const { alice, bob } = await office.talking();
    office.network.renumber(ALICE, ELSEWHERE);
    await office.clock.advance(5000);
    expect(alice.of('network.changed').at(-1)?.addresses).toEqual([{ interface: 'fake0', address: ELSEWHERE }]);
    await office.clock.advance(2000);
    expect([alice.call().state, bob.call().state]).toEqual(['confirmed', 'confirmed']);
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
    expect(alice.ear.hears(800)).toBeGreaterThan(0.3);
    // The band in the ladder moves with it.
    expect(alice.of('media.changed').at(-1)?.local).toContain(ELSEWHERE);
    // Bob finds us there.
    await bob.handlers['call.hangup']({ id: bob.call().id });
    await office.clock.advance(1000);
    expect([alice.call().endedBy, bob.call().state]).toEqual(['remote', 'ended']);
  });

  it('twice in a row is followed twice', async () => {
    const { alice, bob } = await office.talking();
    office.network.renumber(ALICE, ELSEWHERE);
    await office.clock.advance(600);
    office.network.renumber(ELSEWHERE, '192.0.2.202');
    await office.clock.advance(6000);
    office.network.renumber('192.0.2.202', '192.0.2.203');
    await office.clock.advance(6000);
    expect([alice.call().state, bob.call().state]).toEqual(['confirmed', 'confirmed']);
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
  });

  it('that is none at all ends nothing by itself', async () => {
    const { alice } = await office.talking();
    office.network.renumber(ALICE, undefined);
    await office.clock.advance(6000);
    expect(alice.call().state).toBe('confirmed');
    expect(alice.of('network.changed').at(-1)?.addresses).toEqual([]);
  });

  it('while it rings here: the answer names the new address', async () => {
    const alice = await office.phone(ALICE);
    const bob = await office.phone(BOB);
    await bob.handlers['call.dial']({ target: `sip:alice@${ALICE}` });
    await office.clock.advance(200);
    office.network.renumber(ALICE, ELSEWHERE);
    await office.clock.advance(5000);
    const answered = alice.handlers['call.answer']({ id: alice.call().id });
    await office.clock.advance(3000);
    await answered;
    const success = alice.of('message.traced').findLast(({ status, method }) => status === 200 && method === 'INVITE');
    expect(field(success?.raw ?? '', 'Contact')).toContain(ELSEWHERE);
    expect([alice.call().state, bob.call().state]).toEqual(['confirmed', 'confirmed']);
  });

  it('keeps a call on hold that was', async () => {
    const { alice, bob } = await office.talking();
    const held = alice.handlers['call.hold']({ id: alice.call().id });
    await office.clock.advance(1000);
    await held;
    office.network.renumber(ALICE, ELSEWHERE);
    await office.clock.advance(7000);
    expect(alice.call()).toMatchObject({ state: 'confirmed', heldByUs: true });
    expect(bob.call()).toMatchObject({ state: 'confirmed', heldByPeer: true });
    const resumed = alice.handlers['call.resume']({ id: alice.call().id });
    await office.clock.advance(2000);
    await resumed;
    expect(alice.ear.hears(800)).toBeGreaterThan(0.3);
  });

  it('registers within five seconds, and leaves an unanswered call alone', async () => {
    const registrar = await openRegistrar(office.network, REGISTRAR, { alice: 'secret' });
    const alice = await office.phone(ALICE, { secrets: memorySecrets({ 'account:a': 'secret' }) });
    await alice.handlers['account.save']({ account: accountOf({}) });
    await office.clock.advance(1000);
    const bob = await office.phone(BOB);
    await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    await office.clock.advance(500);
    const invites = (): number => alice.of('message.traced').filter(({ method, status, direction }) => method === 'INVITE' && !status && direction === 'out').length;
    const before = invites();
    office.network.renumber(ALICE, ELSEWHERE);
    await office.clock.advance(5000);
    expect(registrar.bindings.get('alice')).toContain(ELSEWHERE);
    expect(invites()).toBe(before);
    await bob.handlers['call.decline']({ id: bob.call().id });
    await office.clock.advance(40_000);
    await registrar.close();
  });

  it('is what a running call says, and where the registrar sees us now once it tells', async () => {
    let seenAs = '198.51.100.7';
    const registrar = await openRawPeer(office.network, REGISTRAR);
    registrar.socket.onMessage = (bytes, from) => {
      const request = new TextDecoder().decode(bytes);
      if (!request.startsWith('REGISTER ')) return;
      const seen = answer(request, 200, 'r').replace(/^(Via: [^\r]*)\r$/m, `$1;received=${seenAs}\r`).replace('\r\nContent-Length', `\r\nContact: ${field(request, 'Contact')};expires=300\r\nContent-Length`);
      registrar.send(seen, from);
    };
    const alice = await office.phone(ALICE);
    const bob = await office.phone(BOB);
    await alice.handlers['account.save']({ account: accountOf({}) });
    await office.clock.advance(1000);
    const contacts: string[] = [];
    office.network.filter = ({ bytes }) => {
      const text = new TextDecoder().decode(bytes);
      if (text.startsWith('INVITE ')) contacts.push(field(text, 'Contact'));
      return true;
    };
    await alice.handlers['call.dial']({ target: `sip:bob@${BOB}`, accountId: 'a' });
    await office.clock.advance(500);
    await bob.handlers['call.answer']({ id: bob.call().id });
    await office.clock.advance(500);
    expect(contacts).toEqual([expect.stringContaining('alice@198.51.100.7')]);
    seenAs = '203.0.113.9';
    office.network.renumber(ALICE, ELSEWHERE);
    await office.clock.advance(6000);
    expect(contacts.slice(1)).toEqual([expect.stringContaining(`alice@${ELSEWHERE}`), expect.stringContaining('alice@203.0.113.9')]);
    await office.clock.advance(400_000);
    expect(contacts).toHaveLength(3);
    expect([alice.call().state, bob.call().state]).toEqual(['confirmed', 'confirmed']);
    await alice.handlers['call.hangup']({ id: alice.call().id });
    await office.clock.advance(1000);
    expect(bob.call().state).toBe('ended');
    await registrar.socket.close();
  });

  it('of a peer that is gone ends the call in the end', async () => {
    const { alice } = await office.talking();
    office.network.renumber(BOB, undefined);
    office.network.renumber(ALICE, ELSEWHERE);
    await office.clock.advance(60_000);
    expect(alice.history()[0]).toMatchObject({ outcome: 'answered', endedBy: 'timeout', error: { code: 'peer-vanished' } });
  });
});
