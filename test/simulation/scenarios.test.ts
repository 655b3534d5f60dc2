/** Random calls among whole phones, each from its seed (see README.md). A seed that fails here is played alone by
 *  `npm run simulate -- --seed N`; thousands of others by `npm run simulate -- --count N`. */
import { describe, expect, it } from 'vitest';
import { reportOf } from './scenario/report.ts';
import { play } from './scenario/run.ts';

const FIRST_SEED = 1;
const SEEDS_A_TEST = 100;
const TESTS = 15;
const TIMEOUT_MS = 120_000;

describe('whatever happens, nothing is left of a call, and its sides agree', () => {
  it.each(Array.from({ length: TESTS }, (_, at) => FIRST_SEED + at * SEEDS_A_TEST))(`seeds %i and ${SEEDS_A_TEST - 1} more`, { timeout: TIMEOUT_MS }, async (first) => {
    for (let seed = first; seed < first + SEEDS_A_TEST; seed++) {
      const { faults } = await play(seed);
      if (faults.length > 0) expect.fail(reportOf(await play(seed, { ladder: true })));
    }
  });
});

it('the same seed plays the same scenario, whatever was played before', async () => {
  const first = await play(42, { ladder: true });
  await play(43);
  expect(await play(42, { ladder: true })).toEqual(first);
});

it('scenarios are not empty: calls are answered, refused, held, cancelled, forked', async () => {
  const played = await Promise.all(Array.from({ length: 60 }, (_, at) => play(1 + at, { ladder: true })));
  const all = played.map(({ ladder }) => ladder ?? '').join('\n');
  for (const label of ['INVITE (SDP)', '200 OK (SDP)', 'ACK', 'BYE', 'CANCEL', '487', '486', '603', '302', '407', '401', '! lost', 'repeats']) expect(all).toContain(label);
});
