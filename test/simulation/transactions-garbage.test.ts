/** Damaged messages of every kind against a whole stack: nothing throws, nothing is left. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createResponse } from '../../src-main/sip/transactions.ts';
import { openRawPeer, sip } from '../fakes/raw-sip-peer.ts';
import { ALICE, BOB, createWire } from '../fakes/sip-hosts.ts';

const METHODS = ['INVITE', 'ACK', 'CANCEL', 'OPTIONS', 'BYE', 'NEW'];
const AT_BOB = { address: BOB, port: 5060 };

function good(startLine: string, method: string, branch: string): string {
  return sip([startLine, `Via: SIP/2.0/UDP ${ALICE}:5060;rport;branch=${branch}`, 'Max-Forwards: 70', 'From: "A" <sip:a@a>;tag=a', 'To: <sip:b@b>', 'Call-ID: c', `CSeq: 1 ${method}`, 'Contact: <sip:a@a>'], 'v=0\r\n');
}

const startLine = (method: string): fc.Arbitrary<string> => fc.constantFrom(`${method} sip:bob@b SIP/2.0`, 'SIP/2.0 180 Ringing', 'SIP/2.0 200 OK', 'SIP/2.0 486 Busy');

const message = fc.constantFrom(...METHODS).chain((method) =>
  fc.tuple(startLine(method), fc.constantFrom('z9hG4bK1', 'z9hG4bK2', 'old', '')).map(([line, branch]) => good(line, method, branch)),
);

/** Up to three spots of a message replaced by something else. */
const damaged = fc
  .tuple(message, fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(8), fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 3 }))
  .map(([text, wounds]) =>
    wounds.reduce((rest, [where, length, by]) => {
      const at = Math.floor(where * rest.length);
      return rest.slice(0, at) + by + rest.slice(at + length);
    }, text),
  );

it('over UDP', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(damaged, { maxLength: 20 }), async (texts) => {
      const wire = createWire();
      const [bob, alice] = [await wire.open(BOB), await openRawPeer(wire.network, ALICE)];
      bob.layer.onRequest = (transaction) => transaction.respond(createResponse(transaction.request, 404, { toTag: 'b' }));
      for (const text of texts) alice.send(text, AT_BOB);
      await wire.clock.runUntilIdle(100_000);
      expect(bob.layer.live()).toEqual([]);
      expect(wire.clock.pending).toBe(0);
    }),
    { numRuns: 150 },
  );
});

it('over TCP, in pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(damaged, { maxLength: 10 }), fc.integer({ min: 1, max: 300 }), async (texts, piece) => {
      const wire = createWire();
      const bob = await wire.open(BOB);
      bob.layer.onRequest = (transaction) => transaction.respond(createResponse(transaction.request, 404, { toTag: 'b' }));
      const connected = await wire.network.host(ALICE).connectTcp(AT_BOB, 1000);
      if (!connected.ok) throw new Error(connected.error.message);
      const bytes = new TextEncoder().encode(texts.join(''));
      for (let at = 0; at < bytes.length; at += piece) connected.value.write(bytes.subarray(at, at + piece));
      await wire.clock.runUntilIdle(3_600_000);
      expect(bob.layer.live()).toEqual([]);
      expect([wire.clock.pending, wire.network.open]).toEqual([0, 2]);
    }),
    { numRuns: 100 },
  );
});
