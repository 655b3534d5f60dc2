/** What stands in a schedule that somebody types: pieces of text, and what each says. */
import { MONTH, NUMBER, ORDINAL, WEEKDAY, monthNumber, numberOf, ordinalNumber, weekdayNumber } from './schedule-vocabulary.ts';

/** A date as typed: some of it is left to the day of typing. */
export type TypedDate = { inDays: number } | { day: number; month: number; year: number | undefined } | { weekday: number };

export interface Typed {
  always: boolean;
  repeat?: 'daily' | 'weekly' | 'monthly';
  every: number;
  weekdays: number[];
  /** Of the month: 1 to 4, 5 the last. */
  nth?: number;
  dayOfMonth?: number;
  dates: TypedDate[];
  until?: TypedDate;
  /** Minutes since midnight, in their order. */
  minutes: number[];
  durationMinutes?: number;
  endless: boolean;
  zone?: string;
}

interface Rule {
  pattern: RegExp;
  /** Returns false where the text only looks like it. */
  say(typed: Typed, found: (string | undefined)[]): void | false;
}

function rule(pattern: string, say: Rule['say']): Rule {
  // A word ends where no letter or digit follows: \b does not know umlauts.
  return { pattern: new RegExp(`(?:${pattern})(?![\\p{L}\\d])`, 'uy'), say };
}

const EVERY = '(?:every|each|jede[nrs]?|alle)';
const UHR = "(?: ?(?:uhr|o'clock|h|([ap])\\.?m\\b\\.?))?";
const CLOCK = `(\\d{1,2})(?:[:.](\\d{2}))?${UHR}`;
const SURE_CLOCK = `(\\d{1,2})[:.](\\d{2})${UHR}`;
const TO = ' ?(?:-|to|until|till|bis) ?';
/** What makes a number behind `until` a date. */
const NO_DATE = `(?![.]? ?(?:${MONTH})|[.]\\d|\\.|/|-\\d{2})`;
const UNTIL = '(until|till|through|up to|ending(?: on)?|bis(?: einschließlich)?(?: zum)?)';
const SINCE = '(?:from|starting(?: on| from)?|beginning(?: on)?|ab(?: dem)?|vom|on|am|den)';
const DATE_LEAD = `(?:(?:${UNTIL}|${SINCE}) )?(?:the )?(?:(?:${WEEKDAY})[.,]{0,2} (?:den )?)?`;
const HOURS = 'hours?|hrs?\\.?|h|std\\.?|stunden?';
const MINUTES = 'minutes?|mins?\\.?|minuten?|m';

function addDate(typed: Typed, until: string | undefined, date: TypedDate): void {
  if (until !== undefined) typed.until = date;
  else typed.dates.push(date);
}

function addDuration(typed: Typed, minutes: number): void | false {
  if (typed.durationMinutes !== undefined) return false;
  typed.durationMinutes = minutes;
  return undefined;
}

function addTime(typed: Typed, hour: string | undefined, minute: string | undefined, half: string | undefined): void | false {
  const written = Number(hour);
  const shift = half === 'p' && written < 12 ? 12 : half === 'a' && written === 12 ? -12 : 0;
  if (written > 24 || Number(minute ?? 0) > 59 || (half !== undefined && (written > 12 || written < 1)) || (written === 24 && Number(minute ?? 0) > 0)) return false;
  typed.minutes.push((written + shift) % 24 * 60 + Number(minute ?? 0));
  return undefined;
}

function repeat(typed: Typed, kind: NonNullable<Typed['repeat']>, every = 1, weekdays: number[] = []): void | false {
  if (typed.repeat !== undefined && typed.repeat !== kind) return false;
  typed.repeat = kind;
  if (every !== 1) typed.every = every;
  typed.weekdays.push(...weekdays);
  return undefined;
}

/** `27`, `2027`. */
const yearOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text) + (text.length === 2 ? 2000 : 0));

export const RULES: Rule[] = [
  rule('permanent(?:ly)?|always|at any time|jederzeit|immer|dauerhaft|unbefristet|24/7|rund um die uhr', (typed) => void (typed.always = true)),
  rule('without end|open[- ]end(?:ed)?|for ever|forever|ohne ende|unbegrenzt', (typed) => void (typed.endless = true)),

  rule('half an hour|(?:eine )?halbe stunde', (typed) => addDuration(typed, 30)),
  rule('(?:an|one) hour and a half|one and a half hours|1½ ?(?:h|hours|stunden)|anderthalb stunden|eineinhalb stunden', (typed) => addDuration(typed, 90)),
  rule('(?:a )?quarter of an hour|(?:eine )?viertelstunde', (typed) => addDuration(typed, 15)),
  rule('three quarters of an hour|(?:eine )?dreiviertelstunde', (typed) => addDuration(typed, 45)),
  rule(`(\\d{1,3}|(?:${NUMBER})(?= )) ?(?:${HOURS}) ?(?:and |und )?(\\d{1,4}|(?:${NUMBER})(?= )) ?(?:${MINUTES})`, (typed, [, hours = '', minutes = '']) => addDuration(typed, numberOf(hours) * 60 + numberOf(minutes))),
  rule(`(\\d{1,2})h(\\d{2})`, (typed, [, hours = '', minutes = '']) => addDuration(typed, numberOf(hours) * 60 + numberOf(minutes))),
  rule(`(\\d{1,3}(?:[.,]\\d{1,2})?) ?(?:${HOURS})|(${NUMBER}) (?:hours?|stunden?)`, (typed, [, hours, word = '']) => addDuration(typed, Math.round(numberOf(hours ?? word) * 60))),
  rule(`(\\d{1,4}) ?(?:${MINUTES})|(${NUMBER}) (?:minutes?|minuten?)`, (typed, [, minutes, word = '']) => addDuration(typed, numberOf(minutes ?? word))),
  rule(`for (${NUMBER}) days?|(${NUMBER}) tage? lang`, (typed, [, en, de]) => addDuration(typed, numberOf(en ?? de ?? '') * 1440)),

  rule(`${EVERY} (?:weekday|working day|workday|werktag)|(?:on |an )?(?:weekdays|workdays|werktags|werktagen)|montags? bis freitags?|monday (?:to|through) friday|(?:mon-fri|mo-fr)`, (typed) => repeat(typed, 'weekly', 1, [1, 2, 3, 4, 5])),
  rule(`${EVERY} (?:weekend|wochenende)|(?:on |at )?weekends|am wochenende`, (typed) => repeat(typed, 'weekly', 1, [6, 7])),
  rule(`(?:${EVERY} |on |am )?(?:the )?(${ORDINAL}) (${WEEKDAY}) (?:(?:of|in) (?:the|each|every) month|im monat|(?:des|jeden) monats?)`, (typed, [, nth = '', weekday = '']) => {
    typed.nth = ordinalNumber(nth);
    return repeat(typed, 'monthly', 1, [weekdayNumber(weekday)]);
  }),
  rule(`${EVERY} (?:other|second|2nd|zweiten?|2\\.) (${WEEKDAY})`, (typed, [, weekday = '']) => repeat(typed, 'weekly', 2, [weekdayNumber(weekday)])),
  rule(`${EVERY} (?:other|second|2nd|zweite|2\\.) (?:week|woche)|fortnightly|biweekly|zweiwöchentlich|vierzehntägl?ich|14-täglich`, (typed) => repeat(typed, 'weekly', 2)),
  rule(`${EVERY} (?:other|second|2nd|zweiten|2\\.) (?:day|tag)`, (typed) => repeat(typed, 'daily', 2)),
  rule(`${EVERY} (${NUMBER}) (?:weeks?|wochen?)`, (typed, [, count = '']) => repeat(typed, 'weekly', numberOf(count))),
  rule(`${EVERY} (${NUMBER}) (?:days?|tage?)`, (typed, [, count = '']) => repeat(typed, 'daily', numberOf(count))),
  rule(`${EVERY} (${NUMBER}) (?:months?|monate?)`, (typed, [, count = '']) => repeat(typed, 'monthly', numberOf(count))),
  rule(`${EVERY} (?:day|tage?)|daily|täglich`, (typed) => repeat(typed, 'daily')),
  rule(`${EVERY} (?:week|woche)|weekly|wöchentlich`, (typed) => repeat(typed, 'weekly')),
  rule(`(?:of |in )?${EVERY} (?:month|monats?)|monthly|monatlich`, (typed) => repeat(typed, 'monthly')),
  rule(`${EVERY} (${WEEKDAY})s?\\.?|(?:on )?(${WEEKDAY})s\\.?`, (typed, [, one, several]) => {
    const weekday = weekdayNumber(one ?? several ?? '');
    return weekday > 0 ? repeat(typed, 'weekly', 1, [weekday]) : false;
  }),
  rule(`on the (\\d{1,2})(?:st|nd|rd|th)`, (typed, [, day]) => (typed.repeat === 'monthly' ? void (typed.dayOfMonth = Number(day)) : false)),
  rule(`am (\\d{1,2})\\.(?! ?(?:${MONTH}|\\d))`, (typed, [, day]) => (typed.repeat === 'monthly' ? void (typed.dayOfMonth = Number(day)) : false)),

  rule(`${DATE_LEAD}(\\d{4})-(\\d{2})-(\\d{2})`, (typed, [, until, year, month, day]) => addDate(typed, until, { year: Number(year), month: Number(month), day: Number(day) })),
  rule(`${DATE_LEAD}(\\d{1,2})\\. ?(\\d{1,2})\\.(?:( ?\\d{4}|\\d{2}))?`, (typed, [, until, day, month, year]) => addDate(typed, until, { day: Number(day), month: Number(month), year: yearOf(year) })),
  rule(`${DATE_LEAD}(\\d{1,2})(?:st|nd|rd|th|\\.)?(?: of)? (${MONTH})\\.?(?:,? (\\d{4}))?`, (typed, [, until, day, month = '', year]) => addDate(typed, until, { day: Number(day), month: monthNumber(month), year: yearOf(year) })),
  rule(`${DATE_LEAD}(${MONTH})\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?(?![:.]\\d)`, (typed, [, until, month = '', day, year]) => addDate(typed, until, { day: Number(day), month: monthNumber(month), year: yearOf(year) })),
  rule(`(?:${UNTIL} |${SINCE} )?(?:(today|heute)|(tomorrow|morgen)|(?:the )?(?:day after tomorrow)|übermorgen)`, (typed, [, until, today, tomorrow]) => addDate(typed, until, { inDays: today ? 0 : tomorrow ? 1 : 2 })),

  rule('(?:at |um )?(?:12 )?(?:uhr )?(?:noon|mittags?)', (typed) => addTime(typed, '12', '0', undefined)),
  rule('(?:at |um )?(?:midnight|mitternacht)', (typed) => addTime(typed, '0', '0', undefined)),
  rule(`(?:from |von )?${SURE_CLOCK}${TO}${CLOCK}${NO_DATE}`, addTimes),
  rule(`(?:from |von )?${CLOCK}${TO}${SURE_CLOCK}`, addTimes),
  rule(`(?:from |von )${CLOCK}${TO}${CLOCK}${NO_DATE}`, addTimes),
  rule(`${CLOCK}${TO}(\\d{1,2})() ?(?:uhr|o'clock|([ap])\\.?m\\b\\.?)`, addTimes),
  rule(`(?:at |um |@ ?)?(\\d{1,2}) uhr (\\d{2})`, (typed, [, hour, minute]) => addTime(typed, hour, minute, undefined)),
  rule(`(?:at |um |@ ?)?${SURE_CLOCK}`, (typed, [, hour, minute, half]) => addTime(typed, hour, minute, half)),
  rule(`(?:at |um |@ ?)?(\\d{1,2}) ?(?:uhr|o'clock|([ap])\\.?m\\b\\.?)`, (typed, [, hour, half]) => addTime(typed, hour, '0', half)),
  rule(`(?:at|um|@) ?(\\d{1,2})`, (typed, [, hour]) => addTime(typed, hour, '0', undefined)),
  rule(`(?:um )?halb (${NUMBER})(?: uhr)?`, (typed, [, hour = '']) => addTime(typed, String((numberOf(hour) + 23) % 24), '30', undefined)),

  rule(`(?:(next|nächste[nr]?|this|on|am|diese[nr]?) )?(${WEEKDAY})\\.?`, (typed, [, , weekday = '']) => void typed.weekdays.push(weekdayNumber(weekday))),
  // As it was typed: names of time zones have capitals.
  rule('(?:in )?([\\p{L}]+/[\\p{L}_]+(?:/[\\p{L}_]+)?|utc|gmt)(?: time)?', (typed, [, zone]) => void (typed.zone = zone)),
];

function addTimes(typed: Typed, [, hour, minute, half, toHour, toMinute, toHalf]: (string | undefined)[]): void | false {
  // `2-3 pm`: both.
  return addTime(typed, hour, minute, half ?? (toHalf !== undefined && Number(hour) <= Number(toHour) ? toHalf : undefined)) ?? addTime(typed, toHour, toMinute, toHalf);
}

/** They say nothing of their own. */
export const FILLERS = /(?:at|on|the|for|um|am|im|in|uhr|from|von|und|and|lang|long|jeweils|lasting|lasts|once|einmal|einmalig|duration|dauer|dauert|für|zu|each time|every time|then|ab|starting|o'clock|time)(?![\p{L}\d])|[ ,;:.\-()&+]/uy;
