/** From t=, r= and z= lines back to the schedule that a person can change in a form. SDP names no time zone: that of the
 *  reader is tried, then UTC; what comes out must mean exactly the same. */
import { epochMsOfNtp } from './ntp.ts';
import { scheduleLines } from './schedule-lines.ts';
import type { SchedulePlan } from './schedule-plan.ts';
import { PERMANENT, dayNumber, timeOfMinute, weekdayOf } from './schedule-plan.ts';
import type { Scheduled } from './schedule.ts';
import { occurrencesBetween, periodOf } from './schedule.ts';
import { localTime } from './time-zone.ts';
import type { SdpTime } from './types.ts';

const DAY_S = 86_400;
const TWO_YEARS_MS = 731 * DAY_S * 1000;
const MOST_COMPARED = 1500;
/** Of `monthly`: more than a plan can make. */
const MOST_TIMES = 60;
const MOST_INTERVAL = 52;
/** Of `weekly`: a day each. */
const MOST_OFFSETS = 7;

/** Undefined: no form holds this. `nowMs` as for scheduleLines. */
export function planOf(session: Scheduled, timeZone: string, nowMs: number): SchedulePlan | undefined {
  for (const zone of [timeZone, 'UTC']) {
    const plans = guesses(session, zone);
    const found = plans.find((plan) => meansTheSame(plan, session, nowMs));
    if (found) return found;
  }
  return undefined;
}

function guesses(session: Scheduled, timeZone: string): SchedulePlan[] {
  const [time] = session.times;
  if (!time) return [];
  if (session.times.length > 1) return monthly(session.times, timeZone);
  if (time.start === 0) return time.stop === 0 ? [{ ...PERMANENT, timeZone }] : [];
  if (time.repeats.length === 0) return [{ ...startingWith(time, timeZone), repeat: 'once', durationMinutes: time.stop === 0 ? 0 : (time.stop - time.start) / 60 }];
  return repeating(time, session, timeZone);
}

function startingWith(time: SdpTime, timeZone: string): SchedulePlan {
  const startMs = epochMsOfNtp(time.start);
  const { hour, minute } = localTime(timeZone, startMs);
  return { ...PERMANENT, timeZone, from: localDate(timeZone, startMs), time: timeOfMinute(hour * 60 + minute) };
}

function localDate(timeZone: string, atMs: number): string {
  const { year, month, day } = localTime(timeZone, atMs);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function repeating(time: SdpTime, session: Scheduled, timeZone: string): SchedulePlan[] {
  const [repeat, ...others] = time.repeats;
  if (!repeat || others.length > 0 || repeat.intervalS <= 0 || repeat.offsetsS.length > MOST_OFFSETS) return [];
  const days = repeat.intervalS / DAY_S;
  const { endMs } = periodOf(time);
  const last = endMs === Infinity ? undefined : occurrencesBetween(session, endMs - repeat.intervalS * 1000 - repeat.durationS * 1000, Infinity, 100).at(-1);
  const plan = {
    ...startingWith(time, timeZone), durationMinutes: repeat.durationS / 60, until: endMs === Infinity ? '' : localDate(timeZone, last?.startMs ?? endMs),
  };
  const first = dayNumber(plan.from) ?? 0;
  const weekdays = [...new Set(repeat.offsetsS.map((offset) => weekdayOf(first + Math.floor(offset / DAY_S))))].sort();
  if (days % 7 === 0) return [{ ...plan, repeat: 'weekly', every: days / 7, weekdays }];
  return [{ ...plan, repeat: 'daily', every: days }];
}

function monthly(times: readonly SdpTime[], timeZone: string): SchedulePlan[] {
  const [first, second] = times;
  const last = times.at(-1);
  if (!first || !second || !last || times.length > MOST_TIMES) return [];
  const from = localTime(timeZone, epochMsOfNtp(first.start));
  const next = localTime(timeZone, epochMsOfNtp(second.start));
  // Months without a 31st are left out: the gap may be more than the interval.
  const gap = Math.min(MOST_INTERVAL, 12 * (next.year - from.year) + next.month - from.month);
  const plan: SchedulePlan = {
    ...startingWith(first, timeZone), repeat: 'monthly', durationMinutes: (first.stop - first.start) / 60, until: localDate(timeZone, epochMsOfNtp(last.start)),
  };
  const intervals = Array.from({ length: Math.max(0, gap) }, (_, at) => gap - at);
  return intervals.flatMap((every) => (['day', 'weekday', 'lastWeekday'] as const).map((monthlyBy) => ({ ...plan, every, monthlyBy })));
}

function meansTheSame(plan: SchedulePlan, session: Scheduled, nowMs: number): boolean {
  const lines = scheduleLines(plan, nowMs);
  if (!lines.ok || lines.value.times.length !== session.times.length) return false;
  const mine = lines.value.times.map((time) => [time.start, time.stop]);
  if (JSON.stringify(mine) !== JSON.stringify(session.times.map((time) => [time.start, time.stop]))) return false;
  const from = periodOf(lines.value.times[0] as SdpTime).startMs;
  if (from === -Infinity) return true;
  const compared = [lines.value, session].map((each) => JSON.stringify(occurrencesBetween(each, from, from + TWO_YEARS_MS, MOST_COMPARED)));
  return compared[0] === compared[1];
}

