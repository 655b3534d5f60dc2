/** A person's schedule as t=, r= and z= lines (RFC 8866 5.9 to 5.11), and back. */
import type { Result } from '../result.ts';
import { err, ok } from '../result.ts';
import { epochMsOfNtp, ntpOfEpochMs } from './ntp.ts';
import type { PlanFault, SchedulePlan } from './schedule-plan.ts';
import { dateOfDay, dayNumber, daysOfInterval, daysOfMonths, intervalDays, minuteOfDay, planFaults, shortestGap } from './schedule-plan.ts';
import type { Scheduled } from './schedule.ts';
import { clockChanges, instantOf, isTimeZone, offsetAt } from './time-zone.ts';
import type { SdpTime, SdpZone } from './types.ts';

const DAY_S = 86_400;
const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;
/** RFC 8866 5.11: a description is to be changed now and then, rather than to hold the clocks of many years. */
const YEARS_AHEAD = 3;
const MOST_ADJUSTMENTS = 24;

/** `nowMs`: how far the changes of clocks are written for a schedule without end. */
export function scheduleLines(plan: SchedulePlan, nowMs: number): Result<Scheduled, PlanFault[]> {
  const faults = planFaults(plan, isTimeZone);
  if (faults.length > 0) return err(faults);
  switch (plan.repeat) {
    case 'permanent': return ok({ times: [{ start: 0, stop: 0, repeats: [] }], zones: [] });
    case 'once': return ok({ times: [single(plan, dayNumber(plan.from) ?? 0)], zones: [] });
    case 'monthly': return ok({ times: daysOfMonths(plan).map((day) => single(plan, day)), zones: [] });
    case 'daily':
    case 'weekly': return ok(repeated(plan, nowMs));
  }
}

function single(plan: SchedulePlan, day: number): SdpTime {
  const start = startOn(plan, day);
  return { start, stop: plan.durationMinutes === 0 ? 0 : start + plan.durationMinutes * 60, repeats: [] };
}

function repeated(plan: SchedulePlan, nowMs: number): Scheduled {
  const { first, offsets } = daysOfInterval(plan);
  const durationS = plan.durationMinutes * 60;
  const start = startOn(plan, first);
  const stop = plan.until === '' ? 0 : stopAfter(plan, lastDay(plan, first, offsets), durationS);
  const repeat = { intervalS: intervalDays(plan) * DAY_S, durationS, offsetsS: offsets.map((days) => days * DAY_S) };
  return { times: [{ start, stop, repeats: [repeat] }], zones: adjustments(plan, start, stop, nowMs) };
}

function lastDay(plan: SchedulePlan, first: number, offsets: readonly number[]): number {
  const until = dayNumber(plan.until) ?? first;
  const interval = intervalDays(plan);
  return Math.max(...offsets.filter((later) => first + later <= until).map((later) => first + later + Math.floor((until - first - later) / interval) * interval));
}

/** What lasts until it begins again must not begin again where clocks are put forward. */
function stopAfter(plan: SchedulePlan, day: number, durationS: number): number {
  return Math.min(startOn(plan, day) + durationS, startOn(plan, day + shortestGap(plan)));
}

/** NTP seconds. */
function startOn(plan: SchedulePlan, day: number): number {
  const minute = minuteOfDay(plan.time) ?? 0;
  const [year, month, date] = dateOfDay(day).split('-').map(Number) as [number, number, number];
  return ntpOfEpochMs(instantOf(plan.timeZone, { year, month, day: date, hour: Math.floor(minute / 60), minute: minute % 60, second: 0 }));
}

/** Clocks put forward by an hour: what repeats comes an hour earlier than it would. */
function adjustments(plan: SchedulePlan, start: number, stop: number, nowMs: number): SdpZone[] {
  const startMs = epochMsOfNtp(start);
  const horizonMs = Math.max(startMs, nowMs) + YEARS_AHEAD * YEAR_MS;
  const first = offsetAt(plan.timeZone, startMs);
  const changes = clockChanges(plan.timeZone, startMs, stop === 0 ? horizonMs : epochMsOfNtp(stop), MOST_ADJUSTMENTS);
  return changes.map(({ atMs, offsetMs }, at) => {
    const latest = Math.max(changes[at - 1]?.offsetMs ?? first, offsetMs);
    const least = Math.min(changes[at - 1]?.offsetMs ?? first, offsetMs);
    // A time that is left out in spring comes after the change, and of one that comes twice in autumn the first counts.
    const sinceMs = ((minuteOfDay(plan.time) ?? 0) * 60_000 - ((atMs + least) % DAY_MS) + DAY_MS) % DAY_MS;
    return { at: ntpOfEpochMs(sinceMs < latest - least ? atMs + latest - first : atMs), offsetS: (first - offsetMs) / 1000 };
  });
}
