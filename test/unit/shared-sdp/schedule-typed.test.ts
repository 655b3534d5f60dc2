import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSchedule } from '../../../src-shared/sdp/schedule-typed.ts';
import type { TypedFault } from '../../../src-shared/sdp/schedule-typed.ts';

/** A Sunday, 9:00 in Berlin. */
const nowMs = Date.parse('2026-11-22T08:00Z');
const options = (language: 'en' | 'de') => ({ language, timeZone: 'Europe/Berlin', nowMs });

function understood(text: string, language: 'en' | 'de' = 'en'): string {
  const read = readSchedule(text, options(language));
  return read.ok ? read.value.words.join(' | ').replace(/^(\p{L}+day) (\d)/u, '$1, $2') : `refused: ${read.error[language]}`;
}
function fault(text: string): TypedFault {
  const read = readSchedule(text, options('en'));
  if (read.ok) throw new Error(`understood as ${read.value.words.join()}`);
  return read.error;
}

it.each([
  ['every Wednesday 10:00 for one hour', 'every Wednesday, 10:00 to 11:00'],
  ['tomorrow 14:00-15:30', 'Monday, 23 November 2026, 14:00 to 15:30'],
  ['daily 9:00 30 min', 'every day, 09:00 to 09:30'],
  ['Every Monday and Wednesday at 9am for 90 minutes until 3 March 2027', 'every Monday and Wednesday, 09:00 to 10:30, until 3 March 2027'],
  ['weekdays 8:00 to 8:15', 'every weekday, 08:00 to 08:15'],
  ['every other Friday at noon', 'every two weeks on Friday, 12:00 to 13:00'],
  ['every 2nd wednesday 10:00', 'every two weeks on Wednesday, 10:00 to 11:00'],
  ['every last Friday of the month 17:00', 'every last Friday of the month, 17:00 to 18:00, until 29 October 2027'],
  ['every first Monday of the month 17:00 until 2 February 2027', 'every first Monday of the month, 17:00 to 18:00, until 1 February 2027'],
  ['monthly on the 5th 10:00', 'every month on the 5th, 10:00 to 11:00, until 5 November 2027'],
  ['wed 10:00', 'Wednesday, 25 November 2026, 10:00 to 11:00'],
  ['today 18:00', 'Sunday, 22 November 2026, 18:00 to 19:00'],
  ['sunday 8:30', 'Sunday, 29 November 2026, 08:30 to 09:30'],
  ['sunday 9:30', 'Sunday, 22 November 2026, 09:30 to 10:30'],
  ['8:00', 'Monday, 23 November 2026, 08:00 to 09:00'],
  ['2027-03-03 10:00 2h', 'Wednesday, 3 March 2027, 10:00 to 12:00'],
  ['March 3, 2027 at 2pm for 45 minutes', 'Wednesday, 3 March 2027, 14:00 to 14:45'],
  ['10:00 March 3', 'Wednesday, 3 March 2027, 10:00 to 11:00'],
  ['next friday 10:00 for 1h30', 'Friday, 27 November 2026, 10:00 to 11:30'],
  ['on Friday from 10 to 11', 'Friday, 27 November 2026, 10:00 to 11:00'],
  ['2-3 pm tomorrow', 'Monday, 23 November 2026, 14:00 to 15:00'],
  ['fri 23:00-01:00', 'Friday, 27 November 2026, 23:00 to 01:00'],
  ['12 am tomorrow', 'Monday, 23 November 2026, 00:00 to 01:00'],
  ['every 3 days 10:00', 'every 3 days, 10:00 to 11:00'],
  ['weekends at midnight 2.5 hours', 'every Saturday and Sunday, 00:00 to 02:30'],
  ['from 1 December 2026 every Tuesday 10:00 1 hour until 5 January', 'every Tuesday, 10:00 to 11:00, from 1 December 2026, until 5 January 2027'],
  ['every Wednesday 10:00 Europe/London', 'every Wednesday, 11:00 to 12:00'],
  ['every wed, thu & fri 10:00', 'every Wednesday, Thursday and Friday, 10:00 to 11:00'],
  ['tomorrow 9:00 without end', 'from Monday, 23 November 2026, 09:00, without end'],
  ['permanent', 'at any time, without end'],
])('%s', (text, words) => {
  expect(understood(text).replace(/^from (\p{L}+day) (\d)/u, 'from $1, $2')).toBe(words);
});

it.each([
  ['jeden Mittwoch 10 Uhr, eine Stunde', 'jeden Mittwoch, 10:00 bis 11:00 Uhr'],
  ['montags und mittwochs 9-10:30 Uhr bis 3.3.2027', 'jeden Montag und Mittwoch, 09:00 bis 10:30 Uhr, bis 3. März 2027'],
  ['morgen 14 bis 15 Uhr', 'Montag, 23. November 2026, 14:00 bis 15:00 Uhr'],
  ['werktags 8 Uhr 30, eine Viertelstunde', 'Montag bis Freitag, 08:30 bis 08:45 Uhr'],
  ['alle zwei Wochen freitags um 12', 'alle zwei Wochen am Freitag, 12:00 bis 13:00 Uhr'],
  ['jeden zweiten Mittwoch 10 Uhr', 'alle zwei Wochen am Mittwoch, 10:00 bis 11:00 Uhr'],
  ['jeden zweiten Mittwoch im Monat 10 Uhr bis 1.3.2027', 'jeden zweiten Mittwoch im Monat, 10:00 bis 11:00 Uhr, bis 10. Februar 2027'],
  ['monatlich am 5. um 10 Uhr', 'jeden Monat am 5., 10:00 bis 11:00 Uhr, bis 5. November 2027'],
  ['am 3. März um halb drei', 'Mittwoch, 3. März 2027, 02:30 bis 03:30 Uhr'],
  ['am 24.12. 18 Uhr', 'Donnerstag, 24. Dezember 2026, 18:00 bis 19:00 Uhr'],
  ['immer mittwochs 10 Uhr', 'jeden Mittwoch, 10:00 bis 11:00 Uhr'],
  ['ab 1.12. jeden Dienstag 10 bis 11 Uhr', 'jeden Dienstag, 10:00 bis 11:00 Uhr, ab 1. Dezember 2026'],
  ['übermorgen 9:00', 'Dienstag, 24. November 2026, 09:00 bis 10:00 Uhr'],
  ['eineinhalb Stunden jeden Sonntag um 20:15', 'jeden Sonntag, 20:15 bis 21:45 Uhr'],
  ['jeden Tag von 8 bis 9', 'täglich, 08:00 bis 09:00 Uhr'],
  ['12 Uhr mittags täglich', 'täglich, 12:00 bis 13:00 Uhr'],
  ['rund um die Uhr', 'jederzeit, ohne Ende'],
])('%s', (text, words) => {
  expect(understood(text, 'de')).toBe(words);
});

describe('is refused, with what is wrong', () => {
  it.each([
    ['', 'Type when'],
    ['every foo', '"every foo" is not understood.'],
    ['SELECT * FROM x', '"SELECT" is not understood.'],
    ['every Wednesday', 'At what time?'],
    ['wednesday and friday 10:00', 'Several weekdays'],
    ['wed 25:00', '"25:00" is not understood.'],
    ['10:60', 'is not understood'],
    ['10/3/2027 10:00', 'two ways'],
    ['30 February 10:00', 'no such date'],
    ['today 8:00', 'over already'],
    ['wednesday 10:00-11:00, 2 hours', 'more than one time'],
    ['10:00 11:00 12:00', 'more than one time'],
    ['tomorrow 10:00 3 March', 'more than one date'],
    ['wednesday 10:00 until 3 March', 'An end belongs to what repeats'],
    ['daily 10:00 25 hours', 'still go on'],
    ['daily 10:00 for 0 minutes', 'duration'],
    ['every 0 days 9:00', 'from 1 to 52'],
    ['every day 10:00 Mars/Olympus', 'no time zone "mars/olympus"'],
    ['every wednesday 10:00 until 1.1.2020', 'before the first'],
    ['x'.repeat(301), 'At most 300'],
  ])('%s', (text, en) => {
    expect(fault(text).en).toContain(en);
    expect(fault(text).de).toMatch(/[.?“]$/);
  });
  it('and where', () => {
    const text = 'every Wednesday 10:00 untill Easter';
    expect(text.slice(fault(text).from, fault(text).to)).toBe('untill');
  });
});

it('is a schedule that a form can show', () => {
  const read = readSchedule('every two weeks on friday 10:00 for 30 min', options('en'));
  expect(read.ok && read.value.plan).toMatchObject({ repeat: 'weekly', every: 2, weekdays: [5], from: '2026-11-27', time: '10:00', durationMinutes: 30, until: '', timeZone: 'Europe/Berlin' });
});

it('whatever is typed, there is an answer', () => {
  const word = fc.constantFrom(...'every each jeden alle wednesday mittwoch mo fr until bis from ab 10:00 10 uhr 11 - to 3. 3.3. 2027-13-40 99 9999 first last of the month monthly daily weekly for one hour min h m a an 1h30 halb noon , & utc Europe/Berlin 24:00 0 February 31'.split(' '));
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 320 }), fc.array(word, { maxLength: 10 }).map((words) => words.join(' '))), (text) => {
    const read = readSchedule(text, options('de'));
    if (!read.ok) expect(read.error.de.length * read.error.en.length).toBeGreaterThan(0);
    else expect(read.value.words.join()).not.toMatch(/Invalid|NaN|undefined/);
  }), { numRuns: 400 });
});
