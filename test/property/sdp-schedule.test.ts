import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMsOfNtp, ntpOfEpochMs } from '../../src-shared/sdp/ntp.ts';
import { planOf } from '../../src-shared/sdp/schedule-back.ts';
import { scheduleLines } from '../../src-shared/sdp/schedule-lines.ts';
import { dateOfDay, minuteOfDay, timeOfMinute, weekdayOf } from '../../src-shared/sdp/schedule-plan.ts';
import type { SchedulePlan } from '../../src-shared/sdp/schedule-plan.ts';
import { lastEnd, nextOccurrence, occurrencesBetween } from '../../src-shared/sdp/schedule.ts';
import type { Scheduled } from '../../src-shared/sdp/schedule.ts';
import { clockChanges, instantOf, isTimeZone, localTime } from '../../src-shared/sdp/time-zone.ts';

const DAY_S = 86_400;
const START = ntpOfEpochMs(Date.UTC(2026, 0, 1));
const typed = fc.oneof(fc.integer({ min: 0, max: 40 * DAY_S }), fc.constantFrom(DAY_S, 7 * DAY_S, 3600));
const time = fc.record({
  start: fc.oneof(fc.constant(0), fc.integer({ min: START, max: START + 400 * DAY_S })),
  stop: fc.oneof(fc.constant(0), fc.integer({ min: START, max: START + 800 * DAY_S })),
  repeats: fc.array(fc.record({ intervalS: typed, durationS: typed, offsetsS: fc.array(typed, { minLength: 1, maxLength: 3 }) }), { maxLength: 2 }),
});
const zones = fc.array(fc.record({ at: fc.integer({ min: START, max: START + 800 * DAY_S }), offsetS: fc.integer({ min: -7200, max: 7200 }) }), { maxLength: 4 });
const session: fc.Arbitrary<Scheduled> = fc.record({ times: fc.array(time, { minLength: 1, maxLength: 3 }), zones });
const instant = fc.integer({ min: 0, max: 900 * DAY_S }).map((s) => epochMsOfNtp(START + s));

describe('any schedule', () => {
  it('has its occurrences in order, within the window, each once, bounded', () => {
    fc.assert(fc.property(session, instant, instant, fc.integer({ min: 1, max: 50 }), (given, fromMs, toMs, most) => {
      const found = occurrencesBetween(given, fromMs, toMs, most);
      expect(found.length).toBeLessThanOrEqual(most);
      found.forEach(({ startMs, endMs }, at) => {
        const previous = found[at - 1];
        expect(startMs < toMs && (endMs > fromMs || startMs >= fromMs) && endMs <= lastEnd(given)).toBe(true);
        if (previous) expect(previous.startMs < startMs || (previous.startMs === startMs && previous.endMs < endMs)).toBe(true);
      });
    }));
  });
  it('has a next one exactly where there is one at all, and no end before it', () => {
    fc.assert(fc.property(session, instant, (given, nowMs) => {
      const next = nextOccurrence(given, nowMs);
      expect(next).toEqual(occurrencesBetween(given, nowMs, Infinity, 1)[0]);
      if (next) expect(lastEnd(given)).toBeGreaterThanOrEqual(next.endMs);
    }));
  });
  it('is found by arithmetic as by counting', () => {
    fc.assert(fc.property(typed.filter((s) => s > 600), typed, instant, (intervalS, durationS, fromMs) => {
      const given = { times: [{ start: START, stop: 0, repeats: [{ intervalS, durationS, offsetsS: [0] }] }], zones: [] };
      let startMs = epochMsOfNtp(START);
      while (startMs + Math.max(durationS * 1000, 1) <= fromMs) startMs += intervalS * 1000;
      expect(nextOccurrence(given, fromMs)).toEqual({ startMs, endMs: startMs + durationS * 1000 });
    }), { numRuns: 50 });
  });
});

describe('what clocks show', () => {
  const utcOffset = (timeZone: string, atMs: number): number => {
    const { year, month, day, hour, minute, second } = localTime(timeZone, atMs);
    return Date.UTC(year, month - 1, day, hour, minute, second) - atMs;
  };
  const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia', 'Africa/Casablanca', 'UTC', 'America/St_Johns');
  it('comes back as the instant, but for the hour that comes twice', () => {
    fc.assert(fc.property(zone, instant, (timeZone, atMs) => {
      const back = instantOf(timeZone, localTime(timeZone, atMs));
      expect([0, 3_600_000, 1_800_000]).toContain(atMs - back);
      expect(localTime(timeZone, back)).toEqual(localTime(timeZone, atMs));
    }));
  });
  it('changes only where clockChanges says so', () => {
    fc.assert(fc.property(zone, instant, (timeZone, fromMs) => {
      const changes = clockChanges(timeZone, fromMs, fromMs + 400 * DAY_S * 1000, 9);
      for (const { atMs, offsetMs } of changes) expect([utcOffset(timeZone, atMs - 1000) === offsetMs, utcOffset(timeZone, atMs)]).toEqual([false, offsetMs]);
      expect(utcOffset(timeZone, fromMs + 400 * DAY_S * 1000)).toBe(changes.at(-1)?.offsetMs ?? utcOffset(timeZone, fromMs));
    }), { numRuns: 40 });
  });
  it('is of zones that there are', () => {
    expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', ''].map(isTimeZone)).toEqual([true, true, false, false]);
  });
});

describe('a schedule by the clocks of a place', () => {
  const plan = fc.record({
    repeat: fc.constantFrom('daily', 'weekly', 'monthly', 'once'), day: fc.integer({ min: 0, max: 1200 }), minute: fc.integer({ min: 0, max: 1439 }),
    durationMinutes: fc.integer({ min: 1, max: 3000 }), every: fc.integer({ min: 1, max: 4 }), weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 })),
    monthlyBy: fc.constantFrom('day', 'weekday'), untilDays: fc.option(fc.integer({ min: 32, max: 500 })),
    timeZone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Africa/Casablanca', 'Europe/London', 'America/Santiago'),
  }).map(({ day, minute, untilDays, ...rest }): SchedulePlan => ({
    ...rest, weekdays: [...rest.weekdays].sort(), from: dateOfDay(20_454 + day), time: timeOfMinute(minute),
    until: untilDays === null ? '' : dateOfDay(20_454 + day + untilDays),
  } as SchedulePlan)).filter(({ from, time: at, timeZone }) => {
    // Not begun in the very hour that is left out in spring.
    const [year, month, date] = from.split('-').map(Number) as [number, number, number];
    const minute = minuteOfDay(at) ?? 0;
    const shown = { year, month, day: date, hour: Math.floor(minute / 60), minute: minute % 60, second: 0 };
    return localTime(timeZone, instantOf(timeZone, shown)).hour === shown.hour;
  });

  it('stays at its time of the day over years, on its weekdays, up to its end', () => {
    fc.assert(fc.property(plan, (given) => {
      const lines = scheduleLines(given, epochMsOfNtp(START));
      if (!lines.ok) return lines.error.forEach(({ field }) => expect(['until', 'durationMinutes']).toContain(field));
      const found = occurrencesBetween(lines.value, 0, epochMsOfNtp(START) + 3 * 365 * DAY_S * 1000, 3000);
      expect(nextOccurrence(lines.value, 0)).toBeDefined();
      for (const { startMs } of found) {
        const shown = localTime(given.timeZone, startMs);
        const date = dateOfDay(Date.UTC(shown.year, shown.month - 1, shown.day) / (DAY_S * 1000));
        // In the hour that is left out in spring there is no such time: it comes later.
        const minute = minuteOfDay(given.time) ?? 0;
        const wanted = instantOf(given.timeZone, { ...shown, hour: Math.floor(minute / 60), minute: minute % 60 });
        expect(startMs).toBe(wanted);
        expect(date >= given.from && (given.until === '' || date <= given.until)).toBe(true);
        if (given.repeat === 'weekly' && given.weekdays.length > 0) expect(given.weekdays).toContain(weekdayOf(Date.parse(date) / (DAY_S * 1000)));
      }
    }), { numRuns: 60 });
  });
  it('comes back from its lines as one that means the same', () => {
    fc.assert(fc.property(plan, (given) => {
      const lines = scheduleLines(given, epochMsOfNtp(START));
      if (!lines.ok) return;
      const back = planOf(lines.value, given.timeZone, epochMsOfNtp(START));
      const again = back && scheduleLines(back, epochMsOfNtp(START));
      expect(again?.ok && occurrencesBetween(again.value, 0, Infinity, 300)).toEqual(occurrencesBetween(lines.value, 0, Infinity, 300));
    }));
  });
});
