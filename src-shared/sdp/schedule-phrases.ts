/** The phrases in which schedules are told, English and German; days, dates and numbers by Intl. */
import { MAX_DATE_MS } from './ntp.ts';
import { localTime } from './time-zone.ts';

export type Language = 'en' | 'de';

export interface WordsOptions {
  language: Language;
  /** BCP 47, for the spelling of dates: `en-US`. Without it that of Great Britain and Germany. */
  locale?: string;
  timeZone: string;
  nowMs: number;
}

export interface Phrases {
  always: string;
  /** `10:00 to 11:00`. */
  hours(startMs: number, endMs: number): string;
  /** `3 March 2027`. */
  date(atMs: number): string;
  /** `Wednesday, 3 March 2027`. */
  day(atMs: number): string;
  clock(atMs: number): string;
  duration(ms: number): string;
  list(items: string[]): string;
  /** `every Monday and Wednesday`; 1 Monday to 7 Sunday. */
  onWeekdays(weekdays: readonly number[], weeks: number): string;
  everyDays(days: number): string;
  everySpan(ms: number, lastingMs: number, fromMs: number): string;
  onDayOfMonth(day: number, months: number): string;
  /** `nth` from 1; 5 is the last one. */
  onWeekdayOfMonth(nth: number, weekday: number, months: number): string;
  from(date: string): string;
  until(date: string): string;
  /** From then on at another time of the day. */
  shifted(date: string, hours: string): string;
  endless(start: string): string;
  over(start: string, end: string): string;
  times(count: number, first: string, last: string): string;
  more(count: number): string;
  never: string;
}

type Kit = Pick<Phrases, 'date' | 'day' | 'clock' | 'duration' | 'list'> & { weekday(weekday: number): string; number(value: number): string };

const DAY_MS = 86_400_000;
/** A Monday. */
const MONDAY_MS = Date.UTC(2024, 0, 1);

export function phrasesOf(options: WordsOptions): Phrases {
  const kit = kitOf(options);
  return options.language === 'de' ? german(kit) : english(kit);
}

function kitOf({ language, locale = language === 'de' ? 'de-DE' : 'en-GB', timeZone }: WordsOptions): Kit {
  const format = (parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(locale, { timeZone, ...parts });
  const date = format({ day: 'numeric', month: 'long', year: 'numeric' });
  const day = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  return {
    date: (atMs) => date.format(tellable(atMs)), day: (atMs) => day.format(tellable(atMs)), clock: (atMs) => clock.format(tellable(atMs)),
    duration: (ms) => durationText(ms, locale), list: (items) => list.format(items),
    weekday: (number) => weekday.format(MONDAY_MS + (number - 1) * DAY_MS), number: (value) => new Intl.NumberFormat(locale).format(value),
  };
}

/** Intl throws beyond the ends of the calendar. */
function tellable(atMs: number): number {
  return Math.max(-MAX_DATE_MS, Math.min(MAX_DATE_MS, atMs));
}

/** `1 hour 30 minutes`; the two largest units. */
function durationText(ms: number, locale: string): string {
  const totalS = Math.max(0, Math.round(ms / 1000));
  const parts: [number, string][] = [[Math.floor(totalS / 86_400), 'day'], [Math.floor(totalS / 3600) % 24, 'hour'], [Math.floor(totalS / 60) % 60, 'minute'], [totalS % 60, 'second']];
  const first = Math.min(3, parts.findIndex(([count]) => count > 0) >>> 0);
  const told = parts.slice(first, first + 2).filter(([count], at) => count > 0 || (at === 0 && totalS === 0));
  return told.map(([count, unit]) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count)).join(' ');
}

function isWorkingWeek(weekdays: readonly number[]): boolean {
  return weekdays.join() === '1,2,3,4,5';
}

function english({ weekday, number, ...kit }: Kit): Phrases {
  const ordinal = new Intl.PluralRules('en', { type: 'ordinal' });
  const suffixes: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
  const everyMonths = (months: number): string => (months === 1 ? 'every month' : `every ${number(months)} months`);
  return {
    ...kit,
    always: 'at any time, without end',
    never: 'never',
    hours: (startMs, endMs) => (endMs - startMs < DAY_MS ? `${kit.clock(startMs)} to ${kit.clock(endMs)}` : `from ${kit.clock(startMs)} for ${kit.duration(endMs - startMs)}`),
    onWeekdays(weekdays, weeks) {
      const days = isWorkingWeek(weekdays) ? 'weekday' : kit.list(weekdays.map(weekday));
      if (weekdays.length === 7) return weeks === 1 ? 'every day' : `every day of every ${number(weeks)} weeks`;
      if (weeks === 1) return `every ${days}`;
      return `every ${weeks === 2 ? 'two' : number(weeks)} weeks on ${days}${isWorkingWeek(weekdays) ? 's' : ''}`;
    },
    everyDays: (days) => (days === 1 ? 'every day' : `every ${number(days)} days`),
    everySpan: (ms, lastingMs, fromMs) => `every ${kit.duration(ms)} for ${kit.duration(lastingMs)}, counted from ${kit.date(fromMs)}, ${kit.clock(fromMs)}`,
    onDayOfMonth: (day, months) => `${everyMonths(months)} on the ${day}${suffixes[ordinal.select(day)] ?? 'th'}`,
    onWeekdayOfMonth: (nth, day, months) => (
      `${months === 1 ? 'every' : `${everyMonths(months)} on the`} ${['first', 'second', 'third', 'fourth', 'last'][nth - 1] ?? 'last'} ${weekday(day)}${months === 1 ? ' of the month' : ''}`
    ),
    from: (date) => `from ${date}`,
    until: (date) => `until ${date}`,
    shifted: (date, hours) => `from ${date}: ${hours}`,
    endless: (start) => `from ${start}, without end`,
    over: (start, end) => `${start}, to ${end}`,
    times: (count, first, last) => `${number(count)} times from ${first} to ${last}`,
    more: (count) => `and ${number(count)} more`,
  };
}

function german({ weekday, number, ...kit }: Kit): Phrases {
  const everyMonths = (months: number): string => (months === 1 ? 'jeden Monat' : `alle ${number(months)} Monate`);
  return {
    ...kit,
    always: 'jederzeit, ohne Ende',
    never: 'nie',
    hours: (startMs, endMs) => (endMs - startMs < DAY_MS ? `${kit.clock(startMs)} bis ${kit.clock(endMs)} Uhr` : `ab ${kit.clock(startMs)} Uhr, Dauer: ${kit.duration(endMs - startMs)}`),
    onWeekdays(weekdays, weeks) {
      const days = isWorkingWeek(weekdays) ? 'Montag bis Freitag' : kit.list(weekdays.map(weekday));
      if (weekdays.length === 7) return weeks === 1 ? 'täglich' : `täglich in jeder ${number(weeks)}. Woche`;
      if (weeks > 1) return `alle ${weeks === 2 ? 'zwei' : number(weeks)} Wochen am ${days}`;
      return isWorkingWeek(weekdays) ? days : `jeden ${days}`;
    },
    everyDays: (days) => (days === 1 ? 'täglich' : `alle ${number(days)} Tage`),
    everySpan: (ms, lastingMs, fromMs) => `im Abstand von ${dative(kit.duration(ms))}, Dauer: ${kit.duration(lastingMs)}, gezählt ab ${kit.date(fromMs)}, ${kit.clock(fromMs)} Uhr`,
    onDayOfMonth: (day, months) => `${everyMonths(months)} am ${day}.`,
    onWeekdayOfMonth: (nth, day, months) => (
      `${months === 1 ? 'jeden' : `${everyMonths(months)} am`} ${['ersten', 'zweiten', 'dritten', 'vierten', 'letzten'][nth - 1] ?? 'letzten'} ${weekday(day)}${months === 1 ? ' im Monat' : ''}`
    ),
    from: (date) => `ab ${date}`,
    until: (date) => `bis ${date}`,
    shifted: (date, hours) => `ab ${date}: ${hours}`,
    endless: (start) => `ab ${start} Uhr, ohne Ende`,
    over: (start, end) => `${start} Uhr, bis ${end} Uhr`,
    times: (count, first, last) => `${number(count)}-mal vom ${first} bis ${last}`,
    more: (count) => `und ${number(count)} weitere`,
  };
}

/** `im Abstand von 2 Tagen`. */
function dative(duration: string): string {
  return duration.replace(/\b(Tage)\b/, '$1n');
}

/** 1 Monday to 7 Sunday, as the place's calendar shows it. */
export function localWeekday(timeZone: string, atMs: number): number {
  const { year, month, day } = localTime(timeZone, atMs);
  return ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7) + 1;
}
