/** What RTCP in a capture tells of its streams. */
import { describe, expect, it } from 'vitest';
import { writeRtcp } from '../../../src-main/rtp/rtcp-write.ts';
import type { Capture } from '../../../src-shared/capture/capture.ts';
import type { CapturedPacket } from '../../../src-shared/capture/captured-packet.ts';
import type { RtcpReport } from '../../../src-shared/rtp/rtcp.ts';
import { alice, back, bob, packet, pcap, read, rtp, sdp, sip } from './support.ts';

const ALICE = 0x1234_5678;
const BOB = 0x8765_4321;
const sound = { source: { ...alice, port: 40_000 }, destination: { ...bob, port: 50_000 } };
const voice = Array.from({ length: 100 }, (_, n) => packet({ ...sound, bytes: rtp(n, { ssrc: ALICE }) }, 1000 + 20 * n));

function rtcp(report: RtcpReport, way: 'out' | 'in', afterMs: number, cname: string): CapturedPacket {
  const out = new Uint8Array(500);
  const bytes = out.slice(0, writeRtcp(out, { report, cname }));
  const [source, destination] = [{ ...alice, port: 40_001 }, { ...bob, port: 50_001 }];
  return packet(way === 'out' ? { bytes, source, destination } : { bytes, source: destination, destination: source }, afterMs);
}

const sender = { ntpSeconds: 0xdead_beef, ntpFraction: 0x1234_0000, rtpTimestamp: 0, packetCount: 50, octetCount: 8000 };
const heard = { ssrc: ALICE, fractionLost: 0, cumulativeLost: 5, highestSequence: 99, jitter: 24, lastSenderReport: 0xbeef_1234, delaySinceLastSenderReport: 65_536 };

function call(...reports: CapturedPacket[]): Capture {
  const described = [
    packet({ bytes: sip({ start: 'INVITE sip:bob@192.0.2.7 SIP/2.0', body: sdp('192.0.2.1', 40_000) }) }),
    back(sip({ start: 'SIP/2.0 200 OK', toTag: 'b', body: sdp('192.0.2.7', 50_000) }), 900),
  ];
  return read(pcap(...[...described, ...voice, ...reports].toSorted((a, b) => a.atMs - b.atMs)));
}

describe('RTCP of a capture', () => {
  it('tells how a stream arrived, the round trip and the name of its sender', () => {
    const capture = call(rtcp({ ssrc: ALICE, reports: [], sender }, 'out', 2000, 'alice@phone'), rtcp({ ssrc: BOB, reports: [heard] }, 'in', 3040, 'bob@phone'));
    expect(capture.streams).toHaveLength(1);
    const { reported } = capture.streams[0]!;
    expect(reported).toMatchObject({ reports: 1, lost: 5, jitterMs: 3, cname: 'alice@phone' });
    // Seen at 2.000, answered at 3.040, of which one second at the receiver.
    expect(reported?.rttMs).toBeCloseTo(40, 1);
    expect(capture.media()[0]?.stats).toMatchObject({ rttMs: expect.closeTo(40, 1), remote: { reports: 1, lossPercent: 5, jitterMs: 3 } });
  });

  it('tells no round trip of a report that answers none, or lies', () => {
    const lies = [{ ...heard, lastSenderReport: 1 }, { ...heard, lastSenderReport: 0 }, { ...heard, delaySinceLastSenderReport: 0xffff_ffff }];
    for (const each of lies) {
      const capture = call(rtcp({ ssrc: ALICE, reports: [], sender }, 'out', 2000, ''), rtcp({ ssrc: BOB, reports: [each] }, 'in', 3040, ''));
      expect(capture.streams[0]?.reported).toMatchObject({ reports: 1, lost: 5 });
      expect(capture.streams[0]?.reported).not.toHaveProperty('rttMs');
    }
  });

  it('is absent where nothing was said, and takes what is broken for nothing', () => {
    const broken = rtcp({ ssrc: BOB, reports: [heard] }, 'in', 3000, '');
    expect(call({ ...broken, bytes: broken.bytes.subarray(0, 20) }).streams[0]).not.toHaveProperty('reported');
  });
});
