import { beforeEach, describe, expect, it } from 'vitest';
import { compactNtp } from '../../../src-main/rtp/ntp.ts';
import type { RtpReceiver } from '../../../src-main/rtp/receiver.ts';
import { createRtpReceiver } from '../../../src-main/rtp/receiver.ts';
import { createRtpView } from '../../../src-shared/rtp/packet.ts';

const PEER = { address: '192.0.2.1', port: 4000 };
const STRANGER = { address: '203.0.113.66', port: 666 };
const OWN_SSRC = 1;
const PEER_SSRC = 77;

describe('RTP receiver', () => {
  let receiver: RtpReceiver;

  beforeEach(() => {
    receiver = createRtpReceiver({ clockRateHz: 8000 });
    receiver.remote.expect(PEER);
  });

  /** A packet of the stream whose frame n is due at 20n ms. */
  function receive(sequence: number, { ssrc = PEER_SSRC, from = PEER, atMs = sequence * 20, timestamp = sequence * 160, clockRateHz = 8000 } = {}) {
    const packet = createRtpView();
    packet.sequence = sequence & 0xffff;
    packet.timestamp = timestamp >>> 0;
    packet.ssrc = ssrc;
    return receiver.receive(packet, from, atMs, OWN_SSRC, clockRateHz);
  }

  it('plays the first packet of the address that the signalling named', () => {
    expect(receive(10)).toBe('restarted');
    expect(receive(11)).toBe('accepted');
    expect(receiver).toMatchObject({ ssrc: PEER_SSRC, sequence: 11, received: 2, expected: 2, lost: 0, lastPacketAtMs: 220 });
  });

  it('wants two packets in sequence from an address that nobody vouched for', () => {
    receiver.remote.expect(null);
    expect(receive(10)).toBe('probation');
    expect(receive(12)).toBe('probation');
    expect(receiver.ssrc).toBeNull();
    expect(receive(13)).toBe('restarted');
    expect(receiver).toMatchObject({ ssrc: PEER_SSRC, received: 1, lost: 0 });
  });

  it('extends the sequence over its wraps', () => {
    for (let sequence = 65_530; sequence < 65_540; sequence++) receive(sequence);
    expect(receiver).toMatchObject({ sequence: 65_539, received: 10, lost: 0 });
    expect(receiver.report(0)!.highestSequence).toBe(65_539);
  });

  it('gives overtaken packets their own number, also from before a wrap', () => {
    receive(65_535);
    receive(65_537);
    receive(65_534);
    expect(receiver.sequence).toBe(65_534);
    receive(65_536);
    expect(receiver.sequence).toBe(65_536);
  });

  it('counts loss as expected minus received', () => {
    for (let sequence = 0; sequence < 100; sequence++) if (sequence % 10 !== 5) receive(sequence);
    expect(receiver).toMatchObject({ received: 90, expected: 100, lost: 10 });
  });

  it('reports loss as RFC 3550 A.3: cumulative, and as a fraction since the last report', () => {
    for (let sequence = 0; sequence < 100; sequence++) if (sequence % 4 !== 1) receive(sequence);
    expect(receiver.report(2000)).toMatchObject({ ssrc: PEER_SSRC, cumulativeLost: 25, fractionLost: 64 });
    for (let sequence = 100; sequence < 150; sequence++) receive(sequence);
    expect(receiver.report(3000)).toMatchObject({ cumulativeLost: 25, fractionLost: 0 });
  });

  it('reports negative loss after duplicates, and shows none', () => {
    receive(1);
    receive(2);
    receive(2);
    receive(2);
    expect(receiver.report(0)).toMatchObject({ cumulativeLost: -2, fractionLost: 0 });
    expect(receiver.lost).toBe(0);
  });

  it('measures jitter as RFC 3550 A.8', () => {
    receive(0, { atMs: 0 });
    expect(receiver.jitterMs).toBe(0);
    receive(1, { atMs: 36 });
    // 16 ms late: one sixteenth of it.
    expect(receiver.jitterMs).toBeCloseTo(1, 6);
    receive(2, { atMs: 56 });
    expect(receiver.jitterMs).toBeCloseTo(1 - 1 / 16, 6);
    expect(receiver.report(60)!.jitter).toBe(7);
  });

  it('sees no jitter in repeated timestamps (RFC 4733) and none in a new timestamp base', () => {
    receive(0);
    for (let sequence = 1; sequence < 10; sequence++) receive(sequence, { timestamp: 160 });
    receive(10);
    expect(receiver.jitterMs).toBe(0);
    receive(11, { timestamp: 0x9000_0000 });
    receive(12, { timestamp: 0x9000_0000 + 160 });
    expect(receiver.jitterMs).toBe(0);
  });

  it('holds jitter over the wrap of the timestamp', () => {
    for (let n = 0; n < 10; n++) receive(n, { timestamp: 0xffffff00 + n * 160 });
    expect(receiver.jitterMs).toBe(0);
  });

  it('refuses a jump in sequence until a second packet confirms it', () => {
    for (let sequence = 0; sequence < 10; sequence++) receive(sequence);
    expect(receive(30_000)).toBe('bad-sequence');
    expect(receive(10)).toBe('accepted');
    expect(receive(40_000)).toBe('bad-sequence');
    expect(receive(40_001)).toBe('restarted');
    expect(receive(40_002)).toBe('accepted');
    expect(receiver).toMatchObject({ sequence: 40_002, received: 13, lost: 0 });
  });

  it('ignores strangers', () => {
    receive(0);
    expect(receive(1, { from: STRANGER, ssrc: 666 })).toBe('foreign');
    expect(receive(1, { from: STRANGER })).toBe('foreign');
    expect(receiver.received).toBe(1);
  });

  it('follows the peer to a new SSRC and keeps the totals of the call', () => {
    for (let sequence = 0; sequence < 10; sequence++) if (sequence !== 5) receive(sequence);
    expect(receive(500, { ssrc: 88, atMs: 200 })).toBe('probation');
    expect(receive(501, { ssrc: 88, atMs: 220 })).toBe('restarted');
    expect(receive(502, { ssrc: 88, atMs: 240 })).toBe('accepted');
    expect(receiver).toMatchObject({ ssrc: 88, received: 11, lost: 1 });
    expect(receiver.report(300)).toMatchObject({ ssrc: 88, cumulativeLost: 0 });
  });

  it('does not swing between two SSRCs that the peer sends at once', () => {
    receive(0);
    for (let n = 1; n < 50; n++) {
      expect(receive(n, { ssrc: 88 })).toBe('probation');
      expect(receive(n)).toBe('accepted');
    }
    expect(receiver.ssrc).toBe(PEER_SSRC);
  });

  it('takes the next source at once after a BYE', () => {
    receive(0);
    receiver.onBye(4711);
    expect(receiver.ssrc).toBe(PEER_SSRC);
    receiver.onBye(PEER_SSRC);
    expect(receiver).toMatchObject({ ssrc: null, received: 1 });
    expect(receive(9, { ssrc: 88 })).toBe('restarted');
  });

  it('tells a collision of SSRCs once and hears a reflector after that', () => {
    expect(receive(0, { ssrc: OWN_SSRC })).toBe('collision');
    expect(receive(1, { ssrc: OWN_SSRC })).toBe('restarted');
    expect(receive(2, { ssrc: OWN_SSRC })).toBe('accepted');
  });

  it('answers a sender report with LSR and DLSR', () => {
    receive(0);
    expect(receiver.report(1000)).toMatchObject({ lastSenderReport: 0, delaySinceLastSenderReport: 0 });
    const info = { ntpSeconds: 0xe1234567, ntpFraction: 0x89abcdef, rtpTimestamp: 0, packetCount: 1, octetCount: 160 };
    receiver.onSenderReport(PEER_SSRC, info, 2000);
    expect(receiver.report(3500)).toMatchObject({
      lastSenderReport: compactNtp(info.ntpSeconds, info.ntpFraction), delaySinceLastSenderReport: 1.5 * 65_536,
    });
    receiver.onSenderReport(4711, info, 4000);
    expect(receiver.report(5000)).toMatchObject({ lastSenderReport: 0 });
  });

  it('has no report before a source is valid', () => {
    expect(receiver.report(0)).toBeNull();
  });

  it('keeps its jitter in ms when the RTP clock changes', () => {
    receive(0, { atMs: 0 });
    receive(1, { atMs: 36 });
    receive(2, { atMs: 56, timestamp: 5, clockRateHz: 16_000 });
    expect(receiver.jitterMs).toBeCloseTo(1, 6);
  });
});
