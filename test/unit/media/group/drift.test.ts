/** Whoever sends has a clock of their own: without PTP it is followed by how sound arrives. */
import { expect, it } from 'vitest';
import type { Coding } from '../../../../src-main/media/engine-port.ts';
import { levelOf } from '../signal.ts';
import { createRoom } from './room.ts';

const L24: Coding = { payloadType: 96, codec: 'L24', clockRateHz: 48_000, channels: 2, parameters: '' };

it.each([-200, 200])('sound of a clock that is off by %i ppm goes on without a gap', async (ppm) => {
  const room = createRoom();
  const { session, figures } = await room.join({ formats: [L24] });
  session.setHeard(true);
  await room.talk({ address: '192.0.2.7', ssrc: 7, coding: L24, hz: 500, ptimeMs: 5, clock: 1 + ppm / 1e6 });
  await room.clock.advance(90_000);
  expect(figures().sources).toMatchObject([{ lost: 0 }]);
  // Every 20 ms of the last half minute have the tone: nothing is missing, nothing is broken.
  const played = room.device.played();
  const levels: number[] = [];
  for (let at = played.length - 30 * 48_000; at < played.length; at += 960) levels.push(levelOf(500, played.subarray(at, at + 960), 48_000));
  expect(Math.min(...levels)).toBeGreaterThan(0.2);
  await room.engine.close();
});
