/** A schedule as a person makes it: which days, at what time by the clocks of a place, for how long. */

export interface SchedulePlan {
  repeat: 'permanent' | 'once' | 'daily' | 'weekly' | 'monthly';
  /** `2027-03-03`. Repetitions begin on the first day from then on that fits. */
  from: string;
  /** `10:00`. */
  time: string;
  /** 0, of `once` only: without end. */
  durationMinutes: number;
  /** Every so many days, weeks, months: 1 to 52. */
  every: number;
  /** Of `weekly`: 1 Monday to 7 Sunday. None: the weekday of `from`. */
  weekdays: number[];
  /** On the same day of the month as `from`, on the same weekday of it (the first Wednesday; the fifth is the last one), or on
   *  the last such weekday: repetitions begin with the first one from then on. */
  monthlyBy: 'day' | 'weekday' | 'lastWeekday';
  /** The last day that counts; '' for no end. */
  until: string;
  /** `Europe/Berlin`. */
  timeZone: string;
}

export type PlanField = 'from' | 'time' | 'durationMinutes' | 'every' | 'weekdays' | 'until' | 'timeZone';

/** What keeps a plan from being written, for a person. */
export interface PlanFault {
  field: PlanField;
  en: string;
  de: string;
}

const DAY_MS = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{2}):(\d{2})$/;
const MINUTES_A_DAY = 1440;
/** Longer ones are several sessions. */
const MAX_DURATION_MINUTES = 366 * MINUTES_A_DAY;
const MOST_MONTHS = 24;
/** Without an end: SDP has no months, each is a line of its own. */
const MONTHS_AHEAD = 12;

export const PERMANENT: SchedulePlan = {
  repeat: 'permanent', from: '', time: '', durationMinutes: 60, every: 1, weekdays: [], monthlyBy: 'day', until: '', timeZone: 'UTC',
};

/** Days since 1970; undefined for what is no date of the calendar from 1901 to 9998. */
export function dayNumber(date: string): number | undefined {
  const match = DATE.exec(date);
  if (!match) return undefined;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const atMs = Date.UTC(year, month - 1, day);
  return year > 1900 && year < 9999 && new Date(atMs).getUTCDate() === day && new Date(atMs).getUTCMonth() === month - 1 ? atMs / DAY_MS : undefined;
}

export function dateOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Of days since 1970: 1 Monday to 7 Sunday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Minutes since midnight; undefined for what is no time of the day. */
export function minuteOfDay(time: string): number | undefined {
  const match = TIME.exec(time);
  const minutes = match && Number(match[1]) * 60 + Number(match[2]);
  return minutes !== null && minutes < MINUTES_A_DAY && Number(match?.[2]) < 60 ? minutes : undefined;
}

export function timeOfMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** How long until it repeats, in days; 0 where it does not, or not after a number of days. */
export function intervalDays({ repeat, every }: SchedulePlan): number {
  return repeat === 'daily' ? every : repeat === 'weekly' ? 7 * every : 0;
}

/** Of daily and weekly plans: the first day, and the days of one interval counted from it. The plan is taken to be without fault. */
export function daysOfInterval(plan: SchedulePlan): { first: number; offsets: number[] } {
  const from = dayNumber(plan.from) ?? 0;
  if (plan.repeat !== 'weekly') return { first: from, offsets: [0] };
  const weekdays = plan.weekdays.length > 0 ? plan.weekdays : [weekdayOf(from)];
  const first = [0, 1, 2, 3, 4, 5, 6].map((later) => from + later).find((day) => weekdays.includes(weekdayOf(day))) ?? from;
  // Of "every two weeks" the week, from Monday, of the first day counts.
  const offsets = weekdays.map((weekday) => weekday - weekdayOf(first)).map((later) => (later < 0 ? later + 7 * plan.every : later));
  return { first, offsets: [...new Set(offsets)].sort((a, b) => a - b) };
}

/** Days between two times, where they are closest. */
export function shortestGap(plan: SchedulePlan): number {
  if (plan.repeat === 'monthly') return 28;
  const { offsets } = daysOfInterval(plan);
  return Math.min(...offsets.map((later, at) => (offsets[at + 1] ?? intervalDays(plan) + (offsets[0] ?? 0)) - later));
}

/** Of monthly plans: at most so many that one more than may be shows. Months without such a day are left out. */
export function daysOfMonths({ from, until, every, monthlyBy }: SchedulePlan): number[] {
  const first = dayNumber(from) ?? 0;
  const last = until === '' ? Infinity : dayNumber(until) ?? 0;
  const start = new Date(first * DAY_MS);
  const days: number[] = [];
  for (let month = 0; month < 12 * 60 && days.length < (until === '' ? MONTHS_AHEAD : MOST_MONTHS + 1); month += every) {
    const day = dayOfMonth(start.getUTCFullYear(), start.getUTCMonth() + month, first, monthlyBy);
    if (day !== undefined && day > last) break;
    if (day !== undefined && day >= first) days.push(day);
  }
  return days;
}

/** The day of this month (from 0, on into later years) that stands where `like` stands in its own. */
function dayOfMonth(year: number, month: number, like: number, by: SchedulePlan['monthlyBy']): number | undefined {
  const first = Date.UTC(year, month, 1) / DAY_MS;
  const next = Date.UTC(year, month + 1, 1) / DAY_MS;
  const date = new Date(like * DAY_MS).getUTCDate();
  if (by === 'day') return first + date - 1 < next ? first + date - 1 : undefined;
  const firstSuch = first + ((weekdayOf(like) - weekdayOf(first) + 7) % 7);
  const day = firstSuch + 7 * (by === 'lastWeekday' ? 4 : Math.ceil(date / 7) - 1);
  return day < next ? day : day - 7;
}

/** All that keeps it from being written; empty: nothing. */
export function planFaults(plan: SchedulePlan, isTimeZone: (name: string) => boolean): PlanFault[] {
  if (plan.repeat === 'permanent') return [];
  const faults: PlanFault[] = [];
  const fault = (field: PlanField, en: string, de: string): void => void faults.push({ field, en, de });
  const from = dayNumber(plan.from);
  const until = dayNumber(plan.until);
  const least = plan.repeat === 'once' ? 0 : 1;
  if (from === undefined) fault('from', 'This is not a date; write it as 2027-03-31.', 'Das ist kein Datum; geschrieben wird es 2027-03-31.');
  if (minuteOfDay(plan.time) === undefined) fault('time', 'This is not a time of the day, from 00:00 to 23:59.', 'Das ist keine Uhrzeit von 00:00 bis 23:59.');
  if (!Number.isInteger(plan.durationMinutes) || plan.durationMinutes < least || plan.durationMinutes > MAX_DURATION_MINUTES) {
    fault('durationMinutes', 'A duration is a number of minutes, at least 1 and at most a year.', 'Eine Dauer ist eine Zahl von Minuten, mindestens 1 und höchstens ein Jahr.');
  }
  if (!isTimeZone(plan.timeZone)) fault('timeZone', 'There is no such time zone; they are called like Europe/Berlin.', 'Diese Zeitzone gibt es nicht; sie heißen etwa Europe/Berlin.');
  if (plan.repeat === 'once') return faults;
  if (!Number.isInteger(plan.every) || plan.every < 1 || plan.every > 52) fault('every', 'The number is from 1 to 52.', 'Die Zahl liegt zwischen 1 und 52.');
  if (plan.weekdays.some((day) => !Number.isInteger(day) || day < 1 || day > 7)) fault('weekdays', 'Weekdays are numbers from 1, Monday, to 7, Sunday.', 'Wochentage sind Zahlen von 1, Montag, bis 7, Sonntag.');
  if (plan.until !== '' && until === undefined) fault('until', 'This is not a date; write it as 2027-03-31.', 'Das ist kein Datum; geschrieben wird es 2027-03-31.');
  if (faults.length > 0) return faults;
  if (plan.durationMinutes > shortestGap(plan) * MINUTES_A_DAY) fault('durationMinutes', 'It would still go on when it begins again.', 'Es würde noch andauern, wenn es wieder beginnt.');
  untilFaults(plan, fault);
  return faults;
}

function untilFaults(plan: SchedulePlan, fault: (field: PlanField, en: string, de: string) => void): void {
  const first = plan.repeat === 'monthly' ? daysOfMonths(plan)[0] : daysOfInterval(plan).first;
  const until = dayNumber(plan.until) ?? Infinity;
  if (first === undefined || until < first) fault('until', 'The end is before the first time.', 'Das Ende liegt vor dem ersten Mal.');
  if (plan.repeat === 'monthly' && daysOfMonths(plan).length > MOST_MONTHS) {
    fault('until', `SDP has no months: each time is a line, and there can be ${MOST_MONTHS}. Choose an earlier end.`, `SDP kennt keine Monate: jedes Mal ist eine Zeile, und es können ${MOST_MONTHS} sein. Bitte ein früheres Ende wählen.`);
  }
}
