/** Reminds of sessions before they begin. */
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import { occurrencesBetween } from '../../src-shared/sdp/schedule.ts';

export interface Reminders {
  set(id: string, minutes: number | undefined): void;
  minutes(id: string): number | undefined;
  /** The times that are to be reminded of now, each once; epoch ms. */
  due(textOf: (id: string) => string | undefined, wallMs: number): { id: string; startsAtMs: number }[];
}

export function createReminders(stored: readonly { id: string; minutes: number }[]): Reminders {
  const reminders = new Map(stored.map(({ id, minutes }) => [id, { minutes, toldMs: 0 }]));

  return {
    set(id, minutes) {
      if (minutes === undefined) reminders.delete(id);
      else reminders.set(id, { minutes, toldMs: 0 });
    },
    minutes: (id) => reminders.get(id)?.minutes,
    due(textOf, wallMs) {
      return [...reminders].flatMap(([id, reminder]) => {
        const startsAtMs = nextStartMs(textOf(id) ?? '', wallMs);
        if (startsAtMs === undefined || startsAtMs <= reminder.toldMs || startsAtMs - reminder.minutes * 60_000 > wallMs) return [];
        reminder.toldMs = startsAtMs;
        return [{ id, startsAtMs }];
      });
    },
  };
}

/** Epoch ms; undefined: it does not begin again. */
function nextStartMs(sdp: string, wallMs: number): number | undefined {
  const parsed = parseSdp(sdp);
  if (!parsed.ok) return undefined;
  return occurrencesBetween(parsed.value.description, wallMs, Infinity, 2).find(({ startMs }) => startMs > wallMs)?.startMs;
}
