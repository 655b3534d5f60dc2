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
  /** `12:04:31`. */
  clock(atMs: number): string;
  /** `12:04:31.123`. */
  preciseClock(atMs: number): string;
  /** Today: the time; this year: day and time; else the date. */
  when(atMs: number, nowMs: number): string;
  dateTime(atMs: number): string;
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
    clock: (atMs) => kit.value.clock.format(atMs),
    preciseClock: (atMs) => kit.value.precise.format(atMs),
    dateTime: (atMs) => kit.value.full.format(atMs),
    number: (value, digits = 0) => digitsFormat(region.value, digits).format(value),
    percent: (share) => kit.value.percent.format(share),
    seconds: (ms) => digitsFormat(region.value, 3).format(ms / 1000),
    list: (items) => kit.value.list.format(items),
    when(atMs, nowMs) {
      const at = new Date(atMs);
      const now = new Date(nowMs);
      if (at.toDateString() === now.toDateString()) return kit.value.clock.format(at);
      return (at.getFullYear() === now.getFullYear() ? kit.value.day : kit.value.date).format(at);
    },
  };
}

function makeKit(locale: string) {
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return {
    clock: new Intl.DateTimeFormat(locale, time),
    precise: new Intl.DateTimeFormat(locale, { ...time, fractionalSecondDigits: 3 }),
    day: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }),
    full: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }),
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
