import { describe, expect, it } from 'vitest';
import { ntpOfEpochMs } from '../../../src-shared/sdp/ntp.ts';
import { planOf } from '../../../src-shared/sdp/schedule-back.ts';
import { scheduleLines } from '../../../src-shared/sdp/schedule-lines.ts';
import { PERMANENT } from '../../../src-shared/sdp/schedule-plan.ts';
import type { SchedulePlan } from '../../../src-shared/sdp/schedule-plan.ts';
import type { Scheduled } from '../../../src-shared/sdp/schedule.ts';
import { occurrencesBetween } from '../../../src-shared/sdp/schedule.ts';

const NOW = Date.parse('2026-11-22T00:00Z');
const base: SchedulePlan = { ...PERMANENT, repeat: 'weekly', from: '2026-11-25', time: '10:00', durationMinutes: 60, timeZone: 'Europe/Berlin' };

function lines(change: Partial<SchedulePlan>): Scheduled {
  const made = scheduleLines({ ...base, ...change }, NOW);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}
/** As the clocks of Berlin show it. */
function starts(change: Partial<SchedulePlan>, most = 8, timeZone = 'Europe/Berlin'): string[] {
  const shown = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone });
  return occurrencesBetween(lines(change), NOW, Infinity, most).map(({ startMs }) => shown.format(startMs));
}
function faults(change: Partial<SchedulePlan>): string[] {
  const made = scheduleLines({ ...base, ...change }, NOW);
  return made.ok ? [] : made.error.map(({ field, en, de }) => (en.endsWith('.') && de.endsWith('.') ? field : `${field}: no sentence`));
}

describe('a schedule becomes lines', () => {
  it('of every Wednesday, with the changes of the clocks', () => {
    const { times, zones } = lines({ until: '2027-11-30' });
    const start = ntpOfEpochMs(Date.parse('2026-11-25T09:00Z'));
    expect(times).toEqual([{ start, stop: start + 364 * 86_400 + 3600, repeats: [{ intervalS: 604_800, durationS: 3600, offsetsS: [0] }] }]);
    expect(zones.map(({ offsetS }) => offsetS)).toEqual([-3600, 0]);
    expect(starts({ until: '2027-11-30' }, 100).every((start) => start.endsWith('10:00'))).toBe(true);
    expect(starts({ until: '2027-11-30' }, 100)).toHaveLength(53);
    expect(starts({ until: '2027-11-30' }, 100).at(-1)).toBe('2027-11-24 10:00');
  });
  it('that begin in summer count from there', () => {
    expect(lines({ from: '2027-06-01', until: '2028-06-01' }).zones.map(({ offsetS }) => offsetS)).toEqual([3600, 0]);
  });
  it('of weekdays, of two weeks, of several days', () => {
    expect(starts({ weekdays: [1, 2, 3, 4, 5] }, 4)).toEqual(['2026-11-25 10:00', '2026-11-26 10:00', '2026-11-27 10:00', '2026-11-30 10:00']);
    expect(starts({ every: 2 }, 3)).toEqual(['2026-11-25 10:00', '2026-12-09 10:00', '2026-12-23 10:00']);
    expect(starts({ every: 2, weekdays: [1, 3] }, 4)).toEqual(['2026-11-25 10:00', '2026-12-07 10:00', '2026-12-09 10:00', '2026-12-21 10:00']);
    expect(starts({ weekdays: [7], from: '2026-11-23' }, 2)).toEqual(['2026-11-29 10:00', '2026-12-06 10:00']);
  });
  it('of days', () => {
    expect(starts({ repeat: 'daily', every: 3, until: '2026-12-04' })).toEqual(['2026-11-25 10:00', '2026-11-28 10:00', '2026-12-01 10:00', '2026-12-04 10:00']);
  });
  it('of months, each a line', () => {
    expect(lines({ repeat: 'monthly' }).times).toHaveLength(12);
    expect(starts({ repeat: 'monthly', from: '2027-01-31', until: '2027-07-31' })).toEqual(['2027-01-31 10:00', '2027-03-31 10:00', '2027-05-31 10:00', '2027-07-31 10:00']);
    expect(starts({ repeat: 'monthly', monthlyBy: 'weekday', from: '2027-01-06', until: '2027-04-30' })).toEqual(['2027-01-06 10:00', '2027-02-03 10:00', '2027-03-03 10:00', '2027-04-07 10:00']);
    expect(starts({ repeat: 'monthly', monthlyBy: 'weekday', from: '2027-01-29', until: '2027-04-30' })).toEqual(['2027-01-29 10:00', '2027-02-26 10:00', '2027-03-26 10:00', '2027-04-30 10:00']);
    expect(starts({ repeat: 'monthly', every: 3, until: '2027-06-01' })).toEqual(['2026-11-25 10:00', '2027-02-25 10:00', '2027-05-25 10:00']);
  });
  it('of once, of once without end, of always', () => {
    expect(starts({ repeat: 'once' })).toEqual(['2026-11-25 10:00']);
    expect(lines({ repeat: 'once', durationMinutes: 0 }).times[0]).toMatchObject({ stop: 0 });
    expect(lines({ repeat: 'permanent' })).toEqual({ times: [{ start: 0, stop: 0, repeats: [] }], zones: [] });
  });
  it('by the clocks of other places', () => {
    expect(starts({ timeZone: 'America/New_York', until: '2027-12-31' }, 100, 'America/New_York').every((start) => start.endsWith('10:00'))).toBe(true);
    expect(starts({ timeZone: 'Australia/Lord_Howe', repeat: 'daily' }, 700, 'Australia/Lord_Howe').every((start) => start.endsWith('10:00'))).toBe(true);
    expect(lines({ timeZone: 'Asia/Kolkata' }).zones).toEqual([]);
  });
});

it.each<[string, Partial<SchedulePlan>, string[]]>([
  ['no date', { from: '3 March' }, ['from']],
  ['30 February', { from: '2027-02-30' }, ['from']],
  ['24:00', { time: '24:00' }, ['time']],
  ['10:60', { time: '10:60' }, ['time']],
  ['no duration', { durationMinutes: 0 }, ['durationMinutes']],
  ['half a minute', { durationMinutes: 0.5 }, ['durationMinutes']],
  ['days of 25 hours', { repeat: 'daily', durationMinutes: 1500 }, ['durationMinutes']],
  ['what lasts from Monday to Wednesday, on Tuesdays too', { weekdays: [1, 2], durationMinutes: 2880 }, ['durationMinutes']],
  ['no such zone', { timeZone: 'Mars/Olympus' }, ['timeZone']],
  ['every 0 weeks', { every: 0 }, ['every']],
  ['an eighth weekday', { weekdays: [8] }, ['weekdays']],
  ['an end that is no date', { until: 'never' }, ['until']],
  ['an end before the beginning', { until: '2026-11-24' }, ['until']],
  ['months for ten years', { repeat: 'monthly', until: '2036-11-25' }, ['until']],
  ['everything', { from: '', time: '', timeZone: '', until: 'x' }, ['from', 'time', 'timeZone', 'until']],
  ['a permanent one', { repeat: 'permanent', from: '', time: '' }, []],
])('refuses %s', (_what, change, fields) => {
  expect(faults(change)).toEqual(fields);
});

describe('lines become a schedule again', () => {
  it.each<[string, Partial<SchedulePlan>]>([
    ['weekly', { weekdays: [3], until: '2027-11-24' }],
    ['weekly without end', { weekdays: [3] }],
    ['weekdays', { weekdays: [1, 2, 3, 4, 5] }],
    ['two weeks', { weekdays: [1, 3], every: 2 }],
    ['daily', { repeat: 'daily', every: 2 }],
    ['once', { repeat: 'once' }],
    ['once without end', { repeat: 'once', durationMinutes: 0 }],
    ['monthly', { repeat: 'monthly', until: '2027-06-25' }],
    ['monthly by weekday', { repeat: 'monthly', monthlyBy: 'weekday', until: '2027-06-23' }],
    ['from midnight', { time: '00:00', weekdays: [1, 7] }],
  ])('%s', (_what, change) => {
    expect(planOf(lines(change), 'Europe/Berlin', NOW)).toMatchObject(change);
  });
  it('permanent', () => {
    expect(planOf(lines({ repeat: 'permanent' }), 'Europe/Berlin', NOW)).toMatchObject({ repeat: 'permanent' });
  });
  it('of UTC, where it is not that of the reader', () => {
    expect(planOf(lines({ timeZone: 'UTC' }), 'Europe/Berlin', NOW)).toMatchObject({ timeZone: 'UTC', time: '10:00' });
    expect(planOf(lines({ timeZone: 'America/New_York' }), 'Europe/Berlin', NOW)).toBeUndefined();
  });
  it('but not what no form holds', () => {
    const [time] = lines({}).times;
    if (!time) throw new Error('no time');
    const with_ = (repeats: typeof time.repeats): Scheduled => ({ times: [{ ...time, repeats }], zones: [] });
    expect(planOf(with_([{ intervalS: 129_600, durationS: 3600, offsetsS: [0] }]), 'UTC', NOW)).toBeUndefined();
    expect(planOf(with_([{ intervalS: 604_800, durationS: 3600, offsetsS: [0, 90_000] }]), 'UTC', NOW)).toBeUndefined();
    expect(planOf({ times: [time, { ...time, start: time.start + 7, repeats: [] }], zones: [] }, 'UTC', NOW)).toBeUndefined();
    expect(planOf({ times: [{ start: 0, stop: 9, repeats: [] }], zones: [] }, 'UTC', NOW)).toBeUndefined();
    expect(planOf({ times: [], zones: [] }, 'UTC', NOW)).toBeUndefined();
  });
});
