import { describe, expect, it } from 'vitest';
import type { RtcpReport } from '../../../src-shared/rtp/rtcp.ts';
import { readRtcp } from '../../../src-shared/rtp/rtcp.ts';
import { writeRtcp } from '../../../src-main/rtp/rtcp-write.ts';

const report: RtcpReport = {
  ssrc: 0xcafe0001,
  sender: { ntpSeconds: 0xe0000000, ntpFraction: 0x80000000, rtpTimestamp: 0xfffffff0, packetCount: 50, octetCount: 8000 },
  reports: [{
    ssrc: 7, fractionLost: 128, cumulativeLost: -3, highestSequence: 0x0001ffff, jitter: 12,
    lastSenderReport: 0xabcd1234, delaySinceLastSenderReport: 65_536,
  }],
};

function written(packet: Parameters<typeof writeRtcp>[1]): Uint8Array {
  const out = new Uint8Array(1500).fill(0x55);
  return out.slice(0, writeRtcp(out, packet));
}

function read(bytes: Uint8Array) {
  const result = readRtcp(bytes);
  if (!result.ok) throw new Error(result.error.rule);
  return result.value;
}

function ruleOf(bytes: Uint8Array): string | undefined {
  const result = readRtcp(bytes);
  return result.ok ? undefined : result.error.rule;
}

/** A receiver report without blocks, which every compound may begin with. */
const RR = [0x80, 201, 0, 1, 0, 0, 0, 9];

describe('writeRtcp', () => {
  it('lays an SR out as RFC 3550 6.4.1 draws it', () => {
    const bytes = written({ report, cname: 'a@b' });
    expect(Array.from(bytes.subarray(0, 8))).toEqual([0x81, 200, 0, 12, 0xca, 0xfe, 0, 1]);
    expect(Array.from(bytes.subarray(28, 36))).toEqual([0, 0, 0, 7, 128, 0xff, 0xff, 0xfd]);
    // SDES: one chunk, CNAME of three octets, a null octet, filled up to 16.
    expect(Array.from(bytes.subarray(52))).toEqual([0x81, 202, 0, 3, 0xca, 0xfe, 0, 1, 1, 3, 0x61, 0x40, 0x62, 0, 0, 0]);
  });

  it('says in SR, SDES and BYE what reading gives back', () => {
    const compound = read(written({ report, cname: 'rung@192.0.2.1', bye: { reason: 'Tschüß' } }));
    expect(compound).toEqual({
      reports: [report],
      cnames: [{ ssrc: report.ssrc, cname: 'rung@192.0.2.1' }],
      names: [],
      byes: [{ ssrcs: [report.ssrc], reason: 'Tschüß' }],
      extended: [],
    });
  });

  it('is an RR when nothing was sent', () => {
    const bytes = written({ report: { ssrc: 1, reports: [] }, cname: 'x' });
    expect(bytes[1]).toBe(201);
    expect(read(bytes).reports).toEqual([{ ssrc: 1, reports: [] }]);
  });

  it.each([0, 1, 2, 3, 4, 5])('fills the CNAME chunk up to 32 bits with %i more characters', (extra) => {
    const cname = 'n' + 'x'.repeat(extra);
    const bytes = written({ report: { ssrc: 1, reports: [] }, cname, bye: { reason: '' } });
    expect(bytes.length % 4).toBe(0);
    expect(read(bytes)).toMatchObject({ cnames: [{ cname }], byes: [{ reason: '' }] });
  });

  it('cuts a CNAME of more than 255 octets between characters', () => {
    const { cnames } = read(written({ report: { ssrc: 1, reports: [] }, cname: 'ü'.repeat(200) }));
    expect(cnames[0]!.cname).toBe('ü'.repeat(127));
  });

  it('writes nothing when it does not fit', () => {
    expect(writeRtcp(new Uint8Array(60), { report, cname: 'rung' })).toBe(0);
  });
});

describe('readRtcp', () => {
  it('skips APP, unknown types and profile-specific extensions', () => {
    const bytes = Uint8Array.from([
      0x80, 201, 0, 2, 0, 0, 0, 9, 1, 2, 3, 4,
      0x85, 204, 0, 2, 0, 0, 0, 9, 0x6e, 0x61, 0x6d, 0x65,
      0x80, 210, 0, 0,
      0x81, 203, 0, 1, 0, 0, 0, 9,
    ]);
    expect(read(bytes)).toEqual({ reports: [{ ssrc: 9, reports: [] }], cnames: [], names: [], byes: [{ ssrcs: [9], reason: '' }], extended: [] });
  });

  it('reads several SDES chunks and leaves other items than CNAME alone', () => {
    const bytes = Uint8Array.from([
      ...RR, 0x82, 202, 0, 6,
      0, 0, 0, 9, 2, 1, 0x6e, 1, 2, 0x61, 0x62, 0,
      0, 0, 0, 8, 1, 1, 0x63, 0, 0, 0, 0, 0,
    ].slice(0, 8 + 28));
    expect(read(bytes).cnames).toEqual([{ ssrc: 9, cname: 'ab' }, { ssrc: 8, cname: 'c' }]);
  });

  it('accepts padding on the last packet only', () => {
    const padded = [0xa0, 201, 0, 2, 0, 0, 0, 9, 0, 0, 0, 4];
    expect(ruleOf(Uint8Array.from([...RR, ...padded]))).toBeUndefined();
    expect(ruleOf(Uint8Array.from([...padded, ...RR]))).toBe('wrong-rtcp-padding');
    expect(ruleOf(Uint8Array.from(padded).with(11, 3))).toBe('wrong-rtcp-padding');
    expect(ruleOf(Uint8Array.from(padded).with(11, 12))).toBe('wrong-rtcp-padding');
  });

  it.each([
    ['truncated-rtcp', [0x80, 201, 0, 1]],
    ['truncated-rtcp', [0x80, 201, 0, 2, 0, 0, 0, 9]],
    ['truncated-rtcp', [...RR, 0x81, 203]],
    ['no-report-first', [0x81, 203, 0, 1, 0, 0, 0, 9]],
    ['wrong-rtcp-version', [...RR, 0x41, 203, 0, 1, 0, 0, 0, 9]],
    ['truncated-rtcp-content', [0x81, 201, 0, 1, 0, 0, 0, 9]],
    ['truncated-rtcp-content', [...RR, 0x82, 203, 0, 1, 0, 0, 0, 9]],
    ['truncated-rtcp-content', [...RR, 0x81, 203, 0, 2, 0, 0, 0, 9, 9, 0, 0, 0]],
    ['truncated-rtcp-content', [...RR, 0x81, 202, 0, 2, 0, 0, 0, 9, 1, 9, 0, 0]],
  ])('refuses: %s', (rule, bytes) => {
    expect(ruleOf(Uint8Array.from(bytes))).toBe(rule);
  });
});
