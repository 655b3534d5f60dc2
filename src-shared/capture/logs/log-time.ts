/** Times as loggers write them. They name no zone: they are read as local time, so that Rung shows what the log shows. */

const FULL = /^(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.:,](\d{1,9}))?/;
const SYSLOG = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?/;
const CLOCK = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;

/** Epoch milliseconds with fraction; undefined: not a time. A date without a year, or a time without a date, is the last one
 *  before the end of the day of `nowMs`. */
export function parseLogTime(text: string, nowMs: number): number | undefined {
  const full = FULL.exec(text);
  if (full) return local(Number(full[1]), Number(full[2]) - 1, Number(full[3]), full.slice(4));
  const now = new Date(nowMs);
  const syslog = SYSLOG.exec(text);
  if (syslog) {
    const month = MONTHS.indexOf(syslog[1] ?? '');
    if (month < 0) return undefined;
    const atMs = local(now.getFullYear(), month, Number(syslog[2]), syslog.slice(3));
    return atMs > nowMs + DAY_MS ? local(now.getFullYear() - 1, month, Number(syslog[2]), syslog.slice(3)) : atMs;
  }
  const clock = CLOCK.exec(text);
  return clock ? local(now.getFullYear(), now.getMonth(), now.getDate(), clock.slice(1)) : undefined;
}

/** `clock`: hours, minutes, seconds, digits of the fraction. */
function local(year: number, month: number, day: number, clock: (string | undefined)[]): number {
  const [hours, minutes, seconds, fraction] = clock;
  const whole = new Date(year, month, day, Number(hours), Number(minutes), Number(seconds)).getTime();
  return whole + (fraction ? Number(`0.${fraction}`) * 1000 : 0);
}
