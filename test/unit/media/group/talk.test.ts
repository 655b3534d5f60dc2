import { describe, expect, it } from 'vitest';
import type { Coding } from '../../../../src-main/media/engine-port.ts';
import { readRtcp } from '../../../../src-shared/rtp/rtcp.ts';
import type { SrtpKey } from '../../../../src-main/rtp/srtp-suites.ts';
import { writeRtcp } from '../../../../src-main/rtp/rtcp-write.ts';
import { readUint16, readUint32 } from '../../../../src-shared/rtp/wire-integers.ts';
import { G722, PCMU } from '../../../fakes/payload-formats.ts';
import { levelOf } from '../signal.ts';
import { createRoom, senderSocket } from './room.ts';
import type { Room } from './room.ts';

const A = '192.0.2.7';
const HERE = '192.0.2.1';
const linear = (codec: 'L16' | 'L24', clockRateHz: number, channels: number): Coding => ({ payloadType: 96, codec, clockRateHz, channels, parameters: '' });

interface Sent {
  port: number;
  bytes: Uint8Array;
}

/** What our host sends. */
function watch(room: Room): { rtp: () => Uint8Array[]; rtcp: () => Uint8Array[] } {
  const sent: Sent[] = [];
  room.network.filter = ({ from, to, bytes }) => {
    if (from.address === HERE) sent.push({ port: to.port, bytes });
    return true;
  };
  const at = (port: number): Uint8Array[] => sent.filter((one) => one.port === port).map(({ bytes }) => bytes);
  return { rtp: () => at(5004), rtcp: () => at(5005) };
}

const says = { kind: 'tone', frequencyHz: 500, level: 0.25 } as const;
const ssrcOf = (packet: Uint8Array | undefined): number => (packet ? readUint32(packet, 8) : -1);

describe('what we say', () => {
  it.each<[string, Coding, number, number, number]>([
    ['PCMU', PCMU, 20, 50, 172],
    ['G.722', G722, 20, 50, 172],
    ['L24 in packets of 1 ms', linear('L24', 48_000, 2), 1, 1000, 12 + 48 * 6],
    // 700 bytes a channel is what an Ethernet frame holds.
    ['L16, CD', linear('L16', 44_100, 2), 20, 126, 12 + 350 * 4],
  ])('is %s', async (_name, coding, ptimeMs, aSecond, bytes) => {
    const room = createRoom();
    const sent = watch(room);
    const { session } = await room.join({ formats: [coding], talk: { coding, ptimeMs } });
    await session.setSource(says);
    session.talk(true);
    await room.clock.advance(2000);
    expect(sent.rtp().length / 2).toBeGreaterThan(aSecond * 0.97);
    expect(sent.rtp().length / 2).toBeLessThan(aSecond * 1.03);
    expect(new Set(sent.rtp().map(({ length }) => length))).toEqual(new Set([bytes]));
    const steps = sent.rtp().slice(1).map((packet, i) => [
      (readUint16(packet, 2) - readUint16(sent.rtp()[i]!, 2)) & 0xffff, (readUint32(packet, 4) - readUint32(sent.rtp()[i]!, 4)) >>> 0,
    ]);
    expect(new Set(steps.map(String))).toEqual(new Set([`1,${coding.codec === 'G722' || coding.codec === 'PCMU' ? 160 : (bytes - 12) / (coding.codec === 'L24' ? 6 : 4)}`]));
    session.talk(false);
    await room.clock.advance(100);
    const before = sent.rtp().length;
    await room.clock.advance(1000);
    expect(sent.rtp().length).toBe(before);
    await room.engine.close();
  });

  it('is heard by others in the session, and not by ourselves though it comes back', async () => {
    const room = createRoom();
    const { session, figures } = await room.join({ formats: [PCMU], talk: { coding: PCMU, ptimeMs: 20 } });
    const other = await room.joinFrom(A, { formats: [PCMU], talk: { coding: PCMU, ptimeMs: 20 } });
    await session.setSource(says);
    session.talk(true);
    await room.clock.advance(12_000);
    expect(figures().sources).toEqual([]);
    expect(other.figures().sources).toMatchObject([{ address: HERE, lost: 0, cname: expect.stringMatching(/^[0-9a-f]{24}$/) as string }]);
    expect(other.figures().members).toEqual([2]);
    await room.engine.close();
  });

  it('goes on under another SSRC when somebody else has ours, once for each who does', async () => {
    const room = createRoom();
    const sent = watch(room);
    const { session, figures } = await room.join({ formats: [PCMU], rtcpPort: 5005, talk: { coding: PCMU, ptimeMs: 20 } });
    await session.setSource(says);
    session.talk(true);
    await room.clock.advance(6000);
    const first = ssrcOf(sent.rtp()[0]);
    const stop = await room.talk({ address: A, ssrc: first, coding: PCMU, hz: 400 });
    await room.clock.advance(1000);
    const second = ssrcOf(sent.rtp().at(-1));
    expect(second).not.toBe(first);
    const byes = sent.rtcp().flatMap((packet) => {
      const read = readRtcp(packet);
      return read.ok ? read.value.byes.flatMap(({ ssrcs }) => ssrcs) : [];
    });
    expect(byes).toEqual([first]);
    expect(figures().sources).toMatchObject([{ ssrc: first, address: A }]);
    stop();
    await room.talk({ address: A, ssrc: second, coding: PCMU, hz: 400 });
    await room.clock.advance(1000);
    expect(ssrcOf(sent.rtp().at(-1))).toBe(second);
    await room.engine.close();
  });
});

describe('reports', () => {
  it('tell of everybody who is heard, by us and of us', async () => {
    const room = createRoom();
    const sent = watch(room);
    await room.join({ formats: [PCMU], rtcpPort: 5005 });
    await room.talk({ address: A, ssrc: 7, coding: PCMU, hz: 400 });
    await room.talk({ address: '192.0.2.8', ssrc: 8, coding: PCMU, hz: 400 });
    await room.clock.advance(20_000);
    expect(sent.rtcp().length).toBeGreaterThan(2);
    expect(sent.rtcp().length).toBeLessThan(10);
    const last = readRtcp(sent.rtcp().at(-1)!);
    expect(last.ok && last.value.reports[0]).toMatchObject({ reports: [{ ssrc: 7, cumulativeLost: 0 }, { ssrc: 8, cumulativeLost: 0 }] });
    expect(last.ok && last.value.reports[0]?.sender).toBeUndefined();
    await room.engine.close();
  });

  it('come the rarer the more take part, and many who leave do not all say so at once', async () => {
    const room = createRoom();
    const sent = watch(room);
    const { session } = await room.join({ formats: [PCMU], rtcpPort: 5005 });
    const crowd = await senderSocket(room.network, A, 5005);
    const packet = new Uint8Array(200);
    // Not all at one moment: that is a flood.
    async function everybodyReports(): Promise<void> {
      for (let ssrc = 1; ssrc <= 400; ssrc++) {
        crowd.send(packet.slice(0, writeRtcp(packet, { report: { ssrc, reports: [] }, cname: `c${ssrc}` })), 1);
        if (ssrc % 100 === 0) await room.clock.advance(100);
      }
    }
    await everybodyReports();
    await room.clock.advance(40_000);
    const reports = sent.rtcp().length;
    // 400 members share half a kilobyte a second: once in a minute and a half.
    expect(reports).toBeLessThanOrEqual(1);
    crowd.send(packet.slice(0, writeRtcp(packet, { report: { ssrc: 1, reports: [] }, cname: 'c1' })), 1);
    await room.clock.advance(200_000);
    expect(sent.rtcp().length).toBeGreaterThan(reports);
    await everybodyReports();
    await room.clock.advance(1000);
    const closed = session.close();
    const before = sent.rtcp().length;
    await room.clock.advance(500);
    expect(sent.rtcp().length).toBe(before);
    await room.clock.advance(15_000);
    await closed;
    const last = readRtcp(sent.rtcp().at(-1)!);
    expect(last.ok && last.value.byes).toHaveLength(1);
    await room.engine.close();
  });

  it('that say goodbye take the source off the list', async () => {
    const room = createRoom();
    const { figures } = await room.join({ formats: [PCMU], rtcpPort: 5005 });
    const stop = await room.talk({ address: A, ssrc: 7, coding: PCMU, hz: 400 });
    await room.clock.advance(1000);
    expect(figures().sources).toHaveLength(1);
    stop();
    const socket = await senderSocket(room.network, A, 5005);
    const packet = new Uint8Array(200);
    socket.send(packet.slice(0, writeRtcp(packet, { report: { ssrc: 7, reports: [] }, cname: 'x', bye: { reason: '' } })), 1);
    await room.clock.advance(1000);
    expect(figures().sources).toEqual([]);
    await room.engine.close();
  });
});

it('who talks hears the others meanwhile, and not themselves', async () => {
  const room = createRoom();
  const { session } = await room.join({ formats: [PCMU], talk: { coding: PCMU, ptimeMs: 20 } });
  session.setHeard(true);
  await session.setSource(says);
  session.talk(true);
  await room.talk({ address: A, ssrc: 7, coding: PCMU, hz: 1200 });
  await room.clock.advance(2000);
  const played = room.device.played().slice(-4000);
  expect(levelOf(1200, played)).toBeCloseTo(0.25, 1);
  expect(levelOf(500, played)).toBeLessThan(0.01);
  await room.engine.close();
});

describe('a private session', () => {
  const key = (fill: number): SrtpKey => ({ suite: 'AES_CM_128_HMAC_SHA1_80', keyAndSalt: new Uint8Array(30).fill(fill) });
  const privately = (fill: number) => ({ formats: [PCMU], talk: { coding: PCMU, ptimeMs: 20 }, key: key(fill) });

  it('is heard with its key, and by nobody without', async () => {
    const room = createRoom();
    const { session } = await room.join(privately(1));
    const friend = await room.joinFrom(A, privately(1));
    const stranger = await room.joinFrom('192.0.2.66', privately(2));
    const open = await room.joinFrom('192.0.2.67', { formats: [PCMU] });
    await session.setSource(says);
    session.talk(true);
    await room.clock.advance(12_000);
    expect(friend.figures().sources).toMatchObject([{ address: HERE, lost: 0, cname: expect.any(String) as string }]);
    expect(friend.figures().sources[0]?.level).toBeCloseTo(0.25, 1);
    expect(stranger.figures()).toMatchObject({ sources: [], members: [1] });
    // What is encrypted looks like RTP.
    expect(open.figures().sources[0]?.level).toBeGreaterThan(0.5);
    await room.engine.close();
  });
});
