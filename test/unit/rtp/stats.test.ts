import { describe, expect, it } from 'vitest';
import { streamStatsSchema } from '../../../src-shared/model.ts';
import { createBurstMetrics } from '../../../src-main/rtp/burst-metrics.ts';
import { G711_WITH_PLC } from '../../../src-main/rtp/e-model.ts';
import { createJitterBuffer } from '../../../src-main/rtp/jitter-buffer.ts';
import { createRtpView } from '../../../src-shared/rtp/packet.ts';
import { createRtpReceiver } from '../../../src-main/rtp/receiver.ts';
import { createRtpSender } from '../../../src-main/rtp/sender.ts';
import type { StatsSources } from '../../../src-main/rtp/stats.ts';
import { streamStats } from '../../../src-main/rtp/stats.ts';

const FRAME = new Uint8Array(160);

/** A call that has heard `frames` frames but for those that `isLost` names. */
function heard(frames: number, isLost: (n: number) => boolean, address = '192.0.2.1'): StatsSources {
  const receiver = createRtpReceiver({ clockRateHz: 8000 });
  const buffer = createJitterBuffer({ clockRateHz: 8000, frameTicks: 160 });
  const bursts = createBurstMetrics();
  const sender = createRtpSender({ ssrc: 1, firstSequence: 0, firstTimestamp: 0, clockRateHz: 8000, ptimeMs: 20, startMs: 0 });
  const packet = createRtpView();
  const from = { address, port: 4000 };
  receiver.remote.expect(from);
  for (let n = 0; n < frames; n++) {
    packet.sequence = n;
    packet.timestamp = n * 160;
    packet.ssrc = 2;
    if (!isLost(n)) {
      receiver.receive(packet, from, n * 20, 1, 8000);
      buffer.put(receiver.sequence, packet.timestamp, 8, 160, FRAME, 0, 160, n * 20);
      bursts.onPacket(receiver.sequence, false);
    }
    buffer.pop(n * 20 + 1, 0, false);
  }
  return {
    codec: { name: 'PCMA', impairment: G711_WITH_PLC }, ptimeMs: 20, sendClockRateHz: 8000, sender, receiver, buffer,
    bursts: bursts.figures(), peer: undefined, rttMs: undefined, levelOut: 0.5, levelIn: 0.25,
  };
}

describe('streamStats', () => {
  it('has no MOS, round trip or source before anything was heard', () => {
    const stats = streamStats(heard(0, () => false));
    expect(Object.keys(stats)).not.toEqual(expect.arrayContaining(['mos']));
    expect(stats).not.toHaveProperty('rttMs');
    expect(stats).not.toHaveProperty('source');
    expect(streamStatsSchema.safeParse(stats).success).toBe(true);
  });

  it('rates a clean stream near the best', () => {
    const stats = streamStats(heard(200, () => false));
    expect(stats).toMatchObject({ codec: 'PCMA', received: 200, lost: 0, concealed: 0, discarded: 0, source: '192.0.2.1:4000', levelOut: 0.5, levelIn: 0.25 });
    expect(stats.mos).toBeGreaterThan(4.3);
    expect(stats.bufferMs).toBeGreaterThan(0);
  });

  it('rates loss lower, and loss in bursts lower still', () => {
    const clean = streamStats(heard(1000, () => false));
    const random = streamStats(heard(1000, (n) => n % 20 === 10));
    const bursts = streamStats(heard(1000, (n) => n % 80 >= 40 && n % 80 < 44));
    expect(random).toMatchObject({ lost: 50, concealed: 50 });
    expect(random.mos).toBeLessThan(clean.mos! - 0.3);
    expect(bursts.lost).toBeCloseTo(50, -1);
    expect(bursts.mos).toBeLessThan(random.mos! - 0.04);
  });

  it('lets the round trip weigh on the MOS', () => {
    const sources = heard(200, () => false);
    const near = streamStats({ ...sources, rttMs: 10 });
    const far = streamStats({ ...sources, rttMs: 800 });
    expect(far.rttMs).toBe(800);
    expect(far.mos).toBeLessThan(near.mos! - 1);
  });

  it('writes an IPv6 source in brackets', () => {
    expect(streamStats(heard(5, () => false, '2001:db8::1')).source).toBe('[2001:db8::1]:4000');
  });
});
