import { describe, expect, it } from 'vitest';
import { ntpOfEpochMs } from '../../../src-shared/sdp/ntp.ts';
import { parseSdp } from '../../../src-shared/sdp/parse.ts';
import { isPermanent, lastEnd, nextOccurrence, occurrencesBetween } from '../../../src-shared/sdp/schedule.ts';
import type { Occurrence } from '../../../src-shared/sdp/schedule.ts';
import type { SessionDescription } from '../../../src-shared/sdp/types.ts';

const ntp = (iso: string): number => ntpOfEpochMs(Date.parse(iso));

/** With these t=, r= and z= lines. */
function session(...lines: string[]): SessionDescription {
  const parsed = parseSdp(['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', ...lines, ''].join('\r\n'));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.description;
}
function between(of: SessionDescription, from: string, to: string, most = 100): string[] {
  return occurrencesBetween(of, Date.parse(from), Date.parse(to), most).map(shown);
}
function shown({ startMs, endMs }: Occurrence): string {
  return `${instant(startMs)} to ${instant(endMs)}`;
}
function instant(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 16) : ms > 0 ? 'never' : 'ever';
}
function next(of: SessionDescription, at: string): string | undefined {
  const found = nextOccurrence(of, Date.parse(at));
  return found && shown(found);
}

describe('without repetitions', () => {
  const once = session(`t=${ntp('2027-03-03T09:00Z')} ${ntp('2027-03-03T10:00Z')}`);
  it('it takes place once', () => {
    expect(between(once, '2027-01-01', '2028-01-01')).toEqual(['2027-03-03T09:00 to 2027-03-03T10:00']);
    expect(next(once, '2027-03-03T09:59Z')).toBe('2027-03-03T09:00 to 2027-03-03T10:00');
    expect(next(once, '2027-03-03T10:00Z')).toBeUndefined();
    expect(instant(lastEnd(once))).toBe('2027-03-03T10:00');
  });
  it('t=0 0 is always, a stop of 0 never ends, a start of 0 has always been', () => {
    expect(next(session('t=0 0'), '2027-01-01')).toBe('ever to never');
    expect(isPermanent(session('t=0 0'))).toBe(true);
    expect(next(session(`t=${ntp('2027-03-03T09:00Z')} 0`), '2027-01-01')).toBe('2027-03-03T09:00 to never');
    expect(lastEnd(session(`t=${ntp('2027-03-03T09:00Z')} 0`))).toBe(Infinity);
    expect(next(session(`t=0 ${ntp('2027-03-03T09:00Z')}`), '2027-01-01')).toBe('ever to 2027-03-03T09:00');
    expect(isPermanent(once)).toBe(false);
  });
  it('r= lines of a session without start say nothing', () => {
    expect(between(session('t=0 0', 'r=7d 1h 0'), '2027-01-01', '2028-01-01')).toEqual(['ever to never']);
  });
  it('several t= come in their order in time', () => {
    const dates = session(...['2027-05-01', '2027-04-01', '2027-04-01'].map((day) => `t=${ntp(`${day}T08:00Z`)} ${ntp(`${day}T09:00Z`)}`));
    expect(between(dates, '2027-01-01', '2028-01-01')).toEqual(['2027-04-01T08:00 to 2027-04-01T09:00', '2027-05-01T08:00 to 2027-05-01T09:00']);
    expect(between(dates, '2027-01-01', '2028-01-01', 1)).toHaveLength(1);
    expect(instant(lastEnd(dates))).toBe('2027-05-01T09:00');
  });
  it('what stops before it starts never takes place; a stop of 32 bits behind 2036 does', () => {
    expect(next(session(`t=${ntp('2027-03-03T09:00Z')} ${ntp('2027-03-02T09:00Z')}`), '2020-01-01')).toBeUndefined();
    const end = ntp('2036-02-07T07:00Z') - 2 ** 32;
    expect(next(session(`t=${ntp('2036-02-07T06:00Z')} ${end}`), '2030-01-01')).toBe('2036-02-07T06:00 to 2036-02-07T07:00');
  });
});

describe('repetitions', () => {
  /** RFC 8866 5.10: Mondays at 10 and Tuesdays at 11, one hour each. */
  const seminar = session(`t=${ntp('2026-11-02T10:00Z')} ${ntp('2027-02-02T12:00Z')}`, 'r=7d 1h 0 25h');
  it('have several offsets', () => {
    expect(between(seminar, '2026-11-09', '2026-11-17')).toEqual([
      '2026-11-09T10:00 to 2026-11-09T11:00', '2026-11-10T11:00 to 2026-11-10T12:00', '2026-11-16T10:00 to 2026-11-16T11:00',
    ]);
  });
  it('begin with the start and end with the stop', () => {
    expect(next(seminar, '2020-01-01')).toBe('2026-11-02T10:00 to 2026-11-02T11:00');
    expect(between(seminar, '2027-02-01', '2028-01-01')).toEqual(['2027-02-01T10:00 to 2027-02-01T11:00', '2027-02-02T11:00 to 2027-02-02T12:00']);
    expect(next(seminar, '2027-02-02T12:00Z')).toBeUndefined();
  });
  it('are the same in seconds and in typed times', () => {
    const plain = session(`t=${ntp('2026-11-02T10:00Z')} ${ntp('2027-02-02T12:00Z')}`, 'r=604800 3600 0 90000');
    expect(between(plain, '2026-01-01', '2028-01-01')).toEqual(between(seminar, '2026-01-01', '2028-01-01'));
  });
  it('of several r= lines stand in one order, each occurrence once', () => {
    const both = session(`t=${ntp('2026-11-02T10:00Z')} 0`, 'r=7d 1h 0', 'r=7d 1h 0 0', 'r=14d 2h 1d');
    expect(between(both, '2026-11-02', '2026-11-18')).toEqual([
      '2026-11-02T10:00 to 2026-11-02T11:00', '2026-11-03T10:00 to 2026-11-03T12:00', '2026-11-09T10:00 to 2026-11-09T11:00',
      '2026-11-16T10:00 to 2026-11-16T11:00', '2026-11-17T10:00 to 2026-11-17T12:00',
    ]);
  });
  it('are cut at the stop', () => {
    expect(between(session(`t=${ntp('2026-11-02T10:00Z')} ${ntp('2026-11-03T10:30Z')}`, 'r=1d 1h 0'), '2026-01-01', '2028-01-01').at(-1))
      .toBe('2026-11-03T10:00 to 2026-11-03T10:30');
  });
  it('of an interval of 0 are one for each offset', () => {
    expect(between(session(`t=${ntp('2026-11-02T10:00Z')} 0`, 'r=0 1h 0 2h'), '2026-01-01', '2028-01-01')).toHaveLength(2);
  });
  it('run over the end of the year and over 29 February', () => {
    expect(between(session(`t=${ntp('2027-12-30T23:30Z')} 0`, 'r=1d 1h 0'), '2027-12-31', '2028-01-01T12:00Z')).toEqual([
      '2027-12-30T23:30 to 2027-12-31T00:30', '2027-12-31T23:30 to 2028-01-01T00:30',
    ]);
    expect(between(session(`t=${ntp('2028-02-28T10:00Z')} 0`, 'r=1d 1h 0'), '2028-02-29', '2028-03-02')).toEqual([
      '2028-02-29T10:00 to 2028-02-29T11:00', '2028-03-01T10:00 to 2028-03-01T11:00',
    ]);
  });
  it('that overlap all count, the running ones first', () => {
    expect(between(session(`t=${ntp('2026-11-02T10:00Z')} 0`, 'r=1h 150m 0'), '2026-11-03T10:15Z', '2026-11-03T10:20Z')).toEqual([
      '2026-11-03T08:00 to 2026-11-03T10:30', '2026-11-03T09:00 to 2026-11-03T11:30', '2026-11-03T10:00 to 2026-11-03T12:30',
    ]);
  });
});

describe('adjustments of the time base', () => {
  /** Wednesdays at 10:00 in Berlin: an hour earlier in UTC from 28 March to 31 October 2027. */
  const berlin = session(
    `t=${ntp('2027-03-03T09:00Z')} 0`, 'r=7d 1h 0', `z=${ntp('2027-03-28T01:00Z')} -1h ${ntp('2027-10-31T01:00Z')} 0`,
  );
  it('count from the original times, one after the other', () => {
    expect(next(berlin, '2027-03-25')).toBe('2027-03-31T08:00 to 2027-03-31T09:00');
    expect(next(berlin, '2027-10-28')).toBe('2027-11-03T09:00 to 2027-11-03T10:00');
    expect(between(berlin, '2027-03-20', '2027-04-10')).toEqual([
      '2027-03-24T09:00 to 2027-03-24T10:00', '2027-03-31T08:00 to 2027-03-31T09:00', '2027-04-07T08:00 to 2027-04-07T09:00',
    ]);
  });
  it('may stand in any order, and belong to their time description', () => {
    const odd = session(
      `t=${ntp('2027-03-03T09:00Z')} 0`, 'r=7d 1h 0', `z=${ntp('2027-10-31T01:00Z')} 0 ${ntp('2027-03-28T01:00Z')} -1h`,
      `t=${ntp('2027-03-04T09:00Z')} 0`, 'r=7d 1h 0',
    );
    expect(between(odd, '2027-03-29', '2027-04-03')).toEqual(['2027-03-31T08:00 to 2027-03-31T09:00', '2027-04-01T09:00 to 2027-04-01T10:00']);
  });
});

describe('hostile schedules', () => {
  it.each<[string, string[]]>([
    ['each second for sixty years', [`t=${ntp('1990-01-01')} ${ntp('2050-01-01')}`, 'r=1 1 0']],
    ['a lifetime of each second', ['t=1 0', 'r=1 999999999999d 0']],
    ['no interval', [`t=${ntp('1990-01-01')} 0`, 'r=0 0 0']],
    ['a negative interval', [`t=${ntp('1990-01-01')} 0`, 'r=-7d -1h -3d']],
    ['thousands of offsets', [`t=${ntp('1990-01-01')} 0`, `r=1 1 ${'0 '.repeat(20_000)}${Array.from({ length: 20_000 }, (_, i) => i).join(' ')}`]],
    ['thousands of adjustments', [`t=${ntp('1990-01-01')} 0`, 'r=1 1 0 1 2', `z=${Array.from({ length: 10_000 }, (_, i) => `${3_000_000_000 + i} ${i % 3}h`).join(' ')}`]],
    ['thousands of t=', Array.from({ length: 15_000 }, (_, i) => `t=${i + 1} ${i + 5}`)],
    ['beyond the calendar', ['t=999999999999999 999999999999999', 'r=999999999999d 999999999999d 999999999999d', 'z=999999999999999 999999999999d']],
  ])('%s', (_what, lines) => {
    const hostile = session(...lines);
    const found = occurrencesBetween(hostile, Date.parse('2027-01-01'), Infinity, 1e9);
    expect(found.length).toBeLessThanOrEqual(10_000);
    for (const { startMs, endMs } of found) expect(endMs).toBeGreaterThanOrEqual(startMs);
    expect(typeof lastEnd(hostile)).toBe('number');
  });
});
