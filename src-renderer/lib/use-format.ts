/** Times and numbers in the person's language. */
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';

/** `00:42`, `1:02:03`. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(total / 3600);
  const minutes = String(Math.floor(total / 60) % 60).padStart(2, '0');
  const seconds = String(total % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${minutes}:${seconds}` : `${minutes}:${seconds}`;
}

export interface Format {
  /** `en-GB` rather than `en` where the system says so. */
  region(): string;
  /** `12:04:31`. */
  clock(atMs: number): string;
  /** `12:04:31.123`. */
  preciseClock(atMs: number): string;
  /** Today: the time; this year: day and time; else the date. */
  when(atMs: number, nowMs: number): string;
  /** Like `when`, to the minute. */
  minute(atMs: number, nowMs: number): string;
  dateTime(atMs: number): string;
  /** To the minute, in UTC. */
  utc(atMs: number): string;
  /** `Wed 25 Nov`. */
  weekday(atMs: number): string;
  /** `16–22 Nov 2026`. */
  days(startMs: number, endMs: number): string;
  /** `in 2 hr.`, `3 min. ago`: from now, in the largest unit that fits. */
  relative(ms: number): string;
  number(value: number, digits?: number): string;
  /** 0.012 as `1.2 %`. */
  percent(share: number): string;
  /** Milliseconds as seconds with three places: `0.310`. */
  seconds(ms: number): string;
  list(items: string[]): string;
}

export function useFormat(): Format {
  const { locale } = useI18n();
  // `en-GB` rather than `en` where the system says so: dates differ.
  const region = computed(() => navigator.languages.find((tag) => tag.startsWith(locale.value)) ?? locale.value);
  const kit = computed(() => makeKit(region.value));
  return {
    region: () => region.value,
    clock: (atMs) => kit.value.clock.format(atMs),
    preciseClock: (atMs) => kit.value.precise.format(atMs),
    dateTime: (atMs) => kit.value.full.format(atMs),
    utc: (atMs) => kit.value.utc.format(atMs),
    weekday: (atMs) => kit.value.weekday.format(atMs),
    days: (startMs, endMs) => kit.value.date.formatRange(startMs, endMs),
    relative(ms) {
      const [unit, lengthMs] = UNITS.find(([, length]) => Math.abs(ms) >= length) ?? ['second', 1_000];
      return kit.value.relative.format(Math.trunc(ms / lengthMs), unit);
    },
    number: (value, digits = 0) => digitsFormat(region.value, digits).format(value),
    percent: (share) => kit.value.percent.format(share),
    seconds: (ms) => digitsFormat(region.value, 3).format(ms / 1000),
    list: (items) => kit.value.list.format(items),
    when: (atMs, nowMs) => (isSameDay(atMs, nowMs) ? kit.value.clock : isSameYear(atMs, nowMs) ? kit.value.day : kit.value.date).format(atMs),
    minute: (atMs, nowMs) => (isSameDay(atMs, nowMs) ? kit.value.minute : isSameYear(atMs, nowMs) ? kit.value.day : kit.value.date).format(atMs),
  };
}

const isSameDay = (a: number, b: number): boolean => new Date(a).toDateString() === new Date(b).toDateString();
const isSameYear = (a: number, b: number): boolean => new Date(a).getFullYear() === new Date(b).getFullYear();

const UNITS = [['year', 31_556_952_000], ['month', 2_629_746_000], ['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]] as const;

function makeKit(locale: string) {
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return {
    clock: new Intl.DateTimeFormat(locale, time),
    minute: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    precise: new Intl.DateTimeFormat(locale, { ...time, fractionalSecondDigits: 3 }),
    day: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }),
    full: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }),
    utc: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC', hourCycle: 'h23' }),
    weekday: new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' }),
    relative: new Intl.RelativeTimeFormat(locale, { style: 'short' }),
    percent: new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    list: new Intl.ListFormat(locale, { type: 'conjunction' }),
  };
}

const digitFormats = new Map<string, Intl.NumberFormat>();

function digitsFormat(locale: string, digits: number): Intl.NumberFormat {
  const key = `${locale}/${digits}`;
  const known = digitFormats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  digitFormats.set(key, made);
  return made;
}
