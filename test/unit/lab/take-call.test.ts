import { expect, it } from 'vitest';
import { takeCall } from '../../../src-main/lab/take-call.ts';
import type { Session } from '../../../src-main/sip/user-agent.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

it('a machine hangs up when its time is over', async () => {
  const clock = createVirtualClock();
  const did: string[] = [];
  const session = {
    listener: { onEnd() {} },
    ring: async () => void did.push(`ring ${clock.nowMs()}`),
    accept: async () => void did.push(`accept ${clock.nowMs()}`),
    end() {
      did.push(`end ${clock.nowMs()}`);
      session.listener.onEnd();
    },
  };
  const taking = { clock, random: createSeededRandom(1), engine: {} as never, ports: { min: 1024, max: 2048 }, longestS: 1800 };
  await takeCall(session as unknown as Session, () => ({ plan: { source: { kind: 'silence' }, sink: 'none', records: [] } }), taking, () => did.push('over'));
  await clock.advance(1_800_000);
  expect(did).toEqual(['ring 0', 'accept 400', 'end 1800000', 'over']);
  expect(clock.pending).toBe(0);
});
