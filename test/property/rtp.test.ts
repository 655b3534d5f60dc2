import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyPacket } from '../../src-shared/rtp/demultiplex.ts';
import { createDtmfReceiver } from '../../src-shared/rtp/dtmf-receiver.ts';
import { createJitterBuffer } from '../../src-main/rtp/jitter-buffer.ts';
import { createRtpView, readRtp, rtpHeaderLength, writeRtp } from '../../src-shared/rtp/packet.ts';
import { createRtpReceiver } from '../../src-main/rtp/receiver.ts';
import { readRtcp } from '../../src-shared/rtp/rtcp.ts';
import { writeRtcp } from '../../src-main/rtp/rtcp-write.ts';

const uint8 = fc.nat(0xff);
const uint16 = fc.nat(0xffff);
const uint32 = fc.nat(0xffffffff);
const int24 = fc.integer({ min: -0x800000, max: 0x7fffff });

const header = fc.record({
  marker: fc.boolean(),
  payloadType: fc.nat(127),
  sequence: uint16,
  timestamp: uint32,
  ssrc: uint32,
  csrcs: fc.array(uint32, { maxLength: 15 }),
  extension: fc.option(fc.record({ profile: uint16, data: fc.uint8Array({ maxLength: 64 }) }), { nil: undefined }),
  paddingLength: uint8,
});

/** Bytes that look enough like RTP and RTCP to get past the first checks. */
const hostile = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.tuple(fc.constantFrom(0x80, 0x90, 0xa0, 0xb0, 0x9f, 0xbf), uint8, fc.uint8Array({ maxLength: 200 }))
    .map(([first, second, rest]) => Uint8Array.from([first, second, ...rest])),
  fc.tuple(fc.nat(31), fc.constantFrom(200, 201, 202, 203), fc.nat(12), fc.uint8Array({ maxLength: 200 }))
    .map(([count, type, words, rest]) => Uint8Array.from([0x80, 201, 0, 1, 1, 2, 3, 4, 0x80 | count, type, 0, words, ...rest])),
);

describe('RTP packets', () => {
  it('reads what was written', () => {
    fc.assert(fc.property(header, fc.uint8Array({ maxLength: 300 }), (written, payload) => {
      const out = new Uint8Array(1000).fill(0xee);
      const payloadAt = rtpHeaderLength(written);
      out.set(payload, payloadAt);
      const bytes = out.subarray(0, writeRtp(out, written, payload.length));
      const view = createRtpView();
      expect(readRtp(view, bytes)).toBeNull();
      const { marker, payloadType, sequence, timestamp, ssrc } = written;
      expect(view).toMatchObject({ marker, payloadType, sequence, timestamp, ssrc, csrcCount: written.csrcs.length });
      expect(view.paddingLength).toBe(written.paddingLength);
      expect(view.hasExtension).toBe(written.extension !== undefined);
      expect(bytes.slice(view.payloadOffset, view.payloadOffset + view.payloadLength)).toEqual(payload);
      expect(bytes.slice(view.extensionOffset, view.extensionOffset + (written.extension?.data.length ?? 0)))
        .toEqual(written.extension?.data ?? new Uint8Array(0));
    }));
  });

  it('never throws, and never points outside the packet', () => {
    const view = createRtpView();
    fc.assert(fc.property(hostile, (bytes) => {
      classifyPacket(bytes);
      if (readRtp(view, bytes)) return;
      expect(view.payloadOffset + view.payloadLength + view.paddingLength).toBe(bytes.length);
      expect(view.payloadLength).toBeGreaterThanOrEqual(0);
      expect(view.extensionOffset + view.extensionLength).toBeLessThanOrEqual(bytes.length);
    }), { numRuns: 2000 });
  });
});

describe('RTCP', () => {
  const block = fc.record({
    ssrc: uint32, fractionLost: uint8, cumulativeLost: int24, highestSequence: uint32, jitter: uint32, lastSenderReport: uint32,
    delaySinceLastSenderReport: uint32,
  });
  const sender = fc.record({ ntpSeconds: uint32, ntpFraction: uint32, rtpTimestamp: uint32, packetCount: uint32, octetCount: uint32 });
  const report = fc.record({ ssrc: uint32, reports: fc.array(block, { maxLength: 31 }), sender }, { requiredKeys: ['ssrc', 'reports'] });
  const shortText = fc.string({ maxLength: 60, unit: 'grapheme-ascii' });

  it('reads what was written', () => {
    fc.assert(fc.property(report, shortText, fc.option(shortText, { nil: undefined }), (written, cname, reason) => {
      const out = new Uint8Array(1500).fill(0xee);
      const length = writeRtcp(out, { report: written, cname, ...(reason !== undefined && { bye: { reason } }) });
      const result = readRtcp(out.subarray(0, length));
      expect(result.ok && result.value).toEqual({
        reports: [written],
        cnames: [{ ssrc: written.ssrc, cname }],
        names: [],
        byes: reason === undefined ? [] : [{ ssrcs: [written.ssrc], reason }],
        extended: [],
      });
    }));
  });

  it('never throws', () => {
    fc.assert(fc.property(hostile, (bytes) => {
      const result = readRtcp(bytes);
      expect(result.ok || result.error.section.startsWith('RFC')).toBe(true);
    }), { numRuns: 2000 });
  });
});

describe('receiver', () => {
  const PEER = { address: '192.0.2.1', port: 4000 };

  it('counts loss and extends numbers as a simple model does, through wraps, reordering and loss', () => {
    const fates = fc.array(fc.record({ lost: fc.boolean(), late: fc.integer({ min: 0, max: 20 }) }), { minLength: 3, maxLength: 400 });
    fc.assert(fc.property(uint16, fates, (start, packets) => {
      const arrivals = packets
        .map(({ lost, late }, n) => ({ n, at: n === 0 ? -1 : n + late, lost: lost && n > 0 }))
        .filter(({ lost }) => !lost)
        .toSorted((a, b) => a.at - b.at);
      const receiver = createRtpReceiver({ clockRateHz: 8000 });
      receiver.remote.expect(PEER);
      const view = createRtpView();
      for (const { n, at } of arrivals) {
        view.sequence = (start + n) & 0xffff;
        view.timestamp = n * 160;
        view.ssrc = 5;
        receiver.receive(view, PEER, at * 20 + 20, 1, 8000);
        expect(receiver.sequence).toBe(start + n);
      }
      const highest = Math.max(...arrivals.map(({ n }) => n));
      expect(receiver.received).toBe(arrivals.length);
      expect(receiver.expected).toBe(highest + 1);
      expect(receiver.lost).toBe(highest + 1 - arrivals.length);
      expect(receiver.report(0)!.cumulativeLost).toBe(highest + 1 - arrivals.length);
    }));
  });

  it('takes any packets from anywhere without throwing, its figures finite and sane', () => {
    const packet = fc.record({ sequence: uint16, timestamp: uint32, ssrc: fc.nat(3), port: fc.nat(2), gapMs: fc.nat(3000) });
    fc.assert(fc.property(fc.array(packet, { maxLength: 200 }), (packets) => {
      const receiver = createRtpReceiver({ clockRateHz: 8000 });
      receiver.remote.expect({ ...PEER, port: 0 });
      const view = createRtpView();
      let nowMs = 0;
      for (const { sequence, timestamp, ssrc, port, gapMs } of packets) {
        Object.assign(view, { sequence, timestamp, ssrc });
        receiver.receive(view, { ...PEER, port }, nowMs += gapMs, 3, 8000);
      }
      expect(receiver.lost).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(receiver.jitterMs)).toBe(true);
      const report = receiver.report(nowMs);
      if (report) expect(report.fractionLost).toBeLessThanOrEqual(255);
    }));
  });
});

describe('jitter buffer', () => {
  const operation = fc.oneof(
    fc.record({ sequence: fc.integer({ min: -200, max: 70_000 }), timestamp: uint32, duration: fc.constantFrom(0, 80, 160, 480), gapMs: fc.nat(100) }),
    fc.record({ sequence: fc.nat(100), timestamp: fc.nat(16_000), duration: fc.constantFrom(0, 160), gapMs: fc.nat(30) }),
    fc.constant('pop' as const),
  );

  it('takes anything without throwing or hanging, and counts nothing twice', () => {
    const payload = new Uint8Array(160);
    fc.assert(fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
      const buffer = createJitterBuffer({ clockRateHz: 8000, frameTicks: 160 });
      let nowMs = 0;
      let puts = 0;
      for (const next of operations) {
        if (next === 'pop') {
          buffer.pop(nowMs += 20, 0, false);
          continue;
        }
        puts++;
        buffer.put(next.sequence, next.timestamp, 8, next.duration, payload, 0, 160, nowMs += next.gapMs);
      }
      for (let i = 0; i < 100; i++) buffer.pop(nowMs += 20, 0, false);
      const { played, late, duplicates, overflow, concealed, concealedMs, discardedMs } = buffer.counts;
      expect(played + late + duplicates + overflow).toBeLessThanOrEqual(puts);
      expect(Math.min(concealed, concealedMs, discardedMs)).toBeGreaterThanOrEqual(0);
      expect(buffer.targetMs()).toBeGreaterThanOrEqual(20);
      expect(buffer.targetMs()).toBeLessThanOrEqual(200);
    }), { numRuns: 300 });
  });

  it('plays each frame at most once, ascending, and accounts for each of a lossy, jittery stream', () => {
    const fate = fc.record({ lost: fc.nat(9).map((n) => n === 0), jitterMs: fc.nat(150) });
    fc.assert(fc.property(fc.array(fate, { minLength: 50, maxLength: 300 }), uint32, (fates, firstTimestamp) => {
      const buffer = createJitterBuffer({ clockRateHz: 8000, frameTicks: 160 });
      const arrivals = fates.map(({ lost, jitterMs }, n) => ({ n, lost, atMs: n * 20 + jitterMs })).filter(({ lost }) => !lost).toSorted((a, b) => a.atMs - b.atMs);
      const payload = new Uint8Array(160);
      const played: number[] = [];
      let next = 0;
      for (let nowMs = 3; nowMs < fates.length * 20 + 1000; nowMs += 20) {
        for (; next < arrivals.length && arrivals[next]!.atMs <= nowMs; next++) {
          const { n, atMs } = arrivals[next]!;
          buffer.put(n, (firstTimestamp + n * 160) >>> 0, 8, 160, payload, 0, 160, atMs);
        }
        if (!['lost', 'empty'].includes(buffer.pop(nowMs, 0, false))) played.push(((buffer.frame.timestamp - firstTimestamp) >>> 0) / 160);
      }
      expect(played.every((frame, i) => i === 0 || frame > played[i - 1]!)).toBe(true);
      // Each packet was played, came too late, or was left out: nothing stays behind and nothing is counted twice.
      const { late, overflow } = buffer.counts;
      expect(played.length + late + overflow).toBe(arrivals.length);
    }), { numRuns: 200 });
  });
});

describe('DTMF receiver', () => {
  it('takes any payload without throwing and gives digits only', () => {
    const packet = fc.record({ timestamp: uint32, marker: fc.boolean(), payload: fc.uint8Array({ maxLength: 8 }), offset: fc.nat(6) });
    fc.assert(fc.property(fc.array(packet, { maxLength: 100 }), (packets) => {
      const receiver = createDtmfReceiver({ clockRateHz: 8000 });
      let nowMs = 0;
      for (const { timestamp, marker, payload, offset } of packets) {
        nowMs += 20;
        for (const { digit, durationMs } of receiver.receive(timestamp, marker, payload, offset, 4, nowMs)) {
          expect('0123456789*#ABCD').toContain(digit);
          expect(durationMs).toBeGreaterThanOrEqual(0);
        }
      }
    }));
  });
});
