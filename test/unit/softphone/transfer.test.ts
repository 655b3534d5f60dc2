/** Transfers (RFC 5589) between whole phones: transferor Alice, transferee Bob, target Carol. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../../../src-shared/model.ts';
import { ALICE, BOB, CAROL, accountOf, createOffice, memorySecrets, refusal } from './office.ts';
import type { Office, Phone } from './office.ts';
import { openRegistrar } from './registrar.ts';

let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

interface Three {
  alice: Phone;
  bob: Phone;
  carol: Phone;
}

async function three(): Promise<Three> {
  const { alice, bob } = await office.talking();
  return { alice, bob, carol: await office.phone(CAROL, { speaksHz: 1200 }) };
}

/** Alice has asked Carol, too. */
async function consulted(): Promise<Three & { first: string; second: string }> {
  const { alice, bob, carol } = await three();
  const first = alice.call().id;
  const { id: second } = await alice.handlers['call.dial']({ target: `sip:carol@${CAROL}` });
  await office.clock.advance(300);
  await carol.handlers['call.answer']({ id: carol.call().id });
  await office.clock.advance(1000);
  expect(alice.calls().map(({ state }) => state)).toEqual(['confirmed', 'confirmed']);
  return { alice, bob, carol, first, second };
}

const last = (phone: Phone): Call => phone.calls().at(-1) as Call;
const states = (phone: Phone): unknown[] => phone.calls().map(({ state }) => state);

async function settle(work: unknown, ms = 1500): Promise<unknown> {
  const outcome = refusal(() => work);
  await office.clock.advance(ms);
  return await outcome;
}

describe('a blind transfer', () => {
  it('brings the peer to the target, and ends our call when it has', async () => {
    const { alice, bob, carol } = await three();
    const { id } = alice.call();
    expect(await settle(alice.handlers['call.transfer']({ id, target: `sip:carol@${CAROL}` }))).toBe('nothing');
    expect(alice.call()).toMatchObject({ state: 'confirmed', heldByUs: true, transfer: { role: 'transferor', state: 'ringing', status: 180, attended: false } });
    expect(bob.calls()).toMatchObject([
      { state: 'confirmed', transfer: { role: 'transferee', state: 'ringing', target: `sip:carol@${CAROL}` } },
      { state: 'ringing', direction: 'out', remoteUri: `sip:carol@${CAROL}` },
    ]);
    expect(carol.call()).toMatchObject({ state: 'ringing', direction: 'in' });

    await carol.handlers['call.answer']({ id: carol.call().id });
    await office.clock.advance(2000);
    expect(alice.call()).toMatchObject({ state: 'ended', endedBy: 'local', transfer: { state: 'done', status: 200 } });
    expect(bob.calls()).toMatchObject([{ state: 'ended', endedBy: 'remote', transfer: { state: 'done' } }, { state: 'confirmed', heldByUs: false }]);
    // The sound has moved without a click.
    expect(carol.ear.hears(800)).toBeGreaterThan(0.3);
    expect(bob.ear.hears(1200)).toBeGreaterThan(0.3);
    expect(alice.ear.isOpen).toBe(false);
    expect(alice.history()[0]).toMatchObject({ outcome: 'answered', transfer: { role: 'transferor', state: 'done', target: `sip:carol@${CAROL}` } });
  });

  it('to somebody who declines leaves everybody where they were', async () => {
    const { alice, bob, carol } = await three();
    await settle(alice.handlers['call.transfer']({ id: alice.call().id, target: `sip:carol@${CAROL}` }));
    await carol.handlers['call.decline']({ id: carol.call().id });
    await office.clock.advance(8000);
    expect(alice.call()).toMatchObject({ state: 'confirmed', heldByUs: false, heldByPeer: false, transfer: { state: 'failed', status: 486, reason: 'Busy Here' } });
    expect(bob.calls()[0]).toMatchObject({ state: 'confirmed', heldByUs: false, heldByPeer: false, transfer: { state: 'failed', status: 486 } });
    await office.clock.advance(1000);
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
    expect(alice.ear.hears(800)).toBeGreaterThan(0.3);
  });

  it('of a call on hold leaves it there when it fails', async () => {
    const { alice, carol } = await three();
    const { id } = alice.call();
    await settle(alice.handlers['call.hold']({ id }));
    await settle(alice.handlers['call.transfer']({ id, target: `sip:carol@${CAROL}` }));
    await carol.handlers['call.decline']({ id: carol.call().id, status: 603 });
    await office.clock.advance(8000);
    expect(alice.call()).toMatchObject({ state: 'confirmed', heldByUs: true, transfer: { state: 'failed', status: 603 } });
  });

  it('to nobody fails with what the peer found', async () => {
    const { alice, bob } = await three();
    await settle(alice.handlers['call.transfer']({ id: alice.call().id, target: 'sip:nobody@192.0.2.77' }), 60_000);
    expect(alice.call()).toMatchObject({ state: 'confirmed', heldByUs: false, transfer: { state: 'failed', status: 503 } });
    expect(bob.calls().filter(({ state }) => state !== 'ended')).toHaveLength(1);
  });

  it('given up by the one who is sent brings them back', async () => {
    const { alice, bob } = await three();
    await settle(alice.handlers['call.transfer']({ id: alice.call().id, target: `sip:carol@${CAROL}` }));
    await bob.handlers['call.hangup']({ id: last(bob).id });
    await office.clock.advance(8000);
    expect(alice.call()).toMatchObject({ state: 'confirmed', heldByUs: false, transfer: { state: 'failed', status: 487 } });
    expect(bob.calls()[0]).toMatchObject({ state: 'confirmed', heldByUs: false });
  });

  it('goes on when the one who sent hangs up meanwhile', async () => {
    const { alice, bob, carol } = await three();
    await settle(alice.handlers['call.transfer']({ id: alice.call().id, target: `sip:carol@${CAROL}` }));
    await alice.handlers['call.hangup']({ id: alice.call().id });
    await office.clock.advance(1000);
    await carol.handlers['call.answer']({ id: carol.call().id });
    await office.clock.advance(1000);
    expect([last(bob).state, carol.call().state]).toEqual(['confirmed', 'confirmed']);
    expect(bob.ear.hears(1200)).toBeGreaterThan(0.3);
  });

  it('is refused in words where there is nothing to transfer, and twice at once', async () => {
    const { alice, bob, carol } = await three();
    const { id } = alice.call();
    expect(await refusal(() => alice.handlers['call.transfer']({ id, target: '4711' }))).toBe('dial-needs-account');
    const ringing = await carol.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    await office.clock.advance(200);
    expect(await refusal(() => carol.handlers['call.transfer']({ id: ringing.id, target: `sip:a@${ALICE}` }))).toBe('call-not-ready');
    await settle(alice.handlers['call.transfer']({ id, target: `sip:carol@${CAROL}` }));
    expect(await refusal(() => alice.handlers['call.transfer']({ id, target: `sip:carol@${CAROL}` }))).toBe('transfer-going-on');
    expect(bob.calls()).toHaveLength(3);
  });
});

describe('an attended transfer', () => {
  it('joins the two others, whose phones do it by themselves', async () => {
    const { alice, bob, carol, first, second } = await consulted();
    const before = carol.call();
    expect(await settle(alice.handlers['call.transferTo']({ id: first, otherId: second }), 3000)).toBe('nothing');
    expect(states(alice)).toEqual(['ended', 'ended']);
    expect(alice.calls()[0]?.transfer).toMatchObject({ role: 'transferor', attended: true, state: 'done', target: `sip:carol@${CAROL}` });
    expect(states(bob)).toEqual(['ended', 'confirmed']);
    expect(carol.calls()).toMatchObject([
      { state: 'ended' }, { state: 'confirmed', direction: 'in', replaces: before.id, transfer: { role: 'target', state: 'done', attended: true } },
    ]);
    await office.clock.advance(1000);
    expect(carol.ear.hears(800)).toBeGreaterThan(0.3);
    expect(bob.ear.hears(1200)).toBeGreaterThan(0.3);
    expect(carol.history().find(({ replaces }) => replaces !== undefined)).toMatchObject({ replaces: before.id, transfer: { role: 'target' } });
    // Nobody heard a phone ring.
    expect(carol.of('call.changed').filter(({ id, state }) => id === last(carol).id && state === 'confirmed').length).toBeGreaterThan(0);
  });

  it('works the other way round, too', async () => {
    const { alice, bob, carol, first, second } = await consulted();
    await settle(alice.handlers['call.transferTo']({ id: second, otherId: first }), 3000);
    expect([states(alice), states(bob), states(carol)]).toEqual([['ended', 'ended'], ['ended', 'confirmed'], ['ended', 'confirmed']]);
    expect(bob.calls()[1]).toMatchObject({ direction: 'in', replaces: bob.calls()[0]?.id });
  });

  it('keeps somebody muted who was', async () => {
    const { alice, bob, carol, first, second } = await consulted();
    await carol.handlers['call.mute']({ id: carol.call().id, muted: true });
    await settle(alice.handlers['call.transferTo']({ id: first, otherId: second }), 3000);
    expect(last(carol)).toMatchObject({ state: 'confirmed', muted: true, replaces: carol.calls()[0]?.id });
    expect(bob.ear.hears(1200)).toBeLessThan(0.01);
  });

  it('keeps on hold whom the target had put there', async () => {
    const { alice, bob, carol, first, second } = await consulted();
    await settle(carol.handlers['call.hold']({ id: carol.call().id }));
    await settle(alice.handlers['call.transferTo']({ id: first, otherId: second }), 4000);
    expect(last(carol)).toMatchObject({ state: 'confirmed', heldByUs: true });
    expect(last(bob)).toMatchObject({ state: 'confirmed', heldByPeer: true });
    expect(bob.ear.hears(1200)).toBeLessThan(0.01);
  });

  it('to a call that has ended fails, and the first one goes on', async () => {
    const { alice, carol, first, second } = await consulted();
    await carol.handlers['call.hangup']({ id: carol.call().id });
    await office.clock.advance(500);
    expect(await refusal(() => alice.handlers['call.transferTo']({ id: first, otherId: second }))).toBe('call-not-ready');
    expect(await refusal(() => alice.handlers['call.transferTo']({ id: first, otherId: first }))).toBe('call-not-ready');
    expect(alice.calls()[0]?.state).toBe('confirmed');
  });
});

describe('a transfer asked for by a stranger', () => {
  it('who called past the server is declined: nobody makes our account dial', async () => {
    const registrar = await openRegistrar(office.network, '192.0.2.9', { alice: 'secret' });
    const alice = await office.phone(ALICE, { secrets: memorySecrets({ 'account:a': 'secret' }) });
    await alice.handlers['account.save']({ account: accountOf({}) });
    await office.clock.advance(1000);
    const bob = await office.phone(BOB);
    await bob.handlers['call.dial']({ target: `sip:alice@${ALICE}` });
    await office.clock.advance(100);
    const answered = alice.handlers['call.answer']({ id: alice.call().id });
    await office.clock.advance(500);
    await answered;
    const sent = refusal(() => bob.handlers['call.transfer']({ id: bob.call().id, target: `sip:x@${CAROL}` }));
    await office.clock.advance(2000);
    expect(await sent).not.toBe('');
    expect(bob.call().transfer).toMatchObject({ state: 'failed', status: 603 });
    expect(alice.calls()).toHaveLength(1);
    expect(alice.call().state).toBe('confirmed');
    await registrar.close();
  });
});

describe('a REFER from anybody', () => {
  it('is declined, unless the account allows it', async () => {
    const bob = await office.phone(BOB);
    const alice = await office.phone(ALICE);
    const asked = alice.phone.userAgent().refer(
      { within: { identity: { displayName: '', uri: `sip:a@${ALICE}`, routes: [], contactUser: 'a' }, target: `sip:bob@${BOB}` }, referTo: `sip:x@${CAROL}` },
      { onProgress() {}, onEnd() {} },
    );
    await office.clock.advance(1000);
    expect(await asked).toMatchObject({ ok: false, error: { params: { status: 603 } } });
    expect(bob.calls()).toEqual([]);
  });
});
