/** Conferences of whole phones: who hears whom, through hold, other calls, and the end of a member. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALICE, BOB, CAROL, createOffice, refusal } from './office.ts';
import type { Office, Phone } from './office.ts';

const DAVE = '192.0.2.4';
const VOICES = { alice: 400, bob: 800, carol: 1200, dave: 1600 };

let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

/** Without an answer to it, a change must not be seen as done. */
async function after(...changes: unknown[]): Promise<void> {
  await office.clock.advance(1000);
  await Promise.all(changes);
}

/** Whom somebody hears now. */
function hears({ ear }: Phone): string {
  return Object.entries(VOICES).filter(([, hz]) => ear.hears(hz, 200) > 0.1).map(([name]) => name).join();
}

async function call(from: Phone, to: Phone, address: string): Promise<string> {
  const { id } = await from.handlers['call.dial']({ target: `sip:x@${address}` });
  await office.clock.advance(200);
  await to.handlers['call.answer']({ id: to.calls().at(-1)!.id });
  await office.clock.advance(1000);
  return id;
}

async function three(): Promise<{ alice: Phone; bob: Phone; carol: Phone; toBob: string; toCarol: string }> {
  const alice = await office.phone(ALICE, { speaksHz: VOICES.alice });
  const bob = await office.phone(BOB, { speaksHz: VOICES.bob });
  const carol = await office.phone(CAROL, { speaksHz: VOICES.carol });
  const toBob = await call(alice, bob, BOB);
  const toCarol = await call(alice, carol, CAROL);
  expect([hears(alice), hears(bob), hears(carol)]).toEqual(['carol', '', 'alice']);
  return { alice, bob, carol, toBob, toCarol };
}

const flags = (phone: Phone): unknown[] => phone.calls().map(({ inConference, heldByUs }) => [inConference ?? false, heldByUs]);

describe('a conference', () => {
  it('of three: each hears the two others, nobody hears themselves', async () => {
    const { alice, bob, carol, toBob } = await three();
    await after(alice.handlers['conference.add']({ id: toBob }));
    expect(flags(alice)).toEqual([[true, false], [true, false]]);
    expect([hears(alice), hears(bob), hears(carol)]).toEqual(['bob,carol', 'alice,carol', 'alice,bob']);
  });

  it('of four', async () => {
    const { alice, bob, carol, toBob } = await three();
    await after(alice.handlers['conference.add']({ id: toBob }));
    const dave = await office.phone(DAVE, { speaksHz: VOICES.dave });
    const toDave = await call(alice, dave, DAVE);
    expect(flags(alice)).toEqual([[true, true], [true, true], [false, false]]);
    expect([hears(alice), hears(bob), hears(carol), hears(dave)]).toEqual(['dave', '', '', 'alice']);
    await after(alice.handlers['conference.add']({ id: toDave }));
    expect([hears(alice), hears(bob), hears(carol), hears(dave)]).toEqual(['bob,carol,dave', 'alice,carol,dave', 'alice,bob,dave', 'alice,bob,carol']);
  });

  it('goes on without a member who is on hold, and with them again afterwards', async () => {
    const { alice, bob, carol, toBob } = await three();
    await after(alice.handlers['conference.add']({ id: toBob }));
    await after(alice.handlers['call.hold']({ id: toBob }));
    expect([hears(alice), hears(bob), hears(carol)]).toEqual(['carol', '', 'alice']);
    await after(alice.handlers['call.resume']({ id: toBob }));
    expect([hears(alice), hears(bob), hears(carol)]).toEqual(['bob,carol', 'alice,carol', 'alice,bob']);
  });

  it('muted is muted towards all, also towards who joins later; the others still hear each other', async () => {
    const { alice, bob, carol, toBob } = await three();
    await after(alice.handlers['conference.add']({ id: toBob }));
    await after(alice.handlers['call.mute']({ id: toBob, muted: true }));
    expect([hears(alice), hears(bob), hears(carol)]).toEqual(['bob,carol', 'carol', 'bob']);
    const dave = await office.phone(DAVE, { speaksHz: VOICES.dave });
    const toDave = await call(alice, dave, DAVE);
    await after(alice.handlers['conference.add']({ id: toDave }));
    expect([hears(bob), hears(dave)]).toEqual(['carol,dave', 'bob,carol']);
    await after(alice.handlers['call.mute']({ id: toDave, muted: false }));
    expect([hears(bob), hears(dave)]).toEqual(['alice,carol,dave', 'alice,bob,carol']);
  });

  it('is held as a whole while another call is taken, and resumed as a whole', async () => {
    const { alice, bob, carol, toBob } = await three();
    await after(alice.handlers['conference.add']({ id: toBob }));
    const dave = await office.phone(DAVE, { speaksHz: VOICES.dave });
    const toDave = await call(alice, dave, DAVE);
    expect([hears(bob), hears(carol)]).toEqual(['', '']);
    await after(alice.handlers['call.hangup']({ id: toDave }));
    await after(alice.handlers['call.resume']({ id: toBob }));
    expect([hears(alice), hears(bob), hears(carol)]).toEqual(['bob,carol', 'alice,carol', 'alice,bob']);
  });

  it('lets a member go into a call of its own, on hold', async () => {
    const { alice, bob, carol, toBob, toCarol } = await three();
    await after(alice.handlers['conference.add']({ id: toBob }));
    await after(alice.handlers['conference.remove']({ id: toCarol }));
    expect(flags(alice)).toEqual([[false, false], [false, true]]);
    expect([hears(alice), hears(bob), hears(carol)]).toEqual(['bob', 'alice', '']);
  });

  it('is an ordinary call again when one of two has hung up', async () => {
    const { alice, bob, carol, toBob } = await three();
    await after(alice.handlers['conference.add']({ id: toBob }));
    await after(bob.handlers['call.hangup']({ id: bob.call().id }));
    expect(alice.calls().find(({ state }) => state === 'confirmed')).toMatchObject({ inConference: undefined, heldByUs: false });
    expect([hears(alice), hears(carol)]).toEqual(['carol', 'alice']);
  });

  it('ends for all', async () => {
    const { alice, bob, carol, toBob } = await three();
    await after(alice.handlers['conference.add']({ id: toBob }));
    await after(alice.handlers['conference.end'](undefined));
    expect([...alice.calls(), ...bob.calls(), ...carol.calls()].every(({ state }) => state === 'ended')).toBe(true);
  });

  it('needs another call, and one that is connected', async () => {
    const { alice } = await office.talking();
    expect(await refusal(() => alice.handlers['conference.add']({ id: alice.call().id }))).toBe('conference-alone');
    const { id } = await alice.handlers['call.dial']({ target: `sip:x@${CAROL}` });
    expect(await refusal(() => alice.handlers['conference.add']({ id }))).toBe('call-not-ready');
  });
});
