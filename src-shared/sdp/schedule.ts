/** When a session takes place: the occurrences of its t=, r= and z= lines (RFC 8866 5.9 to 5.11). Every question is answered by
 *  arithmetic, not by counting from the start: a session of each second for sixty years costs no more than another. */
import { MAX_DATE_MS, epochMsOfNtp, unwrappedStop } from './ntp.ts';
import type { SdpTime, SdpZone, SessionDescription } from './types.ts';

/** Epoch milliseconds. A start of -Infinity: it has always been; an end of Infinity: it has no end. */
export interface Occurrence {
  startMs: number;
  endMs: number;
}

export type Scheduled = Pick<SessionDescription, 'times' | 'zones'>;

/** One r= line with one of its offsets: first, first + interval, … as long as they start before the stop. */
interface Series {
  firstMs: number;
  intervalMs: number;
  durationMs: number;
  stopMs: number;
  bases: readonly TimeBase[];
}

/** From when on the z= line moves the repetitions, and by how much. */
interface TimeBase {
  fromMs: number;
  shiftMs: number;
}

/** More of either no person has written. */
const MOST_SERIES = 256;
const MOST_ADJUSTMENTS = 256;
const MOST_OCCURRENCES = 10_000;

/** Those that have a part between the two times, in order, at most so many (never more than 10 000). */
export function occurrencesBetween(session: Scheduled, fromMs: number, toMs: number, most: number): Occurrence[] {
  const limit = Math.min(most, MOST_OCCURRENCES);
  const once = session.times.filter(isOnce).map(periodOf).filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs && startMs < endMs);
  const found = [...inOrder(once).slice(0, limit), ...repetitions(seriesOf(session), fromMs, toMs, limit)];
  return inOrder(found).filter((each, at, all) => at === 0 || !isSame(each, all[at - 1] as Occurrence)).slice(0, limit);
}

/** The one that takes place now, or else the next. */
export function nextOccurrence(session: Scheduled, nowMs: number): Occurrence | undefined {
  return occurrencesBetween(session, nowMs, Infinity, 1)[0];
}

/** When the session is over for good (the end-time of RFC 2974 4); Infinity: never. */
export function lastEnd(session: Scheduled): number {
  return session.times.reduce((latest, time) => Math.max(latest, periodOf(time).endMs), -Infinity);
}

/** t=0 0, whatever follows it (RFC 8866 5.9). */
export function isPermanent(session: Scheduled): boolean {
  return session.times.some(({ start, stop }) => start === 0 && stop === 0);
}

/** RFC 8866 5.9: what has no start has nothing that repetitions could count from. */
function isOnce({ start, repeats }: SdpTime): boolean {
  return start === 0 || repeats.length === 0;
}

/** From start to stop. */
export function periodOf({ start, stop }: SdpTime): Occurrence {
  const endMs = epochMsOfNtp(unwrappedStop(start, stop));
  return { startMs: start === 0 ? -Infinity : epochMsOfNtp(start), endMs: stop === 0 || endMs === MAX_DATE_MS ? Infinity : endMs };
}

function seriesOf(session: Scheduled): Series[] {
  const all = new Map<string, Series>();
  let considered = 0;
  for (const time of session.times) {
    if (isOnce(time)) continue;
    const bases = timeBases(time.zones ?? session.zones);
    const { startMs, endMs: stopMs } = periodOf(time);
    for (const { intervalS, durationS, offsetsS } of time.repeats) {
      for (const offsetS of offsetsS) {
        if (all.size >= MOST_SERIES || considered++ >= 4 * MOST_SERIES) return [...all.values()];
        const series = { firstMs: startMs + offsetS * 1000, intervalMs: Math.max(0, intervalS) * 1000, durationMs: Math.max(0, durationS) * 1000, stopMs, bases };
        all.set(`${series.firstMs} ${series.intervalMs} ${series.durationMs} ${stopMs}`, series);
      }
    }
  }
  return [...all.values()];
}

/** RFC 8866 5.11: each adjustment holds until the next, and counts from the original times: they do not add up. */
function timeBases(zones: readonly SdpZone[]): TimeBase[] {
  const adjusted = zones.slice(0, MOST_ADJUSTMENTS).map(({ at, offsetS }) => ({ fromMs: epochMsOfNtp(at), shiftMs: offsetS * 1000 }));
  return [{ fromMs: -Infinity, shiftMs: 0 }, ...adjusted.sort((a, b) => a.fromMs - b.fromMs)];
}

/** The earliest of all series again and again; the same of several series is one. */
function repetitions(series: readonly Series[], fromMs: number, toMs: number, limit: number): Occurrence[] {
  const found: Occurrence[] = [];
  const heads = series.map((each) => occurrencesOf(each, fromMs, toMs)).map((rest) => ({ rest, next: rest.next().value }));
  while (found.length < limit) {
    let earliest: Occurrence | undefined;
    for (const { next } of heads) if (next && (!earliest || isBefore(next, earliest))) earliest = next;
    if (!earliest) break;
    found.push(earliest);
    for (const head of heads) if (head.next && isSame(head.next, earliest)) head.next = head.rest.next().value;
  }
  return found;
}

function* occurrencesOf(series: Series, fromMs: number, toMs: number): Generator<Occurrence, undefined> {
  const { firstMs, intervalMs, durationMs, stopMs, bases } = series;
  // The last one is cut there.
  if (stopMs <= fromMs) return undefined;
  for (const [at, { fromMs: baseFromMs, shiftMs }] of bases.entries()) {
    // In the time of the r= line, before the adjustment: that is what the z= line's times are compared with.
    const afterMs = fromMs - shiftMs - Math.max(durationMs, 1);
    const beforeMs = Math.min(bases[at + 1]?.fromMs ?? Infinity, Math.min(toMs, stopMs) - shiftMs, MAX_DATE_MS);
    for (let count = firstCount(series, Math.max(baseFromMs, afterMs + 1)); firstMs + count * intervalMs < beforeMs; count++) {
      const startMs = firstMs + count * intervalMs + shiftMs;
      yield { startMs, endMs: Math.min(startMs + durationMs, stopMs) };
      if (intervalMs === 0) break;
    }
  }
  return undefined;
}

/** How many intervals after the first one the first is that starts at this time or later. */
function firstCount({ firstMs, intervalMs }: Series, atMs: number): number {
  if (atMs <= firstMs) return 0;
  return intervalMs === 0 ? Infinity : Math.ceil((atMs - firstMs) / intervalMs);
}

function inOrder(occurrences: Occurrence[]): Occurrence[] {
  return occurrences.sort((a, b) => (isSame(a, b) ? 0 : isBefore(a, b) ? -1 : 1));
}

function isBefore(a: Occurrence, b: Occurrence): boolean {
  return a.startMs < b.startMs || (a.startMs === b.startMs && a.endMs < b.endMs);
}

function isSame(a: Occurrence, b: Occurrence): boolean {
  return a.startMs === b.startMs && a.endMs === b.endMs;
}
