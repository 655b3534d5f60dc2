import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, BOB, CAROL, createOffice, refusal } from './office.ts';
import type { Office, Phone } from './office.ts';

let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

const holds = (phone: Phone): [boolean, boolean] => [phone.call().heldByUs, phone.call().heldByPeer];
const hold = (phone: Phone): unknown => phone.handlers['call.hold']({ id: phone.call().id });
const resume = (phone: Phone): unknown => phone.handlers['call.resume']({ id: phone.call().id });

/** Without an answer to it, a change must not be seen as done. */
async function after(...changes: unknown[]): Promise<void> {
  await office.clock.advance(1000);
  await Promise.all(changes);
}

describe('hold', () => {
  it('silences both, is seen on both sides, and is taken back', async () => {
    const { alice, bob } = await office.talking();
    await after(hold(alice));
    expect([holds(alice), holds(bob)]).toEqual([[true, false], [false, true]]);
    expect(alice.ear.isOpen).toBe(false);
    expect(bob.ear.hears(400)).toBeLessThan(0.01);

    await after(resume(alice));
    expect([holds(alice), holds(bob)]).toEqual([[false, false], [false, false]]);
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
    expect(alice.ear.hears(800)).toBeGreaterThan(0.3);
  });

  it('by both sides is known to both, whoever resumes first', async () => {
    const { alice, bob } = await office.talking();
    await after(hold(alice));
    await after(hold(bob));
    expect([holds(alice), holds(bob)]).toEqual([[true, true], [true, true]]);
    await after(resume(alice));
    expect([holds(alice), holds(bob)]).toEqual([[false, true], [true, false]]);
    await after(resume(bob));
    expect([holds(alice), holds(bob)]).toEqual([[false, false], [false, false]]);
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
  });

  it('asked for again and again ends as asked for last', async () => {
    const { alice, bob } = await office.talking();
    await after(hold(alice), resume(alice), hold(alice), resume(alice));
    expect([holds(alice), holds(bob)]).toEqual([[false, false], [false, false]]);
    await after(hold(alice), hold(alice));
    expect([holds(alice), holds(bob)]).toEqual([[true, false], [false, true]]);
    const offers = alice.phone.traceOf(alice.call().id).messages.filter(({ method, status, direction }) => method === 'INVITE' && !status && direction === 'out');
    expect(offers).toHaveLength(6);
  });

  it('by both at the same moment (glare, 491) comes to both', async () => {
    const { alice, bob } = await office.talking();
    const both = [hold(alice), hold(bob)];
    await office.clock.advance(10_000);
    await Promise.all(both);
    expect([holds(alice), holds(bob)]).toEqual([[true, true], [true, true]]);
    expect(alice.phone.traceOf(alice.call().id).messages.some(({ status }) => status === 491)).toBe(true);
  });

  it('is refused in words for a call that has ended', async () => {
    const { alice } = await office.talking();
    const { id } = alice.call();
    await alice.handlers['call.hangup']({ id });
    await office.clock.advance(300);
    expect(await refusal(() => alice.handlers['call.hold']({ id }))).toBe('call-not-ready');
  });

  it('that the hangup overtakes does not bring the call back', async () => {
    const { alice } = await office.talking();
    const { id } = alice.call();
    const held = refusal(() => alice.handlers['call.hold']({ id }));
    await alice.handlers['call.hangup']({ id });
    await office.clock.advance(1000);
    expect(await held).not.toBe('nothing');
    expect(alice.call()).toMatchObject({ state: 'ended', heldByUs: false });
    expect(alice.of('call.changed').at(-1)?.state).toBe('ended');
  });
});

describe('a second call', () => {
  it('that comes in puts the first on hold when it is answered, and resuming swaps', async () => {
    const { alice, bob } = await office.talking();
    const carol = await office.phone(CAROL, { speaksHz: 1200 });
    await carol.handlers['call.dial']({ target: `sip:alice@${ALICE}` });
    await office.clock.advance(200);
    expect(holds(alice)).toEqual([false, false]);

    const [first, second] = alice.calls();
    await alice.handlers['call.answer']({ id: second?.id ?? '' });
    await office.clock.advance(1000);
    expect(alice.calls().map(({ state, heldByUs }) => [state, heldByUs])).toEqual([['confirmed', true], ['confirmed', false]]);
    expect(bob.call().heldByPeer).toBe(true);
    expect(alice.ear.hears(1200)).toBeGreaterThan(0.3);
    expect(alice.ear.hears(800)).toBeLessThan(0.01);
    expect(bob.ear.hears(400)).toBeLessThan(0.01);
    expect(carol.ear.hears(400)).toBeGreaterThan(0.3);

    await after(alice.handlers['call.resume']({ id: first?.id ?? '' }));
    await office.clock.advance(1000);
    expect(alice.calls().map(({ heldByUs }) => heldByUs)).toEqual([false, true]);
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
    expect(carol.ear.hears(400)).toBeLessThan(0.01);
  });

  it('that goes out puts the first on hold at once', async () => {
    const { alice, bob } = await office.talking();
    const carol = await office.phone(CAROL);
    await alice.handlers['call.dial']({ target: `sip:carol@${CAROL}` });
    await office.clock.advance(500);
    expect([carol.call().state, bob.call().heldByPeer]).toEqual(['ringing', true]);
  });

  it('is answered although the first peer has vanished, which hears nothing of it', async () => {
    const { alice, bob } = await office.talking();
    const carol = await office.phone(CAROL);
    await carol.handlers['call.dial']({ target: `sip:alice@${ALICE}` });
    await office.clock.advance(200);
    // Bob's SIP is dead, his ears are not.
    office.network.filter = ({ to, from }) => !(to.address === BOB && to.port === 5060) && !(from.address === BOB && from.port === 5060);
    await alice.handlers['call.answer']({ id: alice.calls()[1]?.id ?? '' });
    await office.clock.advance(1000);
    expect(carol.call().state).toBe('confirmed');
    expect(bob.ear.hears(400)).toBeLessThan(0.01);
    office.network.filter = () => true;
    await office.clock.advance(40_000);
  });

  it('leaves the first one ended when that is hung up at the same moment', async () => {
    const { alice } = await office.talking();
    const { id } = alice.call();
    await office.phone(CAROL);
    await alice.handlers['call.dial']({ target: `sip:carol@${CAROL}` });
    await alice.handlers['call.hangup']({ id });
    await office.clock.advance(40_000);
    const told = alice.of('call.changed').filter((call) => call.id === id);
    const end = told.findIndex(({ state }) => state === 'ended');
    // At the end of the call, and with its last figures.
    expect(told.slice(end).map(({ state, heldByUs }) => [state, heldByUs])).toEqual([['ended', false], ['ended', false]]);
    expect(alice.history().find((row) => row.id === id)?.outcome).toBe('answered');
  });

  it('of two dialled, the one answered last has the microphone', async () => {
    const alice = await office.phone(ALICE, { speaksHz: 400 });
    const [bob, carol] = [await office.phone(BOB), await office.phone(CAROL)];
    await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    await alice.handlers['call.dial']({ target: `sip:carol@${CAROL}` });
    await office.clock.advance(200);
    await carol.handlers['call.answer']({ id: carol.call().id });
    await bob.handlers['call.answer']({ id: bob.call().id });
    await office.clock.advance(2000);
    expect(alice.calls().map(({ heldByUs }) => heldByUs).toSorted()).toEqual([false, true]);
    expect([bob.ear.hears(400) > 0.3, carol.ear.hears(400) > 0.3].toSorted()).toEqual([false, true]);
  });

  it('does not put the first on hold when its caller has just given up', async () => {
    const { alice } = await office.talking();
    const carol = await office.phone(CAROL);
    await carol.handlers['call.dial']({ target: `sip:alice@${ALICE}` });
    await office.clock.advance(200);
    await carol.handlers['call.hangup']({ id: carol.call().id });
    await office.clock.advance(100);
    expect(await refusal(() => alice.handlers['call.answer']({ id: alice.calls()[1]?.id ?? '' }))).toBe('call-over');
    await office.clock.advance(500);
    expect(holds(alice)).toEqual([false, false]);
  });
});
