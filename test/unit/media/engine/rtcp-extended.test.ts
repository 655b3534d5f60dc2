import { describe, expect, it } from 'vitest';
import { readRtcp } from '../../../../src-shared/rtp/rtcp.ts';
import type { RtcpCompound } from '../../../../src-shared/rtp/rtcp.ts';
import { classifyPacket } from '../../../../src-shared/rtp/demultiplex.ts';
import type { StreamStats } from '../../../../src-shared/model.ts';
import type { Laboratory, Side } from './laboratory.ts';
import { createLaboratory } from './laboratory.ts';

const extended = { rtcpExtended: { voipMetrics: true, receiverTime: true } };

/** The RTCP on the network, with the port that it came from. */
function watch(lab: Laboratory): { address: string; port: number; compound: RtcpCompound }[] {
  const seen: { address: string; port: number; compound: RtcpCompound }[] = [];
  const before = lab.network.filter;
  lab.network.filter = (datagram) => {
    const rtcp = classifyPacket(datagram.bytes) === 'rtcp' ? readRtcp(datagram.bytes) : undefined;
    if (rtcp?.ok) seen.push({ address: datagram.from.address, port: datagram.from.port, compound: rtcp.value });
    return before(datagram);
  };
  return seen;
}

function lastStats({ events }: Side): StreamStats {
  const found = events.findLast((event) => event.kind === 'stats');
  if (!found) throw new Error('no stats yet');
  return found.stats;
}

describe('rtcp-mux (RFC 5761)', () => {
  it('RTCP goes from and to the RTP port, and the round trip is known', async () => {
    const lab = await createLaboratory();
    const seen = watch(lab);
    lab.connect({ rtcpMux: true }, { rtcpMux: true });
    await lab.clock.advance(15_000);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.every(({ port }) => port % 2 === 0)).toBe(true);
    expect(lastStats(lab.a).rttMs).toBeDefined();
    expect(lastStats(lab.b).remote).toMatchObject({ lossPercent: 0 });
    await lab.close();
  });

  it('a peer that agreed and sends from the next port all the same is understood', async () => {
    const lab = await createLaboratory();
    lab.connect({ rtcpMux: true });
    await lab.clock.advance(15_000);
    expect(lastStats(lab.a).remote?.reports).toBeGreaterThan(0);
    await lab.close();
  });
});

describe('extended reports (RFC 3611)', () => {
  it('are not sent to a peer that does not ask for them', async () => {
    const lab = await createLaboratory();
    const seen = watch(lab);
    lab.connect();
    await lab.clock.advance(15_000);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.flatMap(({ compound }) => compound.extended)).toEqual([]);
    await lab.close();
  });

  it('tell the peer what we hear: loss and R of either side are seen by the other', async () => {
    const lab = await createLaboratory();
    let n = 0;
    // Every tenth packet towards b is lost.
    lab.network.filter = ({ from, bytes }) => !(from.address === '192.0.2.1' && classifyPacket(bytes) === 'rtp' && ++n % 10 === 0);
    lab.connect(extended, extended);
    await lab.clock.advance(30_000);
    const [sender, receiver] = [lastStats(lab.a), lastStats(lab.b)];
    expect(receiver.lossPercent).toBeCloseTo(10, 0);
    expect(receiver.recent?.lossPercent).toBeCloseTo(10, 0);
    expect(sender.remote?.lossPercent).toBeCloseTo(10, 0);
    expect(sender.remote?.rating).toBeCloseTo(receiver.rating!, -1);
    expect(sender.remote?.mos).toBeLessThan(sender.mos! - 0.3);
    expect(receiver.remote?.lossPercent).toBe(0);
    await lab.close();
  });

  it('whoever only listens learns the round trip by its own time (RFC 3611 4.4, 4.5)', async () => {
    const lab = await createLaboratory();
    const seen = watch(lab);
    lab.connect({ ...extended, direction: 'recvonly' }, { ...extended, direction: 'sendonly' });
    await lab.clock.advance(30_000);
    expect(seen.some(({ compound }) => compound.extended[0]?.referenceTime !== undefined)).toBe(true);
    expect(seen.some(({ compound }) => (compound.extended[0]?.delays.length ?? 0) > 0)).toBe(true);
    expect(lastStats(lab.a).rttMs).toBeDefined();
    await lab.close();
  });
});

describe('what is refused', () => {
  it('is told by reason: a payload type that was not agreed, with its number', async () => {
    const lab = await createLaboratory();
    lab.connect({}, { send: { payloadType: 96, codec: 'PCMA', clockRateHz: 8000, channels: 1, parameters: '' } });
    await lab.clock.advance(1000);
    const stats = lastStats(lab.a);
    expect(stats).toMatchObject({ received: 0, understood: 0, refused: { payloadType: { number: 96 } } });
    expect(stats.refused?.payloadType?.count).toBeGreaterThan(40);
    await lab.close();
  });
});
