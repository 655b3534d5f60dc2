/** Calls on a bad wire: whatever is lost, doubled or overtaken, each side ends exactly once and nothing is left behind. */
import { describe, expect, it } from 'vitest';
import type { CallLog, Phone, World } from './calls-world.ts';
import { createWorld } from './calls-world.ts';

const BOB = 'sip:bob@10.0.0.2';
const seeds = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

/** Drops the datagrams whose start line begins so, as long as `count` lasts. */
function drop(world: World, start: string, count = Number.POSITIVE_INFINITY): void {
  let left = count;
  world.network.filter = ({ bytes }) => {
    const hit = new TextDecoder().decode(bytes.subarray(0, start.length)) === start;
    return !(hit && left-- > 0);
  };
}

async function talk(world: World, alice: Phone, bob: Phone): Promise<CallLog> {
  const call = alice.call(BOB);
  await world.clock.advance(40_000);
  expect(bob.calls.length).toBeLessThanOrEqual(1);
  return call;
}

describe('30 % loss', () => {
  it.each(seeds(60))('sets the call up and tears it down (seed %i)', async (seed) => {
    const world = await createWorld(seed);
    world.network.weather = { loss: 0.3, delayMs: 20, jitterMs: 30, duplicate: 0.1 };
    const [alice, bob] = [await world.phone('10.0.0.1', 'alice'), await world.phone('10.0.0.2', 'bob')];
    const call = await talk(world, alice, bob);
    const confirmed = call.session.state === 'confirmed';
    call.session.end();
    await world.expectQuiet();
    // Seven sendings in 32 s, each lost with 0.3: one call in a few thousand fails.
    expect(confirmed).toBe(true);
    expect(bob.calls[0]?.events).toEqual(['confirmed']);
    expect(call.events.filter((event) => event === 'confirmed')).toHaveLength(1);
    expect(bob.calls[0]?.media.agreed).toEqual(['bob answers alice offer 1']);
  });
});

describe('duplicates and reordering', () => {
  it.each(seeds(40))('are harmless to a call with hold and resume (seed %i)', async (seed) => {
    const world = await createWorld(seed);
    world.network.weather = { duplicate: 0.5, delayMs: 5, jitterMs: 200 };
    const [alice, bob] = [await world.phone('10.0.0.1', 'alice'), await world.phone('10.0.0.2', 'bob')];
    const call = await talk(world, alice, bob);
    const changes = Promise.all([call.session.renegotiate(), bob.calls[0]?.session.renegotiate(), call.session.renegotiate()]);
    await world.clock.advance(60_000);
    expect((await changes).map((outcome) => outcome?.ok)).toEqual([true, true, true]);
    expect(call.media.agreed).toEqual(bob.calls[0]?.media.agreed);
    bob.calls[0]?.session.end();
    await world.expectQuiet();
  });
});

describe('chaos', () => {
  it.each(seeds(150))('random acts on both sides in any weather leave nothing behind (seed %i)', async (seed) => {
    const world = await createWorld(seed);
    const dice = (): number => world.random.fraction();
    world.network.weather = { loss: dice() * 0.4, duplicate: dice() * 0.3, delayMs: 10, jitterMs: dice() * 300 };
    const [alice, bob] = [await world.phone('10.0.0.1', 'alice'), await world.phone('10.0.0.2', 'bob')];
    const changes: Promise<unknown>[] = [];
    const act = ({ session }: CallLog): void => {
      const choice = dice();
      if (choice < 0.3) session.end();
      else if (choice < 0.6) changes.push(session.renegotiate());
      else if (choice < 0.7) session.reject(486);
      else changes.push(session.accept());
    };
    bob.onCall = (call) => {
      void call.session.ring({ early: dice() < 0.3 });
      world.clock.setTimer(dice() * 2000, () => act(call));
    };
    for (let i = 0; i < 4; i++) {
      const call = alice.call(BOB, { lateOffer: dice() < 0.3, ringTimeoutS: 10 });
      for (let j = 0; j < 4; j++) {
        world.clock.setTimer(dice() * 4000, () => act(call));
        world.clock.setTimer(dice() * 4000, () => bob.calls[i] && act(bob.calls[i] as CallLog));
      }
    }
    await world.clock.advance(60_000);
    for (const { session } of [...alice.calls, ...bob.calls]) session.end();
    await world.expectQuiet();
    // Nobody is left waiting.
    await Promise.all(changes);
  });
});

describe('a message that never arrives', () => {
  async function phones(): Promise<{ world: World; alice: Phone; bob: Phone }> {
    const world = await createWorld();
    return { world, alice: await world.phone('10.0.0.1', 'alice'), bob: await world.phone('10.0.0.2', 'bob') };
  }

  it('ACK: the 200 is repeated from T1 to T2 for 32 s, then BYE, with words', async () => {
    const { world, alice, bob } = await phones();
    drop(world, 'ACK');
    const call = alice.call(BOB);
    await world.expectQuiet();
    expect(bob.calls[0]?.ends[0]).toMatchObject({ by: 'timeout', error: { code: 'ack-missing' } });
    expect(call.ends[0]).toMatchObject({ by: 'remote' });
    // At 0, 0.5, 1.5, 3.5, 7.5, … 31.5 s.
    expect(world.log.filter((line) => line === '10.0.0.2 200 INVITE')).toHaveLength(11);
    expect(world.log.filter((line) => line === '10.0.0.1 ACK')).toHaveLength(11);
  });

  it('the first two ACKs: the repeated 200 is acknowledged again', async () => {
    const { world, alice, bob } = await phones();
    drop(world, 'ACK', 2);
    const call = alice.call(BOB);
    await world.clock.advance(5000);
    expect(bob.calls[0]?.events).toEqual(['confirmed']);
    expect(call.events).toEqual(['progress 180', 'confirmed']);
    expect(call.media.agreed).toHaveLength(1);
    call.session.end();
    await world.expectQuiet();
  });

  it('the first two ACKs to a re-INVITE: acknowledged again as well', async () => {
    const { world, alice, bob } = await phones();
    const call = alice.call(BOB);
    await world.clock.advance(1000);
    drop(world, 'ACK', 2);
    void call.session.renegotiate();
    await world.clock.advance(40_000);
    expect(bob.calls[0]?.session.state).toBe('confirmed');
    expect(world.log.filter((line) => line === '10.0.0.1 ACK')).toHaveLength(4);
    call.session.end();
    await world.expectQuiet();
  });

  it('BYE: ours ends at once for us; the peer notices when it asks', async () => {
    const { world, alice, bob } = await phones();
    const call = alice.call(BOB);
    await world.clock.advance(1000);
    drop(world, 'BYE');
    call.session.end();
    await world.clock.advance(4500);
    expect(call.ends).toEqual([{ by: 'local', status: 200, reason: 'OK' }]);
    await world.clock.advance(60_000);
    const asked = bob.calls[0]?.session.renegotiate();
    await world.expectQuiet();
    expect((await asked)?.ok).toBe(false);
    expect(bob.calls[0]?.ends[0]).toMatchObject({ by: 'remote', status: 481, error: { code: 'no-such-call' } });
  });

  it('any answer at all: 408 by timer B', async () => {
    const { world, alice } = await phones();
    drop(world, 'INVITE');
    const call = alice.call(BOB);
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'timeout', status: 408 });
  });

  it('the answer to CANCEL: given up after 32 s', async () => {
    const { world, alice, bob } = await phones();
    bob.onCall = ({ session }) => void session.ring();
    const call = alice.call(BOB);
    await world.clock.advance(1000);
    world.network.filter = () => false;
    call.session.end();
    bob.calls[0]?.session.end();
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'local', status: 487 });
  });

  it('to a peer that vanished: the next re-INVITE finds out and ends the call', async () => {
    const { world, alice, bob } = await phones();
    const call = alice.call(BOB);
    await world.clock.advance(1000);
    world.network.filter = () => false;
    const outcome = call.session.renegotiate();
    await world.clock.advance(120_000);
    expect((await outcome).ok).toBe(false);
    expect(call.ends[0]).toMatchObject({ by: 'timeout', status: 408, error: { code: 'peer-vanished' } });
    bob.calls[0]?.session.end();
    await world.expectQuiet();
  });

  it('to a peer that vanished while it rang: the ring timeout ends the call', async () => {
    const { world, alice, bob } = await phones();
    bob.onCall = ({ session }) => void session.ring();
    const call = alice.call(BOB);
    await world.clock.advance(1000);
    world.network.filter = () => false;
    bob.calls[0]?.session.end();
    await world.expectQuiet();
    expect(call.ends[0]).toMatchObject({ by: 'timeout', status: 408 });
  });
});

describe('closing the phone', () => {
  it('ends calls of every kind and waits until that is done', async () => {
    const world = await createWorld();
    const [alice, bob] = [await world.phone('10.0.0.1', 'alice'), await world.phone('10.0.0.2', 'bob')];
    alice.call(BOB);
    await world.clock.advance(500);
    bob.onCall = ({ session }) => void session.ring();
    alice.call(BOB);
    await world.clock.advance(500);
    const closed = alice.ua.close(2000);
    await world.clock.advance(100);
    await closed;
    expect(alice.calls.map((call) => call.ends[0]?.by)).toEqual(['local', 'local']);
    await world.expectQuiet();
  });

  it('waits for a BYE that has to be repeated', async () => {
    const world = await createWorld();
    const [alice, bob] = [await world.phone('10.0.0.1', 'alice'), await world.phone('10.0.0.2', 'bob')];
    const call = alice.call(BOB);
    await world.clock.advance(500);
    drop(world, 'BYE', 2);
    call.session.end();
    await world.clock.advance(1100);
    expect(call.ends).toHaveLength(1);
    let isClosed = false;
    void alice.ua.close(5000).then(() => (isClosed = true));
    await world.clock.advance(100);
    expect(isClosed).toBe(false);
    await world.clock.advance(1000);
    expect(isClosed).toBe(true);
    expect(bob.calls[0]?.ends).toHaveLength(1);
    await world.expectQuiet();
  });

  it('waits no longer than it is allowed to', async () => {
    const world = await createWorld();
    const alice = await world.phone('10.0.0.1', 'alice');
    const bob = await world.phone('10.0.0.2', 'bob');
    const call = alice.call(BOB);
    await world.clock.advance(500);
    world.network.filter = () => false;
    const closed = alice.ua.close(700);
    await world.clock.advance(700);
    await closed;
    expect(call.ends).toHaveLength(1);
    bob.calls[0]?.session.end();
    await world.expectQuiet();
  });
});
