import { describe, expect, it } from 'vitest';
import type { SessionEntry } from '../../src-renderer/lib/session-entry.ts';
import { createEntries, sessionRows } from '../../src-renderer/lib/session-entry.ts';
import { sessionMedia } from '../../src-renderer/lib/session-media.ts';
import { dialable } from '../../src-renderer/lib/session-phone.ts';
import { weekAfter, weekOf, weekStart } from '../../src-renderer/lib/session-week.ts';
import { ntpOfEpochMs } from '../../src-shared/sdp/ntp.ts';
import { parseSdp } from '../../src-shared/sdp/parse.ts';
import type { AnnouncedSession } from '../../src-shared/session-model.ts';

const NOW = Date.UTC(2026, 2, 25, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONE = 'Europe/Berlin';

function sdp(name: string, ...lines: string[]): string {
  return ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', `s=${name}`, ...lines, 'm=audio 5004 RTP/AVP 0', 'c=IN IP4 239.1.2.3/32'].join('\r\n');
}
const between = (fromMs: number, toMs: number): string => `t=${ntpOfEpochMs(fromMs)} ${ntpOfEpochMs(toMs)}`;

function session(id: string, text: string, changes: Partial<AnnouncedSession> = {}): AnnouncedSession {
  return {
    id, own: false, sdp: text, state: 'running', firstHeardAtMs: NOW, lastHeardAtMs: NOW, packets: 1, sources: [{ address: '192.0.2.9', group: 'g', port: 9875, interface: 'i', lastHeardAtMs: NOW }],
    versions: [], warnings: [], privacy: 'public', ...changes,
  };
}

function entries(...sessions: AnnouncedSession[]): SessionEntry[] {
  return createEntries()(sessions, NOW);
}
const shown = (...args: Parameters<typeof sessionRows>): string[] => sessionRows(...args).map((row) => (row.kind === 'head' ? `${row.group} ${row.count}` : row.entry.session.id));

describe('the directory', () => {
  const all = [
    session('later', sdp('Later', between(NOW + 5 * HOUR, NOW + 6 * HOUR))),
    session('soon', sdp('Soon', between(NOW + HOUR, NOW + 2 * HOUR)), { own: true }),
    session('now', sdp('On air', between(NOW - HOUR, NOW + HOUR))),
    session('always', sdp('Radio', 't=0 0')),
    session('past', sdp('Past', between(NOW - 3 * HOUR, NOW - HOUR))),
    session('gone', sdp('Gone', 't=0 0'), { state: 'removed', removed: { atMs: NOW - 1, reason: 'deleted' }, warnings: [{ atMs: NOW, kind: 'foreign-deletion' }] }),
    session('secret', '', { privacy: 'no-key' }),
    session('broken', 'v=1'),
  ];

  it('groups sessions by time, each group in its order', () => {
    expect(shown(entries(...all), '', 'all')).toEqual(['now 1', 'now', 'next 2', 'soon', 'later', 'permanent 2', 'broken', 'always', 'locked 1', 'secret', 'over 2', 'gone', 'past']);
  });

  it('finds every word, in names, addresses and codecs', () => {
    expect(shown(entries(...all), 'radio pcmu 239.1', 'all')).toEqual(['permanent 1', 'always']);
    expect(shown(entries(...all), 'radio opus', 'all')).toEqual([]);
  });

  it('has own ones first when filtered', () => {
    const twins = entries(session('a', sdp('A', 't=0 0')), session('b', sdp('B', 't=0 0'), { own: true }));
    expect(shown(twins, '', 'all')).toEqual(['permanent 2', 'a', 'b']);
    expect(shown(twins, '192', 'all')).toEqual(['permanent 2', 'b', 'a']);
    expect(shown(twins, '', 'own')).toEqual(['permanent 1', 'b']);
    expect(shown(entries(...all), '', 'warned')).toEqual(['over 1', 'gone']);
    expect(shown(entries(...all), '', 'private')).toEqual(['locked 1', 'secret']);
  });

  it('moves a session on as time passes, without reading it again', () => {
    const read = createEntries();
    const [first] = read(all, NOW);
    const heard = { ...(all[0] as AnnouncedSession), packets: 2 };
    const [second] = read([heard], NOW + 5 * HOUR);
    expect([first?.group, second?.group, second?.session.packets]).toEqual(['next', 'now', 2]);
    expect(second?.description).toBe(first?.description);
    expect(read([heard], NOW + 7 * HOUR)[0]?.group).toBe('over');
  });

  it('is the same list while nothing changes, begins or ends', () => {
    const read = createEntries();
    const list = read(all, NOW);
    expect(read(all, NOW + 1_000)).toBe(list);
    expect(read(all.slice(1), NOW + 1_000)).not.toBe(list);
    const again = read(all, NOW);
    expect(read(all, NOW + HOUR)).not.toBe(again);
  });

  it('keeps hostile text short and in one line', () => {
    const [entry] = entries(session('x', sdp(`\u202e${'A'.repeat(50_000)}`, 't=0 0')));
    expect(entry?.name).toMatch(/^\ufffdA{118}…$/);
    expect(entry?.words.length).toBeLessThanOrEqual(2_000);
  });
});

describe('the media of a session', () => {
  it('are told with group, TTL, senders, clock and packet time', () => {
    const text = [
      'v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=AES67', 't=0 0', 'a=type:broadcast', 'm=audio 5004 RTP/AVP 98', 'c=IN IP4 239.69.1.2/32/3', 'a=rtpmap:98 L24/48000/8', 'a=ptime:0.125',
      'a=source-filter: incl IN IP4 239.69.1.2 192.0.2.7', 'a=ts-refclk:ptp=IEEE1588-2008:00', 'm=video 0 udp mpeg',
    ].join('\r\n');
    const parsed = parseSdp(text);
    if (!parsed.ok) throw new Error(parsed.error.message);
    expect(sessionMedia(parsed.value.description)).toMatchObject([
      {
        kind: 'audio', port: 5004, address: '239.69.1.2', ttl: 32, addresses: 3, codecs: [{ name: 'L24', rateHz: 48_000, channels: 8 }], packetMs: 0.125, direction: 'recvonly',
        senders: ['192.0.2.7'], clock: 'ptp=IEEE1588-2008:00',
      },
      { kind: 'video', port: 0, codecs: [{ name: 'mpeg' }] },
    ]);
  });
});

describe('a telephone number of a session', () => {
  it.each([
    ['+1 617 555-6011', '+16175556011'], ['+1 617 555-6011 (Jane Doe)', '+16175556011'], ['Jane Doe <+1 617 555-6011>', '+16175556011'], ['+44 (20) 7946 0123', '+442079460123'],
    ['ask Jane', ''], ['sip:evil@example.org', ''], ['1', ''],
  ])('of %s is %s', (text, number) => {
    expect(dialable(text)).toBe(number);
  });
});

describe('the week', () => {
  // Clocks are put forward on Sunday 29 March 2026, and back on 25 October.
  const monday = Date.UTC(2026, 2, 22, 23);

  it('begins on Monday at midnight of the place, also over the change of the clocks', () => {
    expect(weekStart(NOW, ZONE, 1)).toBe(monday);
    expect(weekStart(NOW, ZONE, 7)).toBe(monday - DAY);
    expect(weekAfter(monday, ZONE, 1)).toBe(monday + 7 * DAY - HOUR);
    expect(weekAfter(weekAfter(monday, ZONE, 1), ZONE, -1)).toBe(monday);
  });

  it('draws each session on its days by the clocks of the place', () => {
    const daily = `t=${ntpOfEpochMs(Date.UTC(2026, 2, 20, 8))} ${ntpOfEpochMs(Date.UTC(2026, 5, 1))}\r\nr=1d 1h 0\r\nz=${ntpOfEpochMs(Date.UTC(2026, 2, 29, 1))} -1h`;
    const { days } = weekOf(entries(session('daily', sdp('Daily', daily))), monday, ZONE);
    expect(days.map(({ hours }) => hours)).toEqual([24, 24, 24, 24, 24, 24, 23]);
    expect(days.map(({ blocks }) => blocks.map(({ fromMinute, toMinute }) => [fromMinute, toMinute]))).toEqual(Array.from({ length: 7 }, () => [[540, 600]]));
  });

  it('cuts at midnight what lasts longer, and draws an hour that comes twice as long as it lasts', () => {
    const night = entries(session('night', sdp('Night', between(monday + 22 * HOUR, monday + 26 * HOUR))));
    expect(weekOf(night, monday, ZONE).days.slice(0, 3).map(({ blocks }) => blocks.map(({ fromMinute, toMinute }) => [fromMinute, toMinute]))).toEqual([[[1320, 1440]], [[0, 120]], []]);
    const autumn = Date.UTC(2026, 9, 18, 22);
    const twice = entries(session('twice', sdp('Twice', between(Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 15)))));
    const sunday = weekOf(twice, autumn, ZONE).days[6];
    expect([sunday?.hours, sunday?.blocks.map(({ fromMinute, toMinute }) => [fromMinute, toMinute])]).toEqual([25, [[150, 195]]]);
  });

  it('puts what overlaps side by side', () => {
    const at = (from: number, to: number): string => between(monday + from * HOUR, monday + to * HOUR);
    const { days, permanent } = weekOf(entries(session('a', sdp('A', at(9, 12))), session('b', sdp('B', at(10, 11))), session('c', sdp('C', at(11, 13))), session('d', sdp('D', at(14, 15))), session('e', sdp('E', 't=0 0'))), monday, ZONE);
    expect(days[0]?.blocks.map(({ entry, lane, lanes }) => [entry.session.id, lane, lanes])).toEqual([['a', 0, 2], ['b', 1, 2], ['c', 1, 2], ['d', 0, 1]]);
    expect(permanent).toBe(1);
  });

  it('stays bounded', () => {
    const each = `${between(monday - DAY, monday + 400 * DAY)}\r\nr=1 1 0`;
    const week = weekOf(entries(...Array.from({ length: 50 }, (_, index) => session(`s${index}`, sdp('Each second', each)))), monday, ZONE);
    expect(week.isCut).toBe(true);
    expect(week.days.flatMap(({ blocks }) => blocks).length).toBeLessThanOrEqual(800);
  });
});
