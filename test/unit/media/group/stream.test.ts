import { describe, expect, it } from 'vitest';
import type { Coding } from '../../../../src-main/media/engine-port.ts';
import { G722, PCMA, PCMU } from '../../../fakes/payload-formats.ts';
import { levelOf } from '../signal.ts';
import { createRoom } from './room.ts';
import type { Room } from './room.ts';

const linear = (codec: 'L16' | 'L24', clockRateHz: number, channels: number): Coding => ({ payloadType: 96, codec, clockRateHz, channels, parameters: '' });
const A = '192.0.2.7';
const B = '192.0.2.8';

/** What the loudspeaker played in the last half second. */
function lately(room: Room, rateHz: number): Int16Array {
  return room.device.played().slice(-rateHz / 2);
}

describe('a joined session', () => {
  it.each<[string, Coding, number, number]>([
    ['PCMU', PCMU, 20, 8000],
    ['PCMA in packets of 5 ms', PCMA, 5, 8000],
    ['G.722', G722, 20, 16_000],
    ['L16, CD', linear('L16', 44_100, 2), 10, 48_000],
    ['L24, 1 ms, 8 channels', linear('L24', 48_000, 8), 1, 48_000],
    ['L24, 0.125 ms', linear('L24', 48_000, 1), 0.125, 48_000],
    ['L24, 96 kHz', linear('L24', 96_000, 1), 4, 48_000],
  ])('plays %s', async (_name, coding, ptimeMs, rateHz) => {
    const room = createRoom();
    const { session, figures } = await room.join({ formats: [coding] });
    session.setHeard(true);
    await room.talk({ address: A, ssrc: 7, coding, hz: 500, ptimeMs });
    await room.clock.advance(2000);
    expect(room.device.wanted).toEqual([rateHz]);
    expect(levelOf(500, lately(room, rateHz), rateHz)).toBeCloseTo(0.25, 1);
    expect(figures().sources).toMatchObject([{ ssrc: 7, medium: 0, address: A, codec: coding.codec, lost: 0, isMuted: false }]);
    expect(figures().sources[0]?.level).toBeCloseTo(0.25, 1);
    await room.engine.close();
    expect(room.network.open).toBe(1);
  });

  it('mixes all who talk, and mutes one', async () => {
    const room = createRoom();
    const { session, figures } = await room.join({ formats: [PCMU, PCMA] });
    session.setHeard(true);
    await room.talk({ address: A, ssrc: 7, coding: PCMU, hz: 400 });
    await room.talk({ address: B, ssrc: 8, coding: PCMA, hz: 1200 });
    await room.clock.advance(2000);
    expect(levelOf(400, lately(room, 8000))).toBeCloseTo(0.25, 1);
    expect(levelOf(1200, lately(room, 8000))).toBeCloseTo(0.25, 1);
    session.mute(0, 7, true);
    await room.clock.advance(1000);
    expect(levelOf(400, lately(room, 8000))).toBeLessThan(0.01);
    expect(levelOf(1200, lately(room, 8000))).toBeCloseTo(0.25, 1);
    // Its level still shows that it talks.
    expect(figures().sources.find(({ ssrc }) => ssrc === 7)).toMatchObject({ isMuted: true, level: expect.closeTo(0.25, 1) as number });
    await room.engine.close();
  });

  it('tells how long somebody has been silent', async () => {
    const room = createRoom();
    const { figures } = await room.join({ formats: [PCMU] });
    const stop = await room.talk({ address: A, ssrc: 7, coding: PCMU, hz: 400 });
    await room.clock.advance(1000);
    stop();
    await room.clock.advance(11_000);
    const [source] = figures().sources;
    expect(source?.silentForMs).toBeGreaterThan(10_000);
    expect(source?.level).toBe(0);
    await room.engine.close();
  });

  it.each([
    [{ only: [A] }, [7]],
    [{ except: [A] }, [8]],
  ])('hears whom its source filter lets in: %o', async (filter, expected) => {
    const room = createRoom();
    const { figures } = await room.join({ formats: [PCMU], ...filter });
    await room.talk({ address: A, ssrc: 7, coding: PCMU, hz: 400 });
    await room.talk({ address: B, ssrc: 8, coding: PCMU, hz: 400 });
    await room.clock.advance(1000);
    expect(figures().sources.map(({ ssrc }) => ssrc)).toEqual(expected);
    await room.engine.close();
  });

  it('is not on the sound card while it is not to be heard, and leaves the group', async () => {
    const room = createRoom();
    const { session } = await room.join({ formats: [PCMU] });
    await room.clock.advance(100);
    expect(room.device.wanted).toEqual([]);
    await session.close();
    expect(room.network.open).toBe(0);
    await room.engine.close();
  });

  it('stays away from a flooded group for moments, and comes back', async () => {
    const room = createRoom();
    const { figures } = await room.join({ formats: [PCMU] });
    const stop = await room.flood(B, 20_000);
    await room.clock.advance(1000);
    expect(figures()).toMatchObject({ flooded: [true] });
    // A tenth of a second's worth each time.
    expect(figures().packets[0]).toBeLessThan(600);
    stop();
    await room.talk({ address: A, ssrc: 7, coding: PCMU, hz: 400 });
    await room.clock.advance(4000);
    expect(figures()).toMatchObject({ flooded: [false] });
    expect(figures().sources.find(({ ssrc }) => ssrc === 7)?.level).toBeCloseTo(0.25, 1);
    await room.engine.close();
  });
});
