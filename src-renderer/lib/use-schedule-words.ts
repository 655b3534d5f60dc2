/** When sessions take place, in the person's language and by the clocks of this place. */
import { useI18n } from 'vue-i18n';
import type { Occurrence, Scheduled } from '../../src-shared/sdp/schedule.ts';
import type { WordsOptions } from '../../src-shared/sdp/schedule-phrases.ts';
import { occurrenceInWords, scheduleInWords } from '../../src-shared/sdp/schedule-words.ts';
import { useFormat } from './use-format.ts';

export interface ScheduleWords {
  options(nowMs: number): WordsOptions;
  /** `every Wednesday, 10:00 to 11:00, until 3 March 2027`: a phrase for each thing that it says. */
  schedule(session: Scheduled, nowMs: number): string[];
  /** `Wednesday, 25 November 2026, 10:00 to 11:00`. */
  occurrence(occurrence: Occurrence, nowMs: number): string;
}

export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function useScheduleWords(): ScheduleWords {
  const { locale } = useI18n();
  const format = useFormat();
  const options = (nowMs: number): WordsOptions => ({ language: locale.value === 'de' ? 'de' : 'en', locale: format.region(), timeZone: ownTimeZone(), nowMs });
  return {
    options,
    schedule: (session, nowMs) => scheduleInWords(session, options(nowMs)),
    occurrence: (occurrence, nowMs) => occurrenceInWords(occurrence, options(nowMs)),
  };
}
