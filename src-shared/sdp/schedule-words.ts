/** A schedule as people say it: "every Wednesday, 10:00 to 11:00, until 3 March 2027". Whatever the lines hold is told. */
import { planOf } from './schedule-back.ts';
import { dayNumber, weekdayOf } from './schedule-plan.ts';
import type { Phrases, WordsOptions } from './schedule-phrases.ts';
import { localWeekday, phrasesOf } from './schedule-phrases.ts';
import type { Occurrence, Scheduled } from './schedule.ts';
import { nextOccurrence, occurrencesBetween, periodOf } from './schedule.ts';
import type { SdpRepeat, SdpTime } from './types.ts';

const DAY_S = 86_400;
const DAY_MS = DAY_S * 1000;
/** Within it each clock of the world has been put forward and back. */
const YEAR_MS = 400 * DAY_MS;
/** More phrases nobody reads. */
const MOST_PHRASES = 6;
const MOST_DATES = 6;
const MOST_OFFSETS = 50;
const MOST_MONTHS = 60;

interface Telling extends WordsOptions {
  phrases: Phrases;
}

/** One phrase for each thing that the schedule says, at most seven; never empty. */
export function scheduleInWords(session: Scheduled, options: WordsOptions): string[] {
  const telling = { ...options, phrases: phrasesOf(options) };
  const repeated = session.times.filter(({ start, repeats }) => start !== 0 && repeats.length > 0);
  const once = session.times.filter((time) => !repeated.includes(time));
  const phrases = [...repeated.slice(0, MOST_PHRASES + 1).flatMap((time) => repetitions(telling, time, time.zones ?? session.zones)), ...singles(telling, once)];
  const hidden = phrases.length - MOST_PHRASES + Math.max(0, repeated.length - MOST_PHRASES - 1);
  if (phrases.length === 0) return [telling.phrases.never];
  return hidden > 1 ? [...phrases.slice(0, MOST_PHRASES), telling.phrases.more(hidden)] : phrases;
}

/** `Wednesday, 25 November 2026, 10:00 to 11:00`. */
export function occurrenceInWords({ startMs, endMs }: Occurrence, options: WordsOptions): string {
  const phrases = phrasesOf(options);
  if (startMs === -Infinity) return endMs === Infinity ? phrases.always : phrases.until(`${phrases.date(endMs)}, ${phrases.clock(endMs)}`);
  if (endMs === Infinity) return phrases.endless(`${phrases.day(startMs)}, ${phrases.clock(startMs)}`);
  if (endMs - startMs < DAY_MS) return `${phrases.day(startMs)}, ${phrases.hours(startMs, endMs)}`;
  return phrases.over(`${phrases.date(startMs)}, ${phrases.clock(startMs)}`, `${phrases.date(endMs)}, ${phrases.clock(endMs)}`);
}

function repetitions(telling: Telling, time: SdpTime, zones: SdpTime['zones']): string[] {
  return time.repeats.slice(0, MOST_PHRASES + 1).flatMap((repeat) => {
    const told = repetition(telling, time, repeat, zones ?? []);
    return told === undefined ? [] : [told];
  });
}

function repetition(telling: Telling, time: SdpTime, repeat: SdpRepeat, zones: NonNullable<SdpTime['zones']>): string | undefined {
  const { phrases, nowMs } = telling;
  const of = (offsetsS: number[]): Scheduled => ({ times: [{ start: time.start, stop: time.stop, repeats: [{ ...repeat, offsetsS }] }], zones });
  const all = of(repeat.offsetsS.slice(0, MOST_OFFSETS));
  const first = occurrencesBetween(all, -Infinity, Infinity, 1)[0];
  if (!first) return undefined;
  if (repeat.intervalS <= 0) return list(telling, occurrencesBetween(all, -Infinity, Infinity, MOST_OFFSETS));

  const end = untilLast(telling, all, repeat.intervalS * 1000);
  if (repeat.intervalS % DAY_S !== 0) return [phrases.everySpan(repeat.intervalS * 1000, repeat.durationS * 1000, first.startMs), ...end].join(', ');
  const begin = first.startMs > nowMs + repeat.intervalS * 1000 ? [phrases.from(phrases.date(first.startMs))] : [];
  const offsets = repeat.offsetsS.slice(0, MOST_OFFSETS).map((offset) => of([offset]));
  const shown = offsets.map((each) => nextOccurrence(each, nowMs) ?? occurrencesBetween(each, -Infinity, Infinity, 1)[0]).filter((each) => each !== undefined);
  const days = [...groupBy(shown, ({ startMs, endMs }) => phrases.hours(startMs, endMs))];
  const told = days.map(([hours, group]) => `${onDays(telling, repeat.intervalS / DAY_S, group)}, ${hours}`);
  return [phrases.list(told), ...begin, ...end].join(', ') + shift(telling, all, shown);
}

function onDays({ phrases, timeZone }: Telling, intervalDays: number, group: readonly Occurrence[]): string {
  if (intervalDays % 7 !== 0) return phrases.everyDays(intervalDays);
  const weekdays = new Set(group.map(({ startMs }) => localWeekday(timeZone, startMs)));
  return phrases.onWeekdays([...weekdays].sort(), intervalDays / 7);
}

function untilLast({ phrases }: Telling, all: Scheduled, intervalMs: number): string[] {
  const { endMs } = periodOf(all.times[0] as SdpTime);
  if (endMs === Infinity) return [];
  const last = occurrencesBetween(all, endMs - 2 * intervalMs - 7 * DAY_MS, Infinity, 1000).at(-1);
  return [phrases.until(phrases.date(last?.startMs ?? endMs))];
}

/** Where no z= line keeps it, the time of the day changes with the clocks. */
function shift({ phrases }: Telling, all: Scheduled, shown: readonly Occurrence[]): string {
  const from = Math.min(...shown.map(({ startMs }) => startMs));
  const usual = new Set(shown.map(({ startMs }) => phrases.clock(startMs)));
  const other = occurrencesBetween(all, from, from + YEAR_MS, 1000).find(({ startMs }) => !usual.has(phrases.clock(startMs)));
  return other ? `; ${phrases.shifted(phrases.date(other.startMs), phrases.hours(other.startMs, other.endMs))}` : '';
}

function singles(telling: Telling, times: readonly SdpTime[]): string[] {
  const occurrences = times.map(periodOf).filter(({ startMs, endMs }) => startMs < endMs).sort((a, b) => (a.startMs < b.startMs ? -1 : 1));
  const monthly = times.length > 2 && times.length <= MOST_MONTHS ? months(telling, times) : undefined;
  if (monthly !== undefined) return [monthly];
  const bounded = occurrences.filter(({ startMs, endMs }) => startMs !== -Infinity && endMs !== Infinity);
  const others = occurrences.filter((each) => !bounded.includes(each)).slice(0, MOST_PHRASES + 1);
  return [...others.map((each) => occurrenceInWords(each, telling)), ...(bounded.length > 0 ? [list(telling, bounded)] : [])];
}

/** Several dates: at the same time of the day as one phrase, else each by itself, else only how many. */
function list(telling: Telling, occurrences: readonly Occurrence[]): string {
  const { phrases } = telling;
  const [first] = occurrences;
  const last = occurrences.at(-1);
  if (!first || !last) return phrases.never;
  if (occurrences.length === 1) return occurrenceInWords(first, telling);
  if (occurrences.length > MOST_DATES) return phrases.times(occurrences.length, phrases.date(first.startMs), phrases.date(last.startMs));
  const hours = new Set(occurrences.map(({ startMs, endMs }) => phrases.hours(startMs, endMs)));
  if (hours.size > 1) return phrases.list(occurrences.map((each) => occurrenceInWords(each, telling)));
  return `${phrases.list(occurrences.map(({ startMs }) => phrases.date(startMs)))}, ${[...hours].join('')}`;
}

/** SDP has no months: they are told where the lines make them. */
function months({ phrases, timeZone, nowMs }: Telling, times: readonly SdpTime[]): string | undefined {
  const plan = planOf({ times: [...times], zones: [] }, timeZone, nowMs);
  const [first, last] = [times[0], times.at(-1)].map((time) => time && periodOf(time));
  if (plan?.repeat !== 'monthly' || plan.timeZone !== timeZone || !first || !last) return undefined;
  const date = Number(plan.from.slice(8));
  const days = plan.monthlyBy === 'day' ? phrases.onDayOfMonth(date, plan.every) : phrases.onWeekdayOfMonth(plan.monthlyBy === 'lastWeekday' ? 5 : Math.ceil(date / 7), weekdayOf(dayNumber(plan.from) ?? 0), plan.every);
  const from = first.startMs > nowMs + 31 * DAY_MS ? [phrases.from(phrases.date(first.startMs))] : [];
  return [days, phrases.hours(first.startMs, first.endMs), ...from, phrases.until(phrases.date(last.startMs))].join(', ');
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
