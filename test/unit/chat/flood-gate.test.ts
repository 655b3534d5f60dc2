import { expect, it } from 'vitest';
import { createFloodGate } from '../../../src-main/chat/flood-gate.ts';
import { createVirtualClock } from '../../fakes/virtual-clock.ts';

it('lets sixty of one peer through in a minute, and three hundred together', async () => {
  const clock = createVirtualClock();
  const gate = createFloodGate(clock);
  const admitted = (peer: string, times: number): number => Array.from({ length: times }, () => gate.admit(peer)).filter(Boolean).length;
  expect(admitted('bob', 100)).toBe(60);
  expect(admitted('carol', 100)).toBe(60);
  expect(Array.from({ length: 500 }, (_, n) => gate.admit(`forged${n}`)).filter(Boolean).length).toBe(180);
  await clock.advance(59_999);
  expect(gate.admit('dora')).toBe(false);
  await clock.advance(1);
  expect(admitted('bob', 100)).toBe(60);
  expect(clock.pending).toBe(0);
});
