/** A week of sessions: what takes place on which day, from when to when by the clocks of the place, and what stands beside what. Pure. */
import type { Occurrence } from '../../src-shared/sdp/schedule.ts';
import { occurrencesBetween } from '../../src-shared/sdp/schedule.ts';
import { instantOf, localTime } from '../../src-shared/sdp/time-zone.ts';
import type { SessionEntry } from './session-entry.ts';

export interface WeekBlock extends Occurrence {
  entry: SessionEntry;
  /** Of this day, by its clocks: 90 is half past one. */
  fromMinute: number;
  toMinute: number;
  /** Those that overlap stand side by side. */
  lane: number;
  lanes: number;
}
export interface WeekDay {
  startMs: number;
  endMs: number;
  /** 23 or 25 where the clocks change. */
  hours: number;
  blocks: WeekBlock[];
}
export interface Week {
  days: WeekDay[];
  /** Those that take place all the time. */
  permanent: number;
  /** There were more than are drawn. */
  isCut: boolean;
}

const DAYS = 7;
const DAY_MINUTES = 1_440;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** More in one week nobody reads. */
const MOST_BLOCKS = 400;
const MOST_OF_ONE = 100;

/** The first instant of the week that holds `atMs`. `firstDay`: 1 Monday … 7 Sunday. */
export function weekStart(atMs: number, timeZone: string, firstDay: number): number {
  const { year, month, day } = localTime(timeZone, atMs);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() || DAYS;
  return dayStart({ year, month, day: day - ((weekday - firstDay + DAYS) % DAYS) }, timeZone);
}

/** Also over a change of the clocks: the same day of the week, so many weeks on. */
export function weekAfter(startMs: number, timeZone: string, weeks: number): number {
  const { year, month, day } = localTime(timeZone, startMs);
  return dayStart({ year, month, day: day + weeks * DAYS }, timeZone);
}

function dayStart({ year, month, day }: { year: number; month: number; day: number }, timeZone: string): number {
  return instantOf(timeZone, { year, month, day, hour: 0, minute: 0, second: 0 });
}

export function weekOf(entries: readonly SessionEntry[], startMs: number, timeZone: string): Week {
  const { year, month, day } = localTime(timeZone, startMs);
  const starts = Array.from({ length: DAYS + 1 }, (_, at) => dayStart({ year, month, day: day + at }, timeZone));
  const running = entries.filter(({ session, description, group }) => session.state === 'running' && description && group !== 'file');
  const timed = running.filter(({ group }) => group !== 'permanent');
  const all = timed.flatMap((entry) => occurrencesOf(entry, starts[0] as number, starts[DAYS] as number));
  const drawn = all.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs).slice(0, MOST_BLOCKS);
  const days = starts.slice(0, DAYS).map((from, at): WeekDay => {
    const to = starts[at + 1] as number;
    return { startMs: from, endMs: to, hours: Math.round((to - from) / HOUR_MS), blocks: inLanes(drawn.flatMap((block) => blockOf(block, from, to, timeZone))) };
  });
  return { days, permanent: running.length - timed.length, isCut: drawn.length < all.length };
}

type Placed = Occurrence & { entry: SessionEntry };

function occurrencesOf(entry: SessionEntry, fromMs: number, toMs: number): Placed[] {
  if (!entry.description) return [];
  return occurrencesBetween(entry.description, fromMs, toMs, MOST_OF_ONE).map((occurrence) => ({ ...occurrence, entry }));
}

/** What of it falls into this day. In the hour that comes twice in autumn clocks may show an end
 *  before the beginning: then it is drawn as long as it lasts. */
function blockOf(placed: Placed, dayStartMs: number, dayEndMs: number, timeZone: string): WeekBlock[] {
  const [from, to] = [Math.max(placed.startMs, dayStartMs), Math.min(placed.endMs, dayEndMs)];
  if (to < from || from >= dayEndMs || (to === from && placed.endMs > placed.startMs)) return [];
  const fromMinute = from === dayStartMs ? 0 : minuteOfDay(from, timeZone);
  const shownTo = to === dayEndMs ? DAY_MINUTES : minuteOfDay(to, timeZone);
  const toMinute = shownTo > fromMinute ? shownTo : Math.min(DAY_MINUTES, fromMinute + (to - from) / MINUTE_MS);
  return [{ ...placed, fromMinute, toMinute, lane: 0, lanes: 1 }];
}

function minuteOfDay(atMs: number, timeZone: string): number {
  const { hour, minute } = localTime(timeZone, atMs);
  return hour * 60 + minute;
}

/** Each in the first lane that is free; those that overlap, also by way of others, share the width. */
function inLanes(blocks: WeekBlock[]): WeekBlock[] {
  let cluster: WeekBlock[] = [];
  let clusterEnd = -1;
  let lanes: number[] = [];
  const close = (): void => {
    for (const block of cluster) block.lanes = lanes.length;
    cluster = [];
    lanes = [];
  };
  for (const block of blocks.toSorted((a, b) => a.fromMinute - b.fromMinute || b.toMinute - a.toMinute)) {
    if (block.fromMinute >= clusterEnd) close();
    const free = lanes.findIndex((end) => end <= block.fromMinute);
    block.lane = free < 0 ? lanes.length : free;
    lanes[block.lane] = Math.max(block.toMinute, block.fromMinute + 1);
    clusterEnd = Math.max(clusterEnd, block.toMinute, block.fromMinute + 1);
    cluster.push(block);
  }
  close();
  return blocks;
}
