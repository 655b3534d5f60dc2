import { describe, expect, it } from 'vitest';
import { announcementGroup } from '../../../src-main/sap/groups.ts';
import { baseIntervalMs, jitteredMs } from '../../../src-main/sap/interval.ts';
import { implicitTimeOutMs } from '../../../src-main/sap/time-out.ts';

const MINUTE_MS = 60_000;

describe('the interval of announcements (RFC 2974 3.1)', () => {
  it.each([
    [1, 400, 300],
    [375, 400, 300],
    [376, 400, 300.8],
    [1000, 400, 800],
    [5000, 1000, 10_000],
  ])('of %i announcements of %i bytes at 4000 bit/s is %d s', (announcements, bytes, seconds) => {
    expect(baseIntervalMs(announcements, bytes) / 1000).toBeCloseTo(seconds);
  });

  it('of a scope with another limit goes by that', () => {
    expect(baseIntervalMs(1000, 400, 2000)).toBe(1_600_000);
  });

  it('is a third less to a third more', () => {
    expect([0, 0.5, 1].map((fraction) => Math.round(jitteredMs(300_000, fraction)))).toEqual([200_000, 300_000, 400_000]);
  });
});

describe('the implicit time-out', () => {
  it.each([
    ['half an hour at least', 5000, 30],
    ['half an hour at least', 180_000, 30],
    ['ten periods where that is more', 300_000, 50],
    ['ten periods of the RFC without a measure', undefined, 50],
  ])('is %s', (_words, intervalMs, minutes) => {
    expect(implicitTimeOutMs(intervalMs)).toBe(minutes * MINUTE_MS);
  });
});

describe('the group of an announcement', () => {
  it.each([
    ['224.2.17.12', '224.2.127.254'],
    ['232.1.1.1', '224.2.127.254'],
    ['192.0.2.9', '224.2.127.254'],
    ['239.255.42.7', '239.255.255.255'],
    ['239.69.11.44', '239.255.255.255'],
    ['239.192.0.1', '239.195.255.255'],
    ['239.195.255.1', '239.195.255.255'],
    ['239.196.0.1', '239.255.255.255'],
    ['ff02::1:2', 'ff02::2:7ffe'],
    ['ff15::7', 'ff05::2:7ffe'],
    ['ff3e::8000:1', 'ff0e::2:7ffe'],
    ['2001:db8::1', 'ff0e::2:7ffe'],
  ])('on %s is %s', (address, group) => {
    expect(announcementGroup(address)).toBe(group);
  });
});
