/** A hostile host on the wire: whatever it sends, nothing throws, nothing is left behind, and the call next door goes on. */
import { describe, expect, it } from 'vitest';
import { createPeer, opening, within } from './calls-peer.ts';
import type { World } from './calls-world.ts';
import { createWorld } from './calls-world.ts';

const METHODS = ['INVITE', 'ACK', 'BYE', 'CANCEL', 'OPTIONS', 'REGISTER', 'INFO', 'UPDATE', 'PRACK', 'invite', 'X'];
const VALUES = [
  '', ' ', '*', '<sip:carol@10.0.0.9>', '<sip:carol@10.0.0.9>;tag=carol', '"x" <sip:a@10.0.0.9;lr>, <sip:b@nowhere>', '<tel:+1>', '<http://x>', '<sip:a b@c>',
  'application/sdp', 'text/plain', '0', '1 INVITE', '2 BYE', '4294967295 INVITE', '99999999999', 'SIP;cause=200;text="a\\"b', '100rel, timer', 'x;handling=optional',
];
const NAMES = ['from', 'to', 'call-id', 'cseq', 'contact', 'record-route', 'route', 'require', 'content-type', 'content-encoding', 'expires', 'reason', 'max-forwards', 'content-disposition'];

function pick<T>(world: World, choices: readonly T[]): T {
  return choices[Math.floor(world.random.fraction() * choices.length)] as T;
}

describe('a hostile host', () => {
  it.each(Array.from({ length: 40 }, (_, at) => at + 1))('sends everything it can think of (seed %i)', async (seed) => {
    const world = await createWorld(seed);
    const [alice, bob] = [await world.phone('10.0.0.1', 'alice'), await world.phone('10.0.0.2', 'bob')];
    const mallory = await createPeer(world, '10.0.0.9');
    mallory.onRequest = (request) => {
      const { status } = pick(world, [{ status: 0 }, { status: 180 }, { status: 200 }, { status: 302 }, { status: 401 }, { status: 481 }, { status: 491 }, { status: 600 }]);
      if (status > 0) mallory.respond(request, status, { sdp: 'v=0', headers: [[pick(world, NAMES.slice(4)), pick(world, VALUES)]] });
    };
    const call = alice.call('sip:bob@10.0.0.2');
    await world.clock.advance(1000);
    const hers = bob.calls[0]?.session;
    for (let i = 0; i < 60; i++) {
      const method = pick(world, METHODS);
      const base = pick(world, [opening(method, [], `m-${i % 5}`), ...mallory.received.slice(-3).map((message) => within(message, method, i))]);
      const headers = base.map(([name, value]): [string, string] => [name, world.random.fraction() < 0.1 ? pick(world, VALUES) : value]);
      headers.push([pick(world, NAMES), pick(world, VALUES)]);
      mallory.request(method, pick(world, ['sip:alice@10.0.0.1', 'tel:1', 'x:y']), headers, pick(world, ['', 'v=0', 'noise']));
      if (i % 10 === 0) alice.call(`sip:mallory${i}@10.0.0.9`, { lateOffer: i % 20 === 0, ringTimeoutS: 5 });
      await world.clock.advance(200);
    }
    expect(call.session.state).toBe('confirmed');
    expect(hers?.state).toBe('confirmed');
    for (const { session } of [...alice.calls, ...bob.calls]) session.end();
    await world.expectQuiet();
  });
});
