import { describe, expect, it } from 'vitest';
import { compactNtp, ntpFromEpochMs, roundTripMs } from '../../../src-main/rtp/ntp.ts';

const block = { ssrc: 1, fractionLost: 0, cumulativeLost: 0, highestSequence: 0, jitter: 0 };
const EPOCH_MS = Date.UTC(2026, 0, 1);

function sentAt(epochMs: number): number {
  const { seconds, fraction } = ntpFromEpochMs(epochMs);
  return compactNtp(seconds, fraction);
}

describe('NTP time', () => {
  it('counts seconds from 1900', () => {
    expect(ntpFromEpochMs(0)).toEqual({ seconds: 2_208_988_800, fraction: 0 });
    expect(ntpFromEpochMs(1500)).toEqual({ seconds: 2_208_988_801, fraction: 0x80000000 });
  });

  it('takes the middle 32 bits', () => {
    expect(compactNtp(0xb44db705, 0x20000000)).toBe(0xb7052000);
  });
});

describe('roundTripMs', () => {
  it("computes the example of RFC 3550 6.4.1: 6.125 s", () => {
    // A = b710:8000, DLSR = 0005:4000, LSR = b705:2000. NTP seconds 0xb44db710 lie in 1995.
    const nowEpochMs = (0xb44db710 - 2_208_988_800) * 1000 + 500;
    const report = { ...block, lastSenderReport: 0xb7052000, delaySinceLastSenderReport: 0x00054000 };
    expect(roundTripMs(report, nowEpochMs)).toBeCloseTo(6125, 1);
  });

  it('is absent before the peer has had a sender report', () => {
    expect(roundTripMs({ ...block, lastSenderReport: 0, delaySinceLastSenderReport: 0 }, EPOCH_MS)).toBeUndefined();
  });

  it('takes a hair below zero for zero and refuses the impossible', () => {
    const report = { ...block, lastSenderReport: sentAt(EPOCH_MS), delaySinceLastSenderReport: 65_536 };
    expect(roundTripMs(report, EPOCH_MS + 999.5)).toBe(0);
    expect(roundTripMs(report, EPOCH_MS + 900)).toBeUndefined();
    expect(roundTripMs(report, EPOCH_MS + 70_000)).toBeUndefined();
  });

  it('holds over the wrap of the compact time', () => {
    // The compact time wraps every 65536 s.
    const wrapMs = (Math.ceil(3_000_000_000 / 65_536) * 65_536 - 2_208_988_800) * 1000;
    const report = { ...block, lastSenderReport: sentAt(wrapMs - 40), delaySinceLastSenderReport: 0 };
    expect(roundTripMs(report, wrapMs + 40)).toBeCloseTo(80, 1);
  });
});
