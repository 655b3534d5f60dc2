/** Reminds of sessions before they begin. */
import type { SessionDescription } from '../../src-shared/sdp/types.ts';
import { startsAfterMs } from '../sap/time-out.ts';

export interface Reminders {
  set(id: string, minutes: number | undefined): void;
  minutes(id: string): number | undefined;
  /** The times that are to be reminded of now, each once; epoch ms. */
  due(descriptionOf: (id: string) => SessionDescription | undefined, wallMs: number): { id: string; startsAtMs: number }[];
}

export function createReminders(): Reminders {
  const reminders = new Map<string, { minutes: number; toldMs: number }>();

  return {
    set(id, minutes) {
      if (minutes === undefined) reminders.delete(id);
      else reminders.set(id, { minutes, toldMs: 0 });
    },
    minutes: (id) => reminders.get(id)?.minutes,
    due(descriptionOf, wallMs) {
      return [...reminders].flatMap(([id, reminder]) => {
        const description = descriptionOf(id);
        const startsAtMs = description && startsAfterMs(description, wallMs);
        if (startsAtMs === undefined || startsAtMs <= reminder.toldMs || startsAtMs - reminder.minutes * 60_000 > wallMs) return [];
        reminder.toldMs = startsAtMs;
        return [{ id, startsAtMs }];
      });
    },
  };
}
