import { describe, expect, it } from 'vitest';
import { readRtcp } from '../../../src-shared/rtp/rtcp.ts';
import { writeRtcp } from '../../../src-main/rtp/rtcp-write.ts';
import type { ExtendedReport, VoipMetrics } from '../../../src-shared/rtp/rtcp-xr.ts';
import { extendedReportLength, readExtendedReport, writeExtendedReport } from '../../../src-shared/rtp/rtcp-xr.ts';

const metrics: VoipMetrics = {
  ssrc: 0xdecade, lossRate: 0.25, discardRate: 0.125, burstDensity: 0.5, gapDensity: 0.0625, burstDurationMs: 180, gapDurationMs: 9000,
  roundTripMs: 42, endSystemDelayMs: 61, rating: 88, mosListening: 4.2, mosConversational: 4.1,
  bufferNominalMs: 40, bufferMaximumMs: 60, bufferLimitMs: 200,
};
const report: ExtendedReport = {
  ssrc: 7, metrics: [metrics],
  referenceTime: { ntpSeconds: 0xe0000001, ntpFraction: 0x80000000 },
  delays: [{ ssrc: 0xdecade, lastReceiverReport: 0xabcd1234, delaySinceLastReceiverReport: 65_536 }],
};

function written(extended: ExtendedReport): Uint8Array {
  const out = new Uint8Array(extendedReportLength(extended)).fill(0x55);
  writeExtendedReport(out, 0, extended);
  return out;
}

describe('extended reports', () => {
  it('lays the VoIP metrics out as RFC 3611 4.7 draws them', () => {
    const bytes = written({ ssrc: 7, metrics: [metrics], delays: [] });
    expect(Array.from(bytes.subarray(0, 12))).toEqual([0x80, 207, 0, 10, 0, 0, 0, 7, 7, 0, 0, 8]);
    expect(Array.from(bytes.subarray(12))).toEqual([
      0, 0xde, 0xca, 0xde, 64, 32, 128, 16, 0, 180, 0x23, 0x28, 0, 42, 0, 61, 127, 127, 127, 16, 88, 127, 42, 41, 0xb5, 0, 0, 40, 0, 60, 0, 200,
    ]);
  });

  it('says what reading gives back', () => {
    const bytes = written(report);
    expect(readExtendedReport(bytes, 0, bytes.length)).toEqual(report);
  });

  it('goes in a compound between SDES and BYE', () => {
    const out = new Uint8Array(500);
    const length = writeRtcp(out, { report: { ssrc: 7, reports: [] }, cname: 'x', bye: { reason: '' }, extended: report });
    const compound = readRtcp(out.subarray(0, length));
    expect(compound).toMatchObject({ ok: true, value: { extended: [report], byes: [{ ssrcs: [7] }] } });
  });

  it('gives no R and no MOS where the peer has none, or an impossible one', () => {
    const none = { ...metrics, rating: undefined, mosListening: undefined, mosConversational: undefined };
    const bytes = written({ ssrc: 7, metrics: [none], delays: [] });
    expect(readExtendedReport(bytes, 0, bytes.length)?.metrics[0]).toEqual(none);
    bytes[8 + 4 + 20] = 101;
    bytes[8 + 4 + 22] = 9;
    expect(readExtendedReport(bytes, 0, bytes.length)?.metrics[0]).toEqual(none);
  });

  it('keeps figures within their fields', () => {
    const extreme = { ...metrics, lossRate: 1, burstDurationMs: 1e6, rating: 93.2, mosListening: 0.5 };
    const bytes = written({ ssrc: 7, metrics: [extreme], delays: [] });
    expect(readExtendedReport(bytes, 0, bytes.length)?.metrics[0]).toMatchObject({ lossRate: 255 / 256, burstDurationMs: 65_535, rating: 93, mosListening: 1 });
  });

  it('passes over blocks that it does not know, and those of an impossible length', () => {
    const bytes = Uint8Array.from([0x80, 207, 0, 5, 0, 0, 0, 7, 99, 0, 0, 1, 1, 2, 3, 4, 7, 0, 0, 1, 1, 2, 3, 4]);
    expect(readExtendedReport(bytes, 0, bytes.length)).toEqual({ ssrc: 7, metrics: [], delays: [] });
  });

  it('refuses a block that is longer than the packet', () => {
    const bytes = Uint8Array.from([0x80, 207, 0, 2, 0, 0, 0, 7, 7, 0, 0, 8]);
    expect(readExtendedReport(bytes, 0, bytes.length)).toBeNull();
    expect(readRtcp(bytes, true)).toMatchObject({ ok: false, error: { rule: 'truncated-rtcp-content' } });
  });
});

describe('reduced size (RFC 5506)', () => {
  it('is refused unless it was agreed', () => {
    const bytes = written(report);
    expect(readRtcp(bytes)).toMatchObject({ ok: false, error: { rule: 'no-report-first' } });
    expect(readRtcp(bytes, true)).toMatchObject({ ok: true, value: { reports: [], extended: [report] } });
  });

  it('is not taken for RTCP when the type is none of RTCP', () => {
    const bytes = written(report);
    bytes[1] = 100;
    expect(readRtcp(bytes, true)).toMatchObject({ ok: false, error: { rule: 'no-rtcp' } });
  });
});
