/** The clocks of a place, by the time zones that Intl knows: what they show at an instant, and when they are put forward or back. */

/** What calendar and clock show; month from 1. */
export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** From this instant on clocks show so much more than UTC. */
export interface ClockChange {
  atMs: number;
  offsetMs: number;
}

const DAY_MS = 86_400_000;
/** Shorter than any summer time: Morocco's pause of it lasts a month. */
const STRIDE_MS = 5 * DAY_MS;
/** Years that Intl writes with four digits and no era. */
const EARLIEST_MS = Date.UTC(1000, 0, 2);
const LATEST_MS = Date.UTC(9999, 11, 30);

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

export function isTimeZone(name: string): boolean {
  return formatOf(name) !== undefined;
}

/** Milliseconds that clocks there show more than UTC; 0 for a zone that is not known. */
export function offsetAt(timeZone: string, atMs: number): number {
  const bounded = Math.floor(withinCalendar(atMs) / 1000) * 1000;
  const { year, month, day, hour, minute, second } = shownAt(timeZone, bounded);
  return Date.UTC(year, month - 1, day, hour, minute, second) - bounded;
}

function withinCalendar(atMs: number): number {
  return Math.max(EARLIEST_MS, Math.min(LATEST_MS, atMs));
}

export function localTime(timeZone: string, atMs: number): LocalTime {
  const shown = new Date(withinCalendar(atMs) + offsetAt(timeZone, atMs));
  return {
    year: shown.getUTCFullYear(), month: shown.getUTCMonth() + 1, day: shown.getUTCDate(),
    hour: shown.getUTCHours(), minute: shown.getUTCMinutes(), second: shown.getUTCSeconds(),
  };
}

/** When clocks show that. In the hour that is left out in spring the clocks have already been put forward; of the hour
 *  that comes twice in autumn it is the first. Days beyond the month's end run on into the next. */
export function instantOf(timeZone: string, { year, month, day, hour, minute, second }: LocalTime): number {
  const shownMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const before = shownMs - offsetAt(timeZone, shownMs - DAY_MS);
  const after = shownMs - offsetAt(timeZone, shownMs + DAY_MS);
  if (offsetAt(timeZone, before) === shownMs - before || before === after) return before;
  return offsetAt(timeZone, after) === shownMs - after ? after : before;
}

/** In order, at most so many. */
export function clockChanges(timeZone: string, fromMs: number, toMs: number, most: number): ClockChange[] {
  const changes: ClockChange[] = [];
  let atMs = Math.max(EARLIEST_MS, fromMs);
  let offsetMs = offsetAt(timeZone, atMs);
  while (atMs < Math.min(LATEST_MS, toMs) && changes.length < most) {
    const nextMs = Math.min(atMs + STRIDE_MS, toMs, LATEST_MS);
    const nextOffsetMs = offsetAt(timeZone, nextMs);
    if (nextOffsetMs !== offsetMs) changes.push({ atMs: changeBetween(timeZone, atMs, nextMs), offsetMs: nextOffsetMs });
    atMs = nextMs;
    offsetMs = nextOffsetMs;
  }
  return changes;
}

/** To the second. */
function changeBetween(timeZone: string, fromMs: number, toMs: number): number {
  const offsetMs = offsetAt(timeZone, fromMs);
  let before = Math.floor(fromMs / 1000);
  let after = Math.floor(toMs / 1000);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(timeZone, middle * 1000) === offsetMs) before = middle;
    else after = middle;
  }
  return after * 1000;
}

function shownAt(timeZone: string, atMs: number): LocalTime {
  const shown = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of (formatOf(timeZone) ?? formatOf('UTC'))?.formatToParts(atMs) ?? []) {
    if (type in shown) shown[type as keyof LocalTime] = Number(value);
  }
  return shown;
}

/** Making one takes long; names that are not time zones are remembered too. */
function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (formats.has(timeZone)) return formats.get(timeZone);
  const made = madeFormat(timeZone);
  if (formats.size < 1000) formats.set(timeZone, made);
  return made;
}

function madeFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
      timeZone, year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23',
    });
  } catch {
    // RangeError: not a time zone.
    return undefined;
  }
}
