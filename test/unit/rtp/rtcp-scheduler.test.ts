import { describe, expect, it } from 'vitest';
import { createRtcpScheduler } from '../../../src-main/rtp/rtcp-scheduler.ts';
import { createSeededRandom } from '../../fakes/seeded-random.ts';

const CALL = { members: 2, senders: 2, weSent: true };
const COMPENSATION = Math.E - 1.5;

function times(count: number, session = CALL, bandwidthBps = 64_000): number[] {
  const random = createSeededRandom(7);
  const scheduler = createRtcpScheduler({ nowMs: 1000, sessionBandwidthBps: bandwidthBps, fraction: random.fraction() });
  const sent: number[] = [];
  while (sent.length < count) {
    const nowMs = scheduler.nextAtMs;
    if (scheduler.due(nowMs, session, random.fraction())) sent.push(nowMs - 1000);
  }
  return sent;
}

describe('RTCP interval', () => {
  it('first report within half the minimum, randomised', () => {
    const [first] = times(1);
    expect(first).toBeGreaterThanOrEqual(1250 / COMPENSATION);
    expect(first).toBeLessThanOrEqual(3750 / COMPENSATION);
  });

  it('keeps 5 s on average in a call, within 0.5 to 1.5 of it', () => {
    const sent = times(2000);
    const gaps = sent.slice(1).map((at, i) => at - sent[i]!);
    // Reconsideration may add to the first throw, never go below the shortest.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2500 / COMPENSATION);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(7500 / COMPENSATION);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    expect(mean).toBeGreaterThan(4700);
    expect(mean).toBeLessThan(5300);
    expect(new Set(gaps).size).toBeGreaterThan(1000);
  });

  it('stretches with the number of members so that RTCP keeps to 5 % of the bandwidth', () => {
    const crowd = { members: 1000, senders: 1, weSent: false };
    const sent = times(200, crowd);
    const mean = (sent.at(-1)! - sent[0]!) / (sent.length - 1);
    // 999 receivers share 75 % of 3200 bit/s with 118-octet packets: 393 s each.
    expect(mean).toBeGreaterThan(350_000);
    expect(mean).toBeLessThan(440_000);
  });

  it('waits on when the group has grown since the time was set', () => {
    const scheduler = createRtcpScheduler({ nowMs: 0, sessionBandwidthBps: 64_000, fraction: 0.5 });
    const nowMs = scheduler.nextAtMs;
    expect(scheduler.due(nowMs, { members: 500, senders: 0, weSent: false }, 0.5)).toBe(false);
    expect(scheduler.nextAtMs).toBeGreaterThan(nowMs + 10_000);
  });

  it('comes forward when the group has shrunk (reverse reconsideration)', () => {
    const scheduler = createRtcpScheduler({ nowMs: 0, sessionBandwidthBps: 64_000, fraction: 0.5 });
    scheduler.due(scheduler.nextAtMs, { members: 500, senders: 0, weSent: false }, 0.5);
    const before = scheduler.nextAtMs;
    scheduler.onMembersLeft(10_000, 50);
    expect(scheduler.nextAtMs).toBeCloseTo(10_000 + (before - 10_000) / 10, 3);
    scheduler.onMembersLeft(10_000, 60);
    expect(scheduler.nextAtMs).toBeCloseTo(10_000 + (before - 10_000) / 10, 3);
  });

  it('follows the size of packets', () => {
    const large = createRtcpScheduler({ nowMs: 0, sessionBandwidthBps: 64_000, fraction: 0.5 });
    const small = createRtcpScheduler({ nowMs: 0, sessionBandwidthBps: 64_000, fraction: 0.5 });
    for (let i = 0; i < 100; i++) {
      large.onPacket(1000);
      small.onPacket(50);
    }
    const crowd = { members: 500, senders: 0, weSent: false };
    large.due(0, crowd, 0.5);
    small.due(0, crowd, 0.5);
    expect(large.nextAtMs / small.nextAtMs).toBeCloseTo(1028 / 78, 0);
  });
});
