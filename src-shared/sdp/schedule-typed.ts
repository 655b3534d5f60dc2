/** A schedule that somebody types, English or German: "every Wednesday 10:00 for one hour", "morgen 14-15:30 Uhr". What is
 *  understood is told in full sentences; one word that is not understood refuses all of it. */
import type { Result } from '../result.ts';
import { err, ok } from '../result.ts';
import { scheduleLines } from './schedule-lines.ts';
import type { WordsOptions } from './schedule-phrases.ts';
import type { SchedulePlan } from './schedule-plan.ts';
import { PERMANENT, dateOfDay, dayNumber, timeOfMinute, weekdayOf } from './schedule-plan.ts';
import type { Typed, TypedDate } from './schedule-rules.ts';
import { FILLERS, RULES } from './schedule-rules.ts';
import { scheduleInWords } from './schedule-words.ts';
import { lastEnd } from './schedule.ts';
import { isTimeZone, localTime } from './time-zone.ts';

export interface TypedSchedule {
  plan: SchedulePlan;
  /** What was understood, in the language asked for. */
  words: string[];
}

export interface TypedFault {
  /** Where in the text, in characters; 0 0: nowhere. */
  from: number;
  to: number;
  en: string;
  de: string;
}

const MAX_LENGTH = 300;
/** Of the month. */
const LAST = 5;
const DEFAULT_MINUTES = 60;
const MINUTES_A_DAY = 1440;

export function readSchedule(text: string, options: WordsOptions): Result<TypedSchedule, TypedFault> {
  if (text.trim() === '') return refuse('Type when it takes place, such as "every Wednesday 10:00 for one hour".', 'Bitte eingeben, wann es stattfindet, etwa „jeden Mittwoch 10 Uhr, eine Stunde“.');
  if (text.length > MAX_LENGTH) return refuse(`At most ${MAX_LENGTH} characters.`, `Höchstens ${MAX_LENGTH} Zeichen.`);
  const typed = readPieces(text);
  if (!typed.ok) return typed;
  const plan = planOfTyped(typed.value, options);
  if (!plan.ok) return plan;
  const lines = scheduleLines(plan.value, options.nowMs);
  if (!lines.ok) return refuse(...sentencesOf(lines.error));
  if (lastEnd(lines.value) <= options.nowMs) return refuse('That is over already.', 'Das ist schon vorbei.');
  return ok({ plan: plan.value, words: scheduleInWords(lines.value, options) });
}

function sentencesOf(faults: readonly { en: string; de: string }[]): [en: string, de: string] {
  return [faults.map(({ en }) => en).join(' '), faults.map(({ de }) => de).join(' ')];
}

function refuse(en: string, de: string, from = 0, to = 0): { ok: false; error: TypedFault } {
  return err({ from, to, en, de });
}

function readPieces(text: string): Result<Typed, TypedFault> {
  const lower = text.toLowerCase().replace(/[–—]/g, '-').replace(/\s/g, ' ');
  const typed: Typed = { always: false, every: 1, weekdays: [], dates: [], minutes: [], endless: false };
  // Letters whose lower case is longer would shift what is shown as not understood.
  if (lower.length !== text.length) return refuse('This is not understood.', 'Das ist nicht verständlich.');
  let at = 0;
  while (at < lower.length) {
    const next = pieceAt(lower, at, typed) ?? fillerAt(lower, at);
    if (next === undefined) return notUnderstood(text, at);
    at = next;
  }
  return ok(typed);
}

function pieceAt(text: string, at: number, typed: Typed): number | undefined {
  for (const { pattern, say } of RULES) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found && say(typed, found) !== false) return at + found[0].length;
  }
  return undefined;
}

function fillerAt(text: string, at: number): number | undefined {
  FILLERS.lastIndex = at;
  return FILLERS.test(text) ? FILLERS.lastIndex : undefined;
}

function notUnderstood(text: string, at: number): { ok: false; error: TypedFault } {
  const word = /^(?:(?:every|each|jede[nrsm]?|alle|until|till|bis|for|on|am|um|at) )?[^\s,;]+/i.exec(text.slice(at))?.[0] ?? text.slice(at);
  if (/^\d{1,2}\/\d{1,2}/.test(word)) return refuse(`"${word}" can be read in two ways: write the date as 2027-03-31.`, `„${word}“ kann zweierlei heißen: bitte das Datum als 2027-03-31 oder 31.3.2027 schreiben.`, at, at + word.length);
  return refuse(`"${word}" is not understood.`, `„${word}“ ist nicht verständlich.`, at, at + word.length);
}

function planOfTyped(typed: Typed, options: WordsOptions): Result<SchedulePlan, TypedFault> {
  const timeZone = typed.zone === undefined ? options.timeZone : zoneName(typed.zone);
  if (timeZone === undefined) return refuse(`There is no time zone "${typed.zone}".`, `Die Zeitzone „${typed.zone}“ gibt es nicht.`);
  const empty = typed.minutes.length === 0 && typed.repeat === undefined && typed.dates.length === 0 && typed.weekdays.length === 0;
  if (typed.always && empty) return ok({ ...PERMANENT, timeZone });

  const [start, end, ...others] = typed.minutes;
  if (start === undefined) return refuse('At what time? Write it as 10:00.', 'Um wie viel Uhr? Bitte als 10:00 schreiben.');
  if (others.length > 0 || (end !== undefined && typed.durationMinutes !== undefined)) return refuse('There is more than one time: give a start and an end, or a start and a duration.', 'Es sind mehrere Uhrzeiten: bitte Beginn und Ende oder Beginn und Dauer.');
  if (typed.dates.length > 1) return refuse('There is more than one date.', 'Es sind mehrere Daten.');
  if (typed.repeat === undefined && typed.weekdays.length > 1) return refuse('Several weekdays: once, or every week? Write "every Monday and Wednesday".', 'Mehrere Wochentage: einmal oder jede Woche? Bitte „jeden Montag und Mittwoch“ schreiben.');
  if (typed.repeat === undefined && typed.until) return refuse('An end belongs to what repeats: write "every Wednesday" or "daily".', 'Ein Ende gehört zu dem, was sich wiederholt: bitte „jeden Mittwoch“ oder „täglich“ schreiben.');

  const today = todayIn(timeZone, options.nowMs);
  const from = firstDay(typed, today);
  const until = typed.until && dayOf(typed.until, from ?? today.day);
  if (from === undefined || (typed.until && until === undefined)) return refuse('There is no such date.', 'Dieses Datum gibt es nicht.');
  const span = end === undefined ? typed.durationMinutes ?? DEFAULT_MINUTES : (end - start + MINUTES_A_DAY) % MINUTES_A_DAY || MINUTES_A_DAY;
  const isEndless = typed.endless && typed.repeat === undefined;
  return ok({
    repeat: typed.repeat ?? 'once', from: dateOfDay(from), time: timeOfMinute(start), durationMinutes: isEndless ? 0 : span,
    every: typed.every, weekdays: typed.repeat === 'weekly' ? [...new Set(typed.weekdays)].sort() : [], monthlyBy: typed.nth === undefined ? 'day' : typed.nth === LAST ? 'lastWeekday' : 'weekday',
    until: until === undefined ? '' : dateOfDay(until), timeZone,
  });
}

/** As Intl spells it. */
function zoneName(typed: string): string | undefined {
  return isTimeZone(typed) ? new Intl.DateTimeFormat('en', { timeZone: typed }).resolvedOptions().timeZone : undefined;
}

interface Today {
  day: number;
  minute: number;
}

function todayIn(timeZone: string, nowMs: number): Today {
  const { year, month, day, hour, minute } = localTime(timeZone, nowMs);
  return { day: Date.UTC(year, month - 1, day) / 86_400_000, minute: hour * 60 + minute };
}

/** The day typed; else the next that fits, today only while its time is still to come. */
function firstDay(typed: Typed, today: Today): number | undefined {
  const [date] = typed.dates;
  const earliest = (typed.minutes[0] ?? 0) > today.minute ? today.day : today.day + 1;
  if (typed.repeat === 'monthly') return firstOfMonths(typed, date ? dayOf(date, today.day) : earliest);
  if (date) return dayOf(date, today.day);
  if (typed.weekdays.length === 0) return earliest;
  return [0, 1, 2, 3, 4, 5, 6].map((later) => earliest + later).find((day) => typed.weekdays.includes(weekdayOf(day)));
}

/** The first day from then on that is the nth such weekday, or has that date. */
function firstOfMonths(typed: Typed, earliest: number | undefined): number | undefined {
  if (earliest === undefined || (typed.nth === undefined && typed.dayOfMonth === undefined)) return earliest;
  for (let day = earliest; day < earliest + 100; day++) {
    const date = new Date(day * 86_400_000).getUTCDate();
    const isLast = new Date((day + 7) * 86_400_000).getUTCDate() < 8;
    const isNth = typed.nth === LAST ? isLast : Math.ceil(date / 7) === typed.nth;
    if (typed.nth === undefined ? date === typed.dayOfMonth : isNth && weekdayOf(day) === typed.weekdays[0]) return day;
  }
  return undefined;
}

/** Without a year: the next such day, that day included. */
function dayOf(date: TypedDate, today: number): number | undefined {
  if ('inDays' in date) return today + date.inDays;
  if ('weekday' in date) return today + ((date.weekday - weekdayOf(today) + 7) % 7);
  const inYear = (year: number): number | undefined => dayNumber(`${String(year).padStart(4, '0')}-${String(date.month).padStart(2, '0')}-${String(date.day).padStart(2, '0')}`);
  if (date.year !== undefined) return inYear(date.year);
  const thisYear = new Date(today * 86_400_000).getUTCFullYear();
  return [0, 1, 2, 3, 4].map((later) => inYear(thisYear + later)).find((day) => day !== undefined && day >= today);
}
