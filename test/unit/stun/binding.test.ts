import { describe, expect, it } from 'vitest';
import { decodeStun, encodeStun } from '../../../src-main/stun/message.ts';
import type { StunMessage } from '../../../src-main/stun/message.ts';
import { STANDARD_SCHEDULE, startBinding, step } from '../../../src-main/stun/binding.ts';
import type { StunArrival, StunRequest, StunTransactions } from '../../../src-main/stun/transactions.ts';
import { createStunTransactions } from '../../../src-main/stun/transactions.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import type { VirtualClock } from '../../fakes/virtual-clock.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

const HERE = { address: '192.0.2.1', port: 40_000 };
const SERVER = { address: '198.51.100.1', port: 3478 };

describe('the schedule of RFC 8489 6.2.1', () => {
  it('sends at 0, 500, 1500, 3500, 7500, 15500 and 31500 ms, and gives up at 39500 ms', () => {
    let current = startBinding(STANDARD_SCHEDULE);
    const sentAtMs: number[] = [];
    let nowMs = 0;
    let hasEnded = false;
    while (!hasEnded) {
      if (current.effects.some(({ kind }) => kind === 'send')) sentAtMs.push(nowMs);
      hasEnded = current.effects.some(({ kind }) => kind === 'timeout');
      nowMs += current.effects.reduce((sum, effect) => sum + (effect.kind === 'timer' ? effect.delayMs : 0), 0);
      if (!hasEnded) current = step(current.state, { kind: 'timer' });
    }
    expect(sentAtMs).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
    expect(nowMs).toBe(39_500);
  });

  it('is deaf after its end', () => {
    const { state } = step(startBinding(STANDARD_SCHEDULE).state, { kind: 'response' });
    expect(step(state, { kind: 'timer' })).toEqual({ state, effects: [] });
  });
});

describe('requests on their way', () => {
  interface World {
    clock: VirtualClock;
    transactions: StunTransactions;
    sent: Uint8Array[];
    ends: (StunMessage | undefined)[];
    request(more?: Partial<StunRequest>): () => void;
    /** What comes back to the last request. */
    answer(fields?: Partial<StunMessage>, key?: string): boolean;
  }

  function world(): World {
    const clock = createVirtualClock();
    const sent: Uint8Array[] = [];
    const ends: World['ends'] = [];
    const transactions = createStunTransactions({ clock, random: createSeededRandom(), send: (bytes) => void sent.push(bytes) });
    const read = (bytes: Uint8Array): StunArrival => {
      const result = decodeStun(bytes);
      if (!result.ok) throw new Error(result.error.message);
      return { bytes, message: result.value, local: HERE, from: SERVER };
    };
    return {
      clock, transactions, sent, ends,
      request: (more) => transactions.request({
        fields: {}, route: { local: HERE, remote: SERVER }, schedule: STANDARD_SCHEDULE, onEnd: (response) => void ends.push(response?.message), ...more,
      }),
      answer(fields, key) {
        const { transactionId } = read(sent.at(-1)!).message;
        return transactions.receive(read(encodeStun({ class: 'success', transactionId, ...fields }, key === undefined ? {} : { key })));
      },
    };
  }

  it('end with their answer, and nothing is sent after it', async () => {
    const { clock, sent, ends, request, answer } = world();
    request();
    await clock.advance(600);
    expect(sent).toHaveLength(2);
    expect(sent[0], 'a retransmission is the same message').toEqual(sent[1]);
    expect(answer({ mapped: { address: '203.0.113.5', port: 9 } })).toBe(true);
    await clock.advance(60_000);
    expect(sent).toHaveLength(2);
    expect(ends).toMatchObject([{ mapped: { address: '203.0.113.5', port: 9 } }]);
    expect(answer(), 'a second answer is nobody\'s').toBe(false);
    expect(clock.pending).toBe(0);
  });

  it('end without one', async () => {
    const { clock, ends, request } = world();
    request();
    await clock.advance(39_499);
    expect(ends).toEqual([]);
    await clock.advance(1);
    expect(ends).toEqual([undefined]);
  });

  it('an answer that is not sealed with the key does not count, the true one after it does', async () => {
    const { clock, ends, request, answer } = world();
    request({ key: 'secret' });
    expect(answer()).toBe(true);
    expect(answer({}, 'other')).toBe(true);
    expect(ends).toEqual([]);
    answer({}, 'secret');
    expect(ends).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('an answer of a stranger\'s transaction, or a request with our id, is none', () => {
    const { ends, request, answer } = world();
    request();
    expect(answer({ transactionId: new Uint8Array(12) })).toBe(false);
    expect(answer({ class: 'request' })).toBe(false);
    expect(answer({ class: 'indication' })).toBe(false);
    expect(ends).toEqual([]);
  });

  it('ended early they leave no timer and tell nothing', async () => {
    const { clock, ends, transactions, request, answer } = world();
    request()();
    request();
    transactions.close();
    expect(clock.pending).toBe(0);
    expect(answer()).toBe(false);
    expect(ends).toEqual([]);
  });
});
