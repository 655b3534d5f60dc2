import { expect, it } from 'vitest';
import { MAX_DATE_MS, epochMsOfNtp, ntpOfEpochMs, unwrappedStop } from '../../../src-shared/sdp/ntp.ts';

it.each([
  [2_208_988_800, '1970-01-01T00:00:00.000Z'],
  [2_208_988_799, '1969-12-31T23:59:59.000Z'],
  [1, '1900-01-01T00:00:01.000Z'],
  [2_873_397_496, '1991-01-20T21:58:16.000Z'],
  [4_294_967_295, '2036-02-07T06:28:15.000Z'],
  [4_294_967_296, '2036-02-07T06:28:16.000Z'],
  [4_294_967_297, '2036-02-07T06:28:17.000Z'],
  [10_000_000_000, '2216-11-20T17:46:40.000Z'],
])('NTP %d is %s, and back', (ntp, iso) => {
  expect(new Date(epochMsOfNtp(ntp)).toISOString()).toBe(iso);
  expect(ntpOfEpochMs(Date.parse(iso))).toBe(ntp);
});

it('stays within what calendars reach, and never becomes the 0 that means without bounds', () => {
  expect(epochMsOfNtp(999_999_999_999_999)).toBe(MAX_DATE_MS);
  expect(ntpOfEpochMs(Date.UTC(1900, 0, 1))).toBe(1);
  expect(ntpOfEpochMs(-MAX_DATE_MS)).toBe(1);
});

it('a stop of 32 bits behind the rollover of 2036 follows its start', () => {
  expect(unwrappedStop(4_294_967_000, 3600)).toBe(4_294_970_896);
  expect(unwrappedStop(3_000_000_000, 2_900_000_000)).toBe(2_900_000_000);
  expect(unwrappedStop(3_000_000_000, 0)).toBe(0);
  expect(unwrappedStop(5_000_000_000, 100)).toBe(100);
});
