/** Which place is tried first, after what happened before (RFC 3263 4.3, RFC 3261 21.5.4). */
import { describe, expect, it } from 'vitest';
import type { ClientUser } from '../../../src-main/sip/transactions.ts';
import { createResponse } from '../../../src-main/sip/transactions.ts';
import type { Target } from '../../../src-main/sip/transport.ts';
import type { Host, Wire } from '../../fakes/sip-hosts.ts';
import { ALICE, BOB, createWire, requestOf, toward } from '../../fakes/sip-hosts.ts';

const CAROL = '192.0.2.3';

interface Scene {
  wire: Wire;
  alice: Host;
  /** `bob OPTIONS`, in order. */
  asked: string[];
  /** What Bob's 503 asks for, in seconds; undefined: he answers 200. */
  busy: { retryAfterS?: string | undefined; isBusy: boolean };
  outcome(targets?: Target[]): Promise<{ said: string; tookMs: number }>;
}

async function scene(): Promise<Scene> {
  const wire = createWire();
  const [alice, bob, carol] = [await wire.open(ALICE), await wire.open(BOB), await wire.open(CAROL)];
  const asked: string[] = [];
  const busy: Scene['busy'] = { isBusy: false };
  bob.layer.onRequest = (transaction) => {
    asked.push('bob');
    const response = createResponse(transaction.request, busy.isBusy ? 503 : 200, { toTag: 'b' });
    if (busy.isBusy && busy.retryAfterS !== undefined) response.headers.add('retry-after', busy.retryAfterS);
    transaction.respond(response);
  };
  carol.layer.onRequest = (transaction) => {
    asked.push('carol');
    transaction.respond(createResponse(transaction.request, 200, { toTag: 'c' }));
  };
  let calls = 0;

  async function outcome(targets = [toward(BOB), toward(CAROL)]): Promise<{ said: string; tookMs: number }> {
    const startMs = wire.clock.nowMs();
    let result: { said: string; tookMs: number } | undefined;
    const done = (said: string): void => void (result = { said, tookMs: wire.clock.nowMs() - startMs });
    const user: ClientUser = { onProvisional: () => {}, onFinal: ({ status }) => done(`${status}`), onFailed: ({ code }) => done(code) };
    alice.layer.request(requestOf('OPTIONS', `${++calls}`), targets, user);
    while (!result) await wire.clock.advance(100);
    return result;
  }

  return { wire, alice, asked, busy, outcome };
}

describe('a place that answered 503', () => {
  it('with Retry-After is left alone for so long, while there is another', async () => {
    const { wire, asked, busy, outcome } = await scene();
    Object.assign(busy, { isBusy: true, retryAfterS: '120 (maintenance)' });
    for (const waitMs of [0, 60_000, 70_000]) {
      await wire.clock.advance(waitMs);
      expect((await outcome()).said).toBe('200');
    }
    expect(asked).toEqual(['bob', 'carol', 'carol', 'bob', 'carol']);
  });

  it('without is asked again next time, and is where nobody else is', async () => {
    const { asked, busy, outcome } = await scene();
    busy.isBusy = true;
    await outcome();
    await outcome();
    expect(asked).toEqual(['bob', 'carol', 'bob', 'carol']);
    busy.retryAfterS = '120';
    expect((await outcome([toward(BOB)])).said).toBe('503');
    expect((await outcome([toward(BOB)])).said).toBe('503');
  });

  it('cannot keep us away for days', async () => {
    const { wire, asked, busy, outcome } = await scene();
    Object.assign(busy, { isBusy: true, retryAfterS: '4294967295' });
    await outcome();
    await wire.clock.advance(61 * 60_000);
    await outcome();
    expect(asked).toEqual(['bob', 'carol', 'bob', 'carol']);
  });

  it('that rejects the ACK of a call gets none: it goes where the call went', async () => {
    const { wire, alice, busy, outcome } = await scene();
    Object.assign(busy, { isBusy: true, retryAfterS: '60' });
    await outcome();
    alice.layer.sendAck(requestOf('ACK'), [toward(BOB), toward(CAROL)]);
    await wire.clock.advance(10);
    expect(alice.tapped.at(-1)?.remote.address).toBe(CAROL);
  });
});

describe('a place that nobody answers from', () => {
  it('costs timer F once, then waits behind the others for a minute', async () => {
    const { wire, outcome } = await scene();
    wire.network.silent.add(BOB);
    expect(await outcome()).toMatchObject({ said: '200', tookMs: expect.closeTo(32_000, -3) });
    expect((await outcome()).tookMs).toBeLessThan(200);
    await wire.clock.advance(61_000);
    expect((await outcome()).tookMs).toBeGreaterThan(31_000);
  });

  it('on a stream costs what its target says', async () => {
    const { wire, outcome } = await scene();
    wire.network.silent.add(BOB);
    const targets = [{ ...toward(BOB, 'tcp'), connectTimeoutMs: 3000 }, toward(CAROL, 'tcp')];
    expect(await outcome(targets)).toMatchObject({ said: '200', tookMs: expect.closeTo(3000, -3) });
  });

  it('of a family that has no route costs nothing', async () => {
    const { outcome } = await scene();
    expect(await outcome([toward('2001:db8::2'), toward(CAROL)])).toMatchObject({ said: '200', tookMs: expect.closeTo(0, -3) });
  });

  it('and back again it is the first once more', async () => {
    const { wire, asked, outcome } = await scene();
    wire.network.silent.add(BOB);
    await outcome();
    wire.network.silent.delete(BOB);
    expect((await outcome([toward(BOB)])).said).toBe('200');
    asked.length = 0;
    await outcome();
    expect(asked).toEqual(['bob']);
  });
});
