import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ntpOfEpochMs } from '../../../src-shared/sdp/ntp.ts';
import { parseSdp } from '../../../src-shared/sdp/parse.ts';
import { scheduleLines } from '../../../src-shared/sdp/schedule-lines.ts';
import type { SchedulePlan } from '../../../src-shared/sdp/schedule-plan.ts';
import { PERMANENT } from '../../../src-shared/sdp/schedule-plan.ts';
import { occurrenceInWords, scheduleInWords } from '../../../src-shared/sdp/schedule-words.ts';
import type { Scheduled } from '../../../src-shared/sdp/schedule.ts';

const NOW = Date.parse('2026-11-22T00:00Z');
const ntp = (iso: string): number => ntpOfEpochMs(Date.parse(iso));
const options = { timeZone: 'Europe/Berlin', nowMs: NOW };

function words(session: Scheduled): [en: string, de: string] {
  return [scheduleInWords(session, { language: 'en', ...options }).join(' | '), scheduleInWords(session, { language: 'de', ...options }).join(' | ')];
}
function lines(...all: string[]): Scheduled {
  const parsed = parseSdp(['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', ...all, ''].join('\r\n'));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.description;
}
function plan(change: Partial<SchedulePlan>): Scheduled {
  const made = scheduleLines({ ...PERMANENT, repeat: 'weekly', from: '2026-11-25', time: '10:00', timeZone: 'Europe/Berlin', ...change }, NOW);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

describe('what people plan', () => {
  it.each<[Partial<SchedulePlan>, string, string]>([
    [{ until: '2027-03-03' }, 'every Wednesday, 10:00 to 11:00, until 3 March 2027', 'jeden Mittwoch, 10:00 bis 11:00 Uhr, bis 3. März 2027'],
    [{}, 'every Wednesday, 10:00 to 11:00', 'jeden Mittwoch, 10:00 bis 11:00 Uhr'],
    [{ until: '2027-12-01' }, 'every Wednesday, 10:00 to 11:00, until 1 December 2027', 'jeden Mittwoch, 10:00 bis 11:00 Uhr, bis 1. Dezember 2027'],
    [{ weekdays: [1, 3, 5] }, 'every Monday, Wednesday and Friday, 10:00 to 11:00', 'jeden Montag, Mittwoch und Freitag, 10:00 bis 11:00 Uhr'],
    [{ weekdays: [1, 2, 3, 4, 5] }, 'every weekday, 10:00 to 11:00', 'Montag bis Freitag, 10:00 bis 11:00 Uhr'],
    [{ weekdays: [1, 2, 3, 4, 5, 6, 7] }, 'every day, 10:00 to 11:00', 'täglich, 10:00 bis 11:00 Uhr'],
    [{ every: 2 }, 'every two weeks on Wednesday, 10:00 to 11:00', 'alle zwei Wochen am Mittwoch, 10:00 bis 11:00 Uhr'],
    [{ every: 3 }, 'every 3 weeks on Wednesday, 10:00 to 11:00', 'alle 3 Wochen am Mittwoch, 10:00 bis 11:00 Uhr'],
    [{ repeat: 'daily', durationMinutes: 30 }, 'every day, 10:00 to 10:30, from 25 November 2026', 'täglich, 10:00 bis 10:30 Uhr, ab 25. November 2026'],
    [{ repeat: 'daily', every: 3, from: '2026-11-23' }, 'every 3 days, 10:00 to 11:00', 'alle 3 Tage, 10:00 bis 11:00 Uhr'],
    [{ time: '23:30' }, 'every Wednesday, 23:30 to 00:30', 'jeden Mittwoch, 23:30 bis 00:30 Uhr'],
    [{ durationMinutes: 1500 }, 'every Wednesday, from 10:00 for 1 day 1 hour', 'jeden Mittwoch, ab 10:00 Uhr, Dauer: 1 Tag 1 Stunde'],
    [{ from: '2027-03-03' }, 'every Wednesday, 10:00 to 11:00, from 3 March 2027', 'jeden Mittwoch, 10:00 bis 11:00 Uhr, ab 3. März 2027'],
    [{ repeat: 'monthly', until: '2027-03-25' }, 'every month on the 25th, 10:00 to 11:00, until 25 March 2027', 'jeden Monat am 25., 10:00 bis 11:00 Uhr, bis 25. März 2027'],
    [{ repeat: 'monthly', from: '2026-12-02', monthlyBy: 'weekday', until: '2027-03-25' }, 'every first Wednesday of the month, 10:00 to 11:00, until 3 March 2027', 'jeden ersten Mittwoch im Monat, 10:00 bis 11:00 Uhr, bis 3. März 2027'],
    [{ repeat: 'monthly', every: 2, from: '2026-12-03', until: '2027-05-25' }, 'every 2 months on the 3rd, 10:00 to 11:00, until 3 April 2027', 'alle 2 Monate am 3., 10:00 bis 11:00 Uhr, bis 3. April 2027'],
    [{ repeat: 'once' }, 'Wednesday, 25 November 2026, 10:00 to 11:00', 'Mittwoch, 25. November 2026, 10:00 bis 11:00 Uhr'],
    [{ repeat: 'once', durationMinutes: 0 }, 'from Wednesday, 25 November 2026, 10:00, without end', 'ab Mittwoch, 25. November 2026, 10:00 Uhr, ohne Ende'],
    [{ repeat: 'once', durationMinutes: 3000 }, '25 November 2026, 10:00, to 27 November 2026, 12:00', '25. November 2026, 10:00 Uhr, bis 27. November 2026, 12:00 Uhr'],
    [{ repeat: 'permanent' }, 'at any time, without end', 'jederzeit, ohne Ende'],
  ])('%j', (change, en, de) => {
    expect(words(plan(change))).toEqual([normal(en, 'en'), normal(de, 'de')]);
  });
});

/** Whether a comma follows the weekday is the affair of Intl. */
function normal(text: string, language: 'en' | 'de'): string {
  const day = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'de-DE', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(Date.parse('2026-11-25'));
  return text.replace(/(?:Wednesday|Mittwoch), 25\.? November 2026/, day);
}

describe('what other senders write', () => {
  it.each<[string, Scheduled, string, string]>([
    ['RFC 8866 5.10', lines(`t=${ntp('2026-11-23T09:00Z')} ${ntp('2027-02-23T11:00Z')}`, 'r=7d 1h 0 25h'),
      'every Monday, 10:00 to 11:00 and every Tuesday, 11:00 to 12:00, until 23 February 2027', 'jeden Montag, 10:00 bis 11:00 Uhr und jeden Dienstag, 11:00 bis 12:00 Uhr, bis 23. Februar 2027'],
    ['without adjustments over a change of clocks', lines(`t=${ntp('2026-11-25T09:00Z')} 0`, 'r=7d 1h 0'),
      'every Wednesday, 10:00 to 11:00; from 31 March 2027: 11:00 to 12:00', 'jeden Mittwoch, 10:00 bis 11:00 Uhr; ab 31. März 2027: 11:00 bis 12:00 Uhr'],
    ['36 hours', lines(`t=${ntp('2026-11-25T09:00Z')} 0`, 'r=36h 90m 0'),
      'every 1 day 12 hours for 1 hour 30 minutes, counted from 25 November 2026, 10:00', 'im Abstand von 1 Tag 12 Stunden, Dauer: 1 Stunde 30 Minuten, gezählt ab 25. November 2026, 10:00 Uhr'],
    ['several dates', lines(...['2026-12-01', '2026-12-05'].map((day) => `t=${ntp(`${day}T09:00Z`)} ${ntp(`${day}T10:00Z`)}`)),
      '1 December 2026 and 5 December 2026, 10:00 to 11:00', '1. Dezember 2026 und 5. Dezember 2026, 10:00 bis 11:00 Uhr'],
    ['many dates', lines(...[1, 2, 4, 5, 7, 8, 9].map((day) => `t=${ntp(`2026-12-0${day}T09:00Z`)} ${ntp(`2026-12-0${day}T10:00Z`)}`)),
      '7 times from 1 December 2026 to 9 December 2026', '7-mal vom 1. Dezember 2026 bis 9. Dezember 2026'],
    ['an end alone', lines(`t=0 ${ntp('2026-12-01T09:00Z')}`), 'until 1 December 2026, 10:00', 'bis 1. Dezember 2026, 10:00'],
    ['what never takes place', lines('t=3000000000 2900000000'), 'never', 'nie'],
    ['no interval', lines(`t=${ntp('2026-12-01T09:00Z')} 0`, 'r=0 1h 0 1d'), '1 December 2026 and 2 December 2026, 10:00 to 11:00', '1. Dezember 2026 und 2. Dezember 2026, 10:00 bis 11:00 Uhr'],
    ['what began long ago', lines(`t=${ntp('2020-01-01T09:00Z')} 0`, 'r=1d 1h 0'),
      'every day, 10:00 to 11:00; from 28 March 2027: 11:00 to 12:00', 'täglich, 10:00 bis 11:00 Uhr; ab 28. März 2027: 11:00 bis 12:00 Uhr'],
  ])('%s', (_what, session, en, de) => {
    expect(words(session)).toEqual([en, de]);
  });
  it('is spelled as the reader spells dates', () => {
    expect(scheduleInWords(plan({ until: '2027-03-03' }), { language: 'en', locale: 'en-US', ...options })).toEqual(['every Wednesday, 10:00 to 11:00, until March 3, 2027']);
    expect(scheduleInWords(plan({ until: '2027-03-03' }), { language: 'en', ...options, timeZone: 'Asia/Tokyo' })).toEqual(['every Wednesday, 18:00 to 19:00, until 3 March 2027']);
  });
});

it('an occurrence is told', () => {
  const told = (startMs: number, endMs: number): string => occurrenceInWords({ startMs, endMs }, { language: 'en', ...options });
  expect(told(-Infinity, Infinity)).toBe('at any time, without end');
  expect(told(NOW, NOW + 60_000)).toMatch(/^Sunday.* 22 November 2026, 01:00 to 01:01$/);
});

it('whatever the lines hold, words are found, few of them', () => {
  const number = fc.oneof(fc.nat(), fc.constantFrom('0', '999999999999999', '4004586000', '604800', '-7d', '1d', '7d', '999999999999d'));
  const line = fc.oneof(
    fc.tuple(number, number).map(([start, stop]) => `t=${start} ${stop}`),
    fc.tuple(number, number, fc.array(number, { maxLength: 4 })).map(([interval, duration, offsets]) => `r=${interval} ${duration} ${offsets.join(' ')}`),
    fc.tuple(number, number).map(([at, offset]) => `z=${at} ${offset}`),
  );
  fc.assert(fc.property(fc.array(line, { maxLength: 12 }), (all) => {
    for (const language of ['en', 'de'] as const) {
      const told = scheduleInWords(lines(...all), { language, ...options });
      expect(told.length).toBeGreaterThan(0);
      expect(told.length).toBeLessThanOrEqual(8);
      expect(told.join()).not.toMatch(/Invalid|NaN|undefined|Infinity/);
    }
  }));
});
