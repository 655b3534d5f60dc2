import { describe, expect, it } from 'vitest';
import { createWorld, failed } from './calls-world.ts';
import type { Phone, World } from './calls-world.ts';

async function twoPhones(seed = 1): Promise<{ world: World; alice: Phone; bob: Phone }> {
  const world = await createWorld(seed);
  return { world, alice: await world.phone('10.0.0.1', 'alice'), bob: await world.phone('10.0.0.2', 'bob') };
}

const BOB = 'sip:bob@10.0.0.2';

describe('a call between two user agents', () => {
  it('rings, is answered, and is ended by the caller', async () => {
    const { world, alice, bob } = await twoPhones();
    const call = alice.call(BOB);
    await world.clock.advance(1000);
    expect(call.session.state).toBe('confirmed');
    expect(call.events).toEqual(['progress 180', 'confirmed']);
    expect(bob.calls[0]?.events).toEqual(['confirmed']);
    expect(call.media.agreed).toEqual(['bob answers alice offer 1']);
    call.session.end();
    await world.clock.advance(1000);
    expect(call.ends).toEqual([{ by: 'local', status: 200, reason: 'OK' }]);
    expect(bob.calls[0]?.ends).toEqual([{ by: 'remote', status: 200, reason: 'OK' }]);
    await world.expectQuiet();
    expect(world.log).toEqual([
      '10.0.0.1 INVITE', '10.0.0.2 180 INVITE', '10.0.0.2 200 INVITE', '10.0.0.1 ACK',
      '10.0.0.1 BYE', '10.0.0.2 200 BYE',
    ]);
  });

  it('goes on for hours: no timer of its beginning ends it', async () => {
    const { world, alice } = await twoPhones();
    const call = alice.call(BOB, { ringTimeoutS: 5 });
    await world.clock.advance(7_200_000);
    expect(call.session.state).toBe('confirmed');
    call.session.end();
    await world.expectQuiet();
  });

  it('can be made to oneself', async () => {
    const world = await createWorld();
    const alice = await world.phone('10.0.0.1', 'alice');
    const call = alice.call('sip:alice@10.0.0.1');
    await world.clock.advance(1000);
    expect(alice.calls.map(({ session }) => session.state)).toEqual(['confirmed', 'confirmed']);
    const changed = call.session.renegotiate();
    await world.clock.advance(1000);
    expect((await changed).ok).toBe(true);
    call.session.end();
    await world.expectQuiet();
  });

  it('runs over TCP, and so do the requests inside it', async () => {
    const { world, alice, bob } = await twoPhones();
    const transports = new Set<string>();
    const call = alice.call(`${BOB};transport=tcp`);
    await world.clock.advance(1000);
    const changed = bob.calls[0]?.session.renegotiate();
    await world.clock.advance(1000);
    expect((await changed)?.ok).toBe(true);
    bob.calls[0]?.session.end();
    await world.clock.advance(1000);
    for (const { message } of world.messages) {
      transports.add((message.headers.first('via') ?? '').slice(0, 11));
      if (message.headers.has('contact')) expect(message.headers.first('contact')).toContain(';transport=tcp');
    }
    expect([...transports]).toEqual(['SIP/2.0/TCP']);
    expect(call.ends).toHaveLength(1);
  });

  it('can be ended by the callee', async () => {
    const { world, alice, bob } = await twoPhones();
    alice.call(BOB);
    await world.clock.advance(1000);
    bob.calls[0]?.session.end();
    await world.expectQuiet();
    expect(bob.calls[0]?.ends[0]?.by).toBe('local');
    expect(alice.calls[0]?.ends[0]?.by).toBe('remote');
  });

  it('shows 183 with an answer as early, and takes the same answer in the 200 again', async () => {
    const { world, alice, bob } = await twoPhones();
    bob.onCall = ({ session }) => void session.ring({ early: true }).then(() => world.clock.setTimer(500, () => void session.accept()));
    const call = alice.call(BOB);
    await world.clock.advance(200);
    expect(call.session.state).toBe('early');
    expect(bob.calls[0]?.session.state).toBe('early');
    await world.clock.advance(1000);
    expect(call.events).toEqual(['progress 183 early', 'confirmed']);
    expect(bob.calls[0]?.media.agreed).toEqual(['bob answers alice offer 1']);
    call.session.end();
    await world.expectQuiet();
  });

  it('carries the offer in the 200 and the answer in the ACK when asked to', async () => {
    const { world, alice, bob } = await twoPhones();
    const call = alice.call(BOB, { lateOffer: true });
    await world.clock.advance(1000);
    expect(call.media.agreed).toEqual(['alice answers bob offer 1']);
    expect(bob.calls[0]?.media.agreed).toEqual(['alice answers bob offer 1']);
    expect(bob.calls[0]?.events).toEqual(['confirmed']);
    call.session.end();
    await world.expectQuiet();
  });

  it.each([[486, 'Busy Here'], [603, 'Decline'], [480, 'Do Not Disturb']])('refused with %i tells why', async (status, reason) => {
    const { world, alice, bob } = await twoPhones();
    bob.onCall = ({ session }) => session.reject(status, { reason });
    const call = alice.call(BOB);
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'remote', status, reason, error: { params: { status } } });
    expect(bob.calls[0]?.ends[0]).toEqual({ by: 'local', status, reason });
  });

  it('cannot agree on media: 488 with a Warning, both sides are told', async () => {
    const { world, alice, bob } = await twoPhones();
    bob.onCall = (call) => {
      call.media.refuseOffers = { status: 488, warning: { code: 305, text: 'no "common" codec' } };
      void call.session.accept();
    };
    const call = alice.call(BOB);
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'remote', status: 488, error: { code: 'no-common-media' } });
    expect(bob.calls[0]?.ends[0]).toMatchObject({ by: 'error', status: 488, error: { code: 'media-refused' } });
    const refusal = world.messages.find(({ message }) => message.kind === 'response' && message.status === 488);
    expect(refusal?.message.headers.first('warning')).toBe('305 10.0.0.2:5060 "no \\"common\\" codec"');
  });

  it('gets an answer that it cannot use: ACK, then BYE', async () => {
    const { world, alice } = await twoPhones();
    const call = alice.call(BOB);
    call.media.refuseAnswers = { status: 488, warning: { code: 399, text: 'nonsense' } };
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'error', status: 488, error: { code: 'media-refused' } });
    expect(world.log.slice(-3)).toEqual(['10.0.0.1 ACK', '10.0.0.1 BYE', '10.0.0.2 200 BYE']);
  });
});

describe('giving up', () => {
  it('cancels a ringing call', async () => {
    const { world, alice, bob } = await twoPhones();
    bob.onCall = ({ session }) => void session.ring();
    const call = alice.call(BOB);
    await world.clock.advance(500);
    call.session.end();
    expect(call.session.state).toBe('ending');
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'local', status: 487 });
    expect(bob.calls[0]?.ends[0]).toMatchObject({ by: 'remote', status: 487 });
  });

  it('before anything was sent sends nothing', async () => {
    const { world, alice } = await twoPhones();
    const call = alice.call(BOB);
    call.session.end();
    expect(call.ends).toEqual([]);
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'local', status: 487 });
    expect(world.log).toEqual([]);
  });

  it('loses the race against the 200: ACK, then BYE', async () => {
    const { world, alice, bob } = await twoPhones();
    bob.onCall = ({ session }) => void session.ring().then(() => world.clock.setTimer(500, () => void session.accept()));
    const call = alice.call(BOB);
    // The 200 leaves at 510 ms and arrives at 520 ms.
    await world.clock.advance(515);
    call.session.end();
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'local', status: 487 });
    expect(call.events).toEqual(['progress 180']);
    expect(call.media.agreed).toEqual([]);
    expect(world.log).toContain('10.0.0.1 CANCEL');
    expect(world.log).toContain('10.0.0.1 ACK');
    expect(world.log.at(-1)).toBe('10.0.0.2 200 BYE');
    expect(bob.calls[0]?.ends[0]?.by).toBe('remote');
  });

  it('happens by itself when nobody answers in time', async () => {
    const { world, alice, bob } = await twoPhones();
    bob.onCall = ({ session }) => void session.ring();
    const call = alice.call(BOB, { ringTimeoutS: 20 });
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'timeout', status: 408, error: { code: 'no-answer' } });
    expect(world.log).toContain('10.0.0.1 CANCEL');
  });

  it('by the callee while it rings is 480', async () => {
    const { world, alice, bob } = await twoPhones();
    bob.onCall = ({ session }) => void session.ring().then(() => session.end());
    const call = alice.call(BOB);
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'remote', status: 480 });
  });

  it('by the callee after 200 and before the ACK waits for the ACK', async () => {
    const { world, alice, bob } = await twoPhones();
    bob.onCall = ({ session }) => void session.accept().then(() => session.end());
    const call = alice.call(BOB);
    await world.expectQuiet();
    expect(world.log.slice(-3)).toEqual(['10.0.0.1 ACK', '10.0.0.2 BYE', '10.0.0.1 200 BYE']);
    expect(call.ends[0]).toMatchObject({ by: 'remote', status: 200 });
    expect(bob.calls[0]?.events).toEqual([]);
  });
});

describe('changing a running session', () => {
  it('re-INVITEs in both directions', async () => {
    const { world, alice, bob } = await twoPhones();
    const call = alice.call(BOB);
    await world.clock.advance(1000);
    const first = call.session.renegotiate();
    await world.clock.advance(1000);
    expect(await first).toEqual({ ok: true, value: undefined });
    expect(bob.calls[0]?.events).toEqual(['confirmed', 'renegotiated']);
    const second = bob.calls[0]?.session.renegotiate();
    await world.clock.advance(1000);
    expect(await second).toEqual({ ok: true, value: undefined });
    expect(call.media.agreed).toEqual(['bob answers alice offer 1', 'bob answers alice offer 2', 'alice answers bob offer 1']);
    expect(bob.calls[0]?.media.agreed).toEqual(call.media.agreed);
    call.session.end();
    await world.expectQuiet();
  });

  it('asked for before the ACK waits for it', async () => {
    const { world, alice, bob } = await twoPhones();
    let held: Promise<unknown> | undefined;
    bob.onCall = ({ session }) => void session.accept().then(() => (held = session.renegotiate()));
    const call = alice.call(BOB);
    await world.clock.advance(3000);
    expect(await held).toEqual({ ok: true, value: undefined });
    expect(world.log.indexOf('10.0.0.1 ACK')).toBeLessThan(world.log.indexOf('10.0.0.2 INVITE'));
    call.session.end();
    await world.expectQuiet();
  });

  it('asked for three times at once happens three times, one after the other', async () => {
    const { world, alice } = await twoPhones();
    const call = alice.call(BOB);
    await world.clock.advance(1000);
    const all = Promise.all([call.session.renegotiate(), call.session.renegotiate(), call.session.renegotiate()]);
    await world.clock.advance(5000);
    expect((await all).every((outcome) => outcome.ok)).toBe(true);
    expect(world.log.filter((line) => line === '10.0.0.1 INVITE')).toHaveLength(4);
    call.session.end();
    await world.expectQuiet();
  });

  it.each([1, 2, 3, 4, 5])('by both sides at once: 491, a random wait, and both get through (seed %i)', async (seed) => {
    const { world, alice, bob } = await twoPhones(seed);
    const call = alice.call(BOB);
    await world.clock.advance(1000);
    const both = Promise.all([call.session.renegotiate(), bob.calls[0]?.session.renegotiate()]);
    await world.clock.advance(60_000);
    expect((await both).map((outcome) => outcome?.ok)).toEqual([true, true]);
    expect(world.log).toContain('10.0.0.1 491 INVITE');
    expect(call.media.rollbacks + (bob.calls[0]?.media.rollbacks ?? 0)).toBeGreaterThan(0);
    expect(call.media.agreed).toEqual(bob.calls[0]?.media.agreed);
    call.session.end();
    await world.expectQuiet();
  });

  it('refused: the session stays as it was', async () => {
    const { world, alice, bob } = await twoPhones();
    const call = alice.call(BOB);
    await world.clock.advance(1000);
    const peer = bob.calls[0];
    if (peer) peer.media.refuseOffers = { status: 488 };
    const outcome = call.session.renegotiate();
    await world.clock.advance(1000);
    expect(failed(await outcome)).toBe('no-common-media');
    expect(call.media.rollbacks).toBe(1);
    expect(call.session.state).toBe('confirmed');
    call.session.end();
    await world.expectQuiet();
  });

  it('in a call that rings or is over is an error', async () => {
    const { world, alice, bob } = await twoPhones();
    bob.onCall = ({ session }) => void session.ring();
    const call = alice.call(BOB);
    await world.clock.advance(500);
    expect(failed(await call.session.renegotiate())).toBe('call-not-connected');
    call.session.end();
    await world.expectQuiet();
    expect(failed(await call.session.renegotiate())).toBe('call-not-connected');
  });

  it('while the other side hangs up gives an error and one end', async () => {
    const { world, alice, bob } = await twoPhones();
    const call = alice.call(BOB);
    await world.clock.advance(1000);
    const outcome = call.session.renegotiate();
    bob.calls[0]?.session.end();
    await world.expectQuiet();
    expect((await outcome).ok).toBe(false);
  });
});
