/** Hundreds of transactions over a network that loses, doubles and reorders: every one ends, and nothing is left behind. */
import { describe, expect, it } from 'vitest';
import type { ClientUser, ServerTransaction, TransactionLayer } from '../../src-main/sip/transactions.ts';
import { createResponse } from '../../src-main/sip/transactions.ts';
import { Headers } from '../../src-shared/sip/headers.ts';
import type { SipRequest, SipResponse } from '../../src-shared/sip/message.ts';
import { cseqOf } from '../../src-shared/sip/typed-headers.ts';
import type { Weather } from '../fakes/fake-network.ts';
import type { Wire } from '../fakes/sip-hosts.ts';
import { ALICE, BOB, createWire, requestOf, toward } from '../fakes/sip-hosts.ts';

const STORM = { loss: 0.3, duplicate: 0.2, delayMs: 20, jitterMs: 600 };
const TRANSACTIONS = 150;
const SEEDS = [1, 2, 3, 4];
const LONGER_THAN_ANY_TIMER_MS = 300_000;

type Outcome = 'success' | 'refused' | 'cancelled' | 'timeout';

/** What the caller of each transaction saw. `told` counts final outcomes: exactly one is right. */
interface Case {
  id: string;
  method: string;
  outcome?: Outcome;
  told: number;
}

/** A core that answers OPTIONS at once or late, and INVITE by ringing, then 200 (repeated until its ACK), 486, or 487 when cancelled. */
function runServer(wire: Wire, layer: TransactionLayer): { requests: Map<string, number>; unacknowledged: Set<string> } {
  const requests = new Map<string, number>();
  const unacknowledged = new Set<string>();

  layer.onAck = (ack) => void unacknowledged.delete(ack.headers.first('call-id') ?? '');
  layer.onRequest = (transaction) => {
    const callId = transaction.request.headers.first('call-id') ?? '';
    requests.set(callId, (requests.get(callId) ?? 0) + 1);
    const answer = (status: number): void => transaction.respond(createResponse(transaction.request, status, { toTag: `to-${callId}` }));
    const afterMs = wire.random.fraction() * 1500;
    if (transaction.request.method !== 'INVITE') return void wire.clock.setTimer(afterMs, () => answer(200));
    ring(transaction, callId, afterMs, answer);
  };

  function ring(transaction: ServerTransaction, callId: string, afterMs: number, answer: (status: number) => void): void {
    let isOver = false;
    const finish = (status: number): void => {
      if (isOver) return;
      isOver = true;
      if (status === 200) acceptUntilAcknowledged(callId, answer, 500);
      else answer(status);
    };
    transaction.onCancel = () => finish(487);
    if (wire.random.fraction() < 0.5) answer(180);
    // Those that are to be cancelled ring until they are.
    if (!callId.includes('cancel')) wire.clock.setTimer(afterMs, () => finish(callId.includes('busy') ? 486 : 200));
    else wire.clock.setTimer(200_000, () => finish(480));
  }

  /** RFC 3261 13.3.1.4: the core repeats the 2xx, up to 64*T1. */
  function acceptUntilAcknowledged(callId: string, answer: (status: number) => void, nextMs: number): void {
    const startMs = wire.clock.nowMs();
    unacknowledged.add(callId);
    const again = (intervalMs: number): void => {
      if (!unacknowledged.has(callId)) return;
      answer(200);
      if (wire.clock.nowMs() - startMs < 32_000) wire.clock.setTimer(intervalMs, () => again(Math.min(intervalMs * 2, 4000)));
    };
    again(nextMs);
  }
  return { requests, unacknowledged };
}

function ackOf(invite: SipRequest, response: SipResponse): SipRequest {
  const headers = new Headers();
  for (const name of ['from', 'call-id']) headers.add(name, invite.headers.first(name) ?? '');
  headers.add('to', response.headers.first('to') ?? '').add('cseq', `${cseqOf(invite)?.number} ACK`).add('max-forwards', '70');
  return { ...invite, method: 'ACK', headers, body: new Uint8Array(0) };
}

function startCase(wire: Wire, layer: TransactionLayer, index: number, transport: 'udp' | 'tcp'): Case {
  const kind = ['options', 'answer', 'busy', 'cancel'][index % 4] ?? '';
  const method = kind === 'options' ? 'OPTIONS' : 'INVITE';
  const request = requestOf(method, `${kind}-${index}`);
  const one: Case = { id: `call-${kind}-${index}`, method, told: 0 };
  const conclude = (outcome: Outcome): void => {
    one.told++;
    one.outcome = outcome;
  };
  let hasSuccess = false;
  const user: ClientUser = {
    onProvisional: () => {},
    onFinal(response) {
      if (response.status >= 300) return conclude(response.status === 487 ? 'cancelled' : 'refused');
      if (!hasSuccess) conclude('success');
      hasSuccess = true;
      if (method === 'INVITE') layer.sendAck(ackOf(request, response), [toward(BOB, transport)]);
    },
    onFailed: (error) => conclude(error.treatAs === 408 ? 'timeout' : 'refused'),
  };
  wire.clock.setTimer(index * 20, () => {
    const transaction = layer.request(request, [toward(BOB, transport)], user);
    if (kind === 'cancel') wire.clock.setTimer(wire.random.fraction() * 3000, () => transaction.cancel());
  });
  return one;
}

async function simulate(seed: number, weather: Weather, transport: 'udp' | 'tcp') {
  const wire = createWire(seed);
  const [alice, bob] = [await wire.open(ALICE), await wire.open(BOB)];
  wire.network.weather = weather;
  const server = runServer(wire, bob.layer);
  const cases = Array.from({ length: TRANSACTIONS }, (_, index) => startCase(wire, alice.layer, index, transport));
  const tookMs = await wire.clock.runUntilIdle(LONGER_THAN_ANY_TIMER_MS);
  const live = [...alice.layer.live(), ...bob.layer.live()];
  const pending = wire.clock.pending;
  await Promise.all([alice.transport.close(), bob.transport.close()]);
  await wire.clock.runUntilIdle(LONGER_THAN_ANY_TIMER_MS);
  return { cases, server, tookMs, live, pending, open: wire.network.open, pendingAfter: wire.clock.pending, seen: alice.tapped.length };
}

function count(cases: Case[], outcome: Outcome): number {
  return cases.filter((one) => one.outcome === outcome).length;
}

describe.each(SEEDS)('30 % loss, 20 % duplicates, reordering, seed %i', (seed) => {
  it('every transaction ends once, and nothing is left', async () => {
    const { cases, server, live, pending, open, seen } = await simulate(seed, STORM, 'udp');
    expect(cases.filter((one) => one.told !== 1)).toEqual([]);
    expect(live).toEqual([]);
    expect(pending).toBe(0);
    expect(open).toBe(0);
    // Retransmission made up for nearly all of the loss.
    expect(count(cases, 'timeout')).toBeLessThan(TRANSACTIONS * 0.05);
    expect(count(cases, 'cancelled')).toBeGreaterThan(TRANSACTIONS * 0.15);
    expect(count(cases, 'refused')).toBeGreaterThan(TRANSACTIONS * 0.2);
    // Duplicates were absorbed: the core heard of each request once.
    expect([...server.requests.values()].filter((times) => times !== 1)).toEqual([]);
    expect(server.unacknowledged.size).toBe(0);
    expect(seen).toBeGreaterThan(TRANSACTIONS * 4);
  });
});

it('the same seed gives the same run', async () => {
  const [one, two] = [await simulate(9, STORM, 'udp'), await simulate(9, STORM, 'udp')];
  expect(one.cases).toEqual(two.cases);
  expect(one.seen).toBe(two.seen);
});

it('a network that carries nothing: all fail, and nothing is left', async () => {
  const { cases, live, pending, open } = await simulate(5, { ...STORM, loss: 1 }, 'udp');
  expect(count(cases, 'timeout')).toBe(TRANSACTIONS);
  expect(live).toEqual([]);
  expect([pending, open]).toEqual([0, 0]);
});

it('TCP: all as meant, with no retransmission and nothing left but the connection', async () => {
  const { cases, server, live, pending, open, pendingAfter } = await simulate(6, {}, 'tcp');
  expect(cases.filter((one) => one.told !== 1)).toEqual([]);
  expect(count(cases, 'timeout')).toBe(0);
  expect(live).toEqual([]);
  expect([...server.requests.values()].filter((times) => times !== 1)).toEqual([]);
  // The idle timers of its two ends.
  expect(pending).toBe(2);
  expect([open, pendingAfter]).toEqual([0, 0]);
});
