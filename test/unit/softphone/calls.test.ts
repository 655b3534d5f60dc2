import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CAROL, ALICE, BOB, createOffice, refusal } from './office.ts';
import type { Office, Phone } from './office.ts';

let office: Office;
beforeEach(() => void (office = createOffice()));
afterEach(() => office.close());

async function dialled(more: object = {}): Promise<{ alice: Phone; bob: Phone }> {
  const alice = await office.phone(ALICE);
  const bob = await office.phone(BOB);
  await alice.handlers['call.dial']({ target: `sip:bob@${BOB}`, ...more });
  await office.clock.advance(100);
  return { alice, bob };
}

describe('a call', () => {
  it('rings, is answered, carries sound both ways, and ends', async () => {
    const { alice, bob } = await office.talking();
    await office.clock.advance(2000);
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
    expect(alice.ear.hears(800)).toBeGreaterThan(0.3);
    expect(bob.ear.hears(800)).toBeLessThan(0.01);

    await alice.handlers['call.hangup']({ id: alice.call().id });
    await office.clock.advance(500);
    expect(alice.call()).toMatchObject({ state: 'ended', endedBy: 'local', status: 200 });
    expect(bob.call()).toMatchObject({ state: 'ended', endedBy: 'remote', status: 200 });
    expect([alice.ear.isOpen, bob.ear.isOpen]).toEqual([false, false]);
    for (const { history } of [alice, bob]) {
      expect(history()[0]).toMatchObject({ outcome: 'answered', stats: { codec: 'PCMA', lost: 0 } });
      expect(history()[0]?.stats?.received).toBeGreaterThan(100);
    }
  });

  it('tells each state once, in order', async () => {
    const { alice, bob } = await office.talking();
    await bob.handlers['call.hangup']({ id: bob.call().id });
    await office.clock.advance(500);
    const states = (phone: Phone): string[] => phone.of('call.changed').map(({ state }) => state).filter((state, i, all) => state !== all[i - 1]);
    expect(states(alice)).toEqual(['calling', 'ringing', 'confirmed', 'ended']);
    expect(states(bob)).toEqual(['ringing', 'confirmed', 'ending', 'ended']);
  });

  it('shows subject and priority to the other side', async () => {
    const { bob } = await dialled({ subject: 'Fire', priority: 'urgent' });
    expect(bob.call()).toMatchObject({ direction: 'in', subject: 'Fire', priority: 'urgent', remoteUri: expect.stringContaining(ALICE) });
    expect(bob.history()[0]).toMatchObject({ subject: 'Fire', outcome: 'interrupted' });
  });

  it('goes from the screen a while after its end', async () => {
    const { alice } = await office.talking();
    const { id } = alice.call();
    await alice.handlers['call.hangup']({ id });
    await office.clock.advance(4000);
    expect(alice.of('call.removed')).toEqual([]);
    await office.clock.advance(2000);
    expect(alice.of('call.removed')).toEqual([{ id }]);
    expect(alice.calls()).toEqual([]);
    expect(await refusal(() => alice.handlers['call.hangup']({ id }))).toBe('call-gone');
  });

  it('that failed stays a minute, or until it is put away', async () => {
    const { alice, bob } = await dialled();
    await bob.handlers['call.decline']({ id: bob.call().id });
    await office.clock.advance(20_000);
    expect(alice.call()).toMatchObject({ state: 'ended', status: 486 });
    await alice.handlers['call.hangup']({ id: alice.call().id });
    expect(alice.calls()).toEqual([]);
    await office.clock.advance(60_000);
    expect(alice.of('call.removed')).toHaveLength(1);
  });

  it('hung up twice ends once', async () => {
    const { alice } = await office.talking();
    const { id } = alice.call();
    await alice.handlers['call.hangup']({ id });
    await alice.handlers['call.hangup']({ id });
    await office.clock.advance(500);
    expect(alice.of('call.changed').filter(({ state }) => state === 'ending')).toHaveLength(1);
    expect(alice.phone.traceOf(id).messages.filter(({ start }) => start.startsWith('BYE'))).toHaveLength(1);
  });

  it('given up while its ports are being opened leaves none open', async () => {
    const alice = await office.phone(ALICE);
    const before = office.network.open;
    const { id } = await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    await alice.handlers['call.hangup']({ id });
    await office.clock.advance(100);
    expect(alice.call()).toMatchObject({ state: 'ended', status: 487 });
    expect(office.network.open).toBe(before);
  });

  it('answered and declined in one breath leaves none open either', async () => {
    const { bob } = await dialled();
    const before = office.network.open;
    const { id } = bob.call();
    const answered = refusal(() => bob.handlers['call.answer']({ id }));
    await bob.handlers['call.decline']({ id });
    await office.clock.advance(5000);
    expect([await answered, bob.call().state]).toEqual(['call-over', 'ended']);
    // Those of the caller have gone too.
    expect(office.network.open).toBe(before - 2);
  });

  it('is muted here and not there', async () => {
    const { alice, bob } = await office.talking();
    await alice.handlers['call.mute']({ id: alice.call().id, muted: true });
    await office.clock.advance(1000);
    expect(alice.call().muted).toBe(true);
    expect(bob.ear.hears(400)).toBeLessThan(0.01);
    expect(alice.ear.hears(800)).toBeGreaterThan(0.3);
    await alice.handlers['call.mute']({ id: alice.call().id, muted: false });
    await office.clock.advance(1000);
    expect(bob.ear.hears(400)).toBeGreaterThan(0.3);
  });

  it('muted before the answer is silent from the first word', async () => {
    const alice = await office.phone(ALICE, { speaksHz: 400 });
    const bob = await office.phone(BOB);
    const { id } = await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    await alice.handlers['call.mute']({ id, muted: true });
    await office.clock.advance(100);
    await bob.handlers['call.answer']({ id: bob.call().id });
    await office.clock.advance(1000);
    expect(alice.call()).toMatchObject({ state: 'confirmed', muted: true });
    expect(bob.ear.hears(400)).toBeLessThan(0.01);
  });

  it('carries digits both ways', async () => {
    const { alice, bob } = await office.talking();
    const [there, back] = [alice.handlers['call.dtmf']({ id: alice.call().id, digits: '159#' }), bob.handlers['call.dtmf']({ id: bob.call().id, digits: '*D' })];
    await office.clock.advance(3000);
    await Promise.all([there, back]);
    expect(bob.call().digitsReceived).toBe('159#');
    expect(bob.of('call.dtmf').map(({ digit }) => digit).join('')).toBe('159#');
    expect(alice.call().digitsReceived).toBe('*D');
  });

  it('reaches the echo at sip:echo@local', async () => {
    const alice = await office.phone(ALICE, { speaksHz: 400 });
    const before = office.network.open;
    await alice.handlers['call.dial']({ target: 'sip:echo@local' });
    await office.clock.advance(3000);
    expect(alice.call()).toMatchObject({ state: 'confirmed', remoteUri: 'sip:echo@local', codec: 'PCMA' });
    expect(alice.ear.hears(400)).toBeGreaterThan(0.3);
    expect(await refusal(() => alice.handlers['call.dial']({ target: 'sip:nobody@local' }))).toBe('no-such-peer');
    await alice.handlers['call.hangup']({ id: alice.call().id });
    await office.clock.advance(500);
    // The echo keeps its SIP sockets, UDP and TCP; all RTP ports are closed.
    expect(office.network.open).toBe(before + 2);
  });

  it('to a strange target is refused in words', async () => {
    const alice = await office.phone(ALICE);
    expect(await refusal(() => alice.handlers['call.dial']({ target: 'http://x' }))).toBe('dial-bad-uri');
    expect(await refusal(() => alice.handlers['call.dial']({ target: '4711' }))).toBe('dial-needs-account');
    expect(await refusal(() => alice.handlers['call.dial']({ target: 'sip:bob@nowhere.invalid' }))).toBe('name-not-found');
  });
});

describe('how a call ends, in the history', () => {
  const outcome = (phone: Phone): unknown => {
    const { direction, outcome: word, status, endedBy } = phone.history()[0] ?? {};
    return [direction, word, status, endedBy];
  };

  it('declined', async () => {
    const { alice, bob } = await dialled();
    await bob.handlers['call.decline']({ id: bob.call().id, status: 603 });
    await office.clock.advance(5000);
    expect([outcome(alice), outcome(bob)]).toEqual([['out', 'declined', 603, 'remote'], ['in', 'declined', 603, 'local']]);
    expect(alice.call().error?.message).toMatch(/./);
  });

  it('busy', async () => {
    const { alice, bob } = await dialled();
    await bob.handlers['call.decline']({ id: bob.call().id });
    await office.clock.advance(5000);
    expect([outcome(alice), outcome(bob)]).toEqual([['out', 'busy', 486, 'remote'], ['in', 'declined', 486, 'local']]);
  });

  it('given up', async () => {
    const { alice, bob } = await dialled();
    await alice.handlers['call.hangup']({ id: alice.call().id });
    await office.clock.advance(5000);
    expect([outcome(alice), outcome(bob)]).toEqual([['out', 'cancelled', 487, 'local'], ['in', 'missed', 487, 'remote']]);
    expect(await refusal(() => bob.handlers['call.answer']({ id: bob.call().id }))).toBe('call-over');
  });

  it('not answered', async () => {
    const { alice, bob } = await dialled();
    await office.clock.advance(200_000);
    expect([outcome(alice), outcome(bob)]).toEqual([['out', 'noAnswer', 408, 'timeout'], ['in', 'missed', 487, 'remote']]);
  });

  it('nobody there', async () => {
    const alice = await office.phone(ALICE);
    await alice.handlers['call.dial']({ target: 'sip:nobody@192.0.2.77' });
    await office.clock.advance(40_000);
    expect(outcome(alice)).toEqual(['out', 'failed', 503, 'error']);
    expect(alice.call().error?.message).toMatch(/192\.0\.2\.77/);
  });

  it('redirected, and followed', async () => {
    const { alice, bob } = await dialled();
    const carol = await office.phone(CAROL);
    await bob.handlers['call.divert']({ id: bob.call().id, target: `sip:carol@${CAROL}` });
    await office.clock.advance(500);
    expect(outcome(bob)).toEqual(['in', 'redirected', 302, 'local']);
    expect(alice.call()).toMatchObject({ state: 'ringing', remoteUri: `sip:carol@${CAROL}` });
    await carol.handlers['call.answer']({ id: carol.call().id });
    await office.clock.advance(500);
    expect(alice.call().state).toBe('confirmed');
    expect(await refusal(() => bob.handlers['call.divert']({ id: bob.call().id, target: 'sip:x@192.0.2.4' }))).toBe('call-over');
  });

  it('refused by do not disturb, and still found among the missed ones', async () => {
    const alice = await office.phone(ALICE);
    const bob = await office.phone(BOB);
    await bob.handlers['settings.save']({ doNotDisturb: true });
    await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    await office.clock.advance(5000);
    expect(outcome(alice)).toEqual(['out', 'noAnswer', 480, 'remote']);
    expect(outcome(bob)).toEqual(['in', 'missed', 480, 'local']);
    expect(bob.calls()).toEqual([]);
    expect(bob.phone.traceOf(bob.history()[0]?.id ?? '').messages.map(({ start }) => start.slice(0, 11))).toEqual(
      [expect.stringContaining('INVITE'), 'SIP/2.0 480', expect.stringContaining('ACK')],
    );
    expect(bob.history()[0]?.messageCount).toBe(3);
  });

  it('busy with as many calls as it can take', async () => {
    const alice = await office.phone(ALICE);
    const bob = await office.phone(BOB, { maxCalls: 1 });
    const carol = await office.phone(CAROL);
    await carol.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    await office.clock.advance(100);
    await alice.handlers['call.dial']({ target: `sip:bob@${BOB}` });
    await office.clock.advance(5000);
    expect(outcome(alice)).toEqual(['out', 'busy', 486, 'remote']);
    expect(carol.call().state).toBe('ringing');
    expect(bob.calls()).toHaveLength(1);
  });
});
