/** The session directory of the fake core: a handful of sessions as they are met, one of them ours. */
import type { EventData, EventName, Handlers } from '../../src-shared/contract.ts';
import { RungFailure, rungError } from '../../src-shared/errors.ts';
import type { AnnouncedSession, SapGroupStatus } from '../../src-shared/session-model.ts';
import type { FakeJoined } from './fake-joined.ts';
import { createFakeJoined } from './fake-joined.ts';
import type { Clock } from '../../src-main/ports.ts';

type SessionMethod = 'session.list' | 'session.draft' | 'session.announce' | 'session.withdraw' | 'session.forget' | 'session.remind'
  | 'session.keyAdd' | 'session.keyLink' | 'session.keyTake' | 'session.keyRemove' | keyof FakeJoined['handlers'];
type Emit = <E extends EventName>(event: E, data: EventData<E>) => void;

export interface FakeSessions {
  handlers: Pick<Handlers, SessionMethod>;
  about(id: string): { name: string; groups: string[] };
  /** Something is heard of a session; a new one where there is none of that id. */
  hear(changes: Partial<AnnouncedSession> & { id: string }): AnnouncedSession;
}

const MINUTE_MS = 60_000;
const OWN_ADDRESS = '192.0.2.20';
/** Seconds from 1900 to 1970. */
const NTP_OFFSET_S = 2_208_988_800;

export function createFakeSessions(clock: Clock, full: boolean, emit: Emit): FakeSessions {
  const sessions = new Map<string, AnnouncedSession>();
  for (const session of full ? fakeSessions(clock.wallMs()) : []) sessions.set(session.id, session);
  let nextId = 3_990_000_001;
  let keys = full ? [{ name: 'Team', createdAtMs: clock.wallMs() - 86_400_000 }] : [];

  function addKey(name: string): void {
    if (keys.some((key) => key.name === name)) throw new RungFailure(rungError('session-key-exists', `There is another key with the name "${name}". Choose another name, or remove that one first.`, { name }));
    keys = [...keys, { name, createdAtMs: clock.wallMs() }];
  }

  function get(id: string): AnnouncedSession {
    const session = sessions.get(id);
    if (!session) throw new RungFailure(rungError('session-gone', 'This session is no longer in the list.'));
    return session;
  }

  function put(session: AnnouncedSession): AnnouncedSession {
    sessions.set(session.id, session);
    emit('session.changed', session);
    return session;
  }

  const joined = createFakeJoined(emit);

  return {
    about(id) {
      const { sdp } = get(id);
      const group = /^c=IN IP\d ([^/\s]+)/m.exec(sdp)?.[1] ?? '';
      return { name: /^s=(.*)$/m.exec(sdp)?.[1]?.trim() ?? '', groups: [...sdp.matchAll(/^m=audio (\d+)/gm)].map(([, port]) => `${group}:${port}`) };
    },
    handlers: {
      ...joined.handlers,
      'session.list': () => ({ sessions: [...sessions.values()], groups: full ? fakeGroups : [], joined: joined.list(), keys }),
      'session.draft': () => {
        const number = String(nextId++);
        return { origin: { user: '-', sessionId: number, version: number, address: OWN_ADDRESS } };
      },
      'session.announce': ({ sdp, ttl = 15, interface: on = OWN_ADDRESS }) => {
        const origin = /^o=(.*)$/m.exec(sdp)?.[1]?.trim().split(' ');
        if (!origin) throw new RungFailure(rungError('sdp-unreadable', 'Line 2 of the description: there is no o= line.', { line: 2, reason: 'There is no o= line.' }));
        const id = origin.filter((_, i) => i !== 2).join(' ');
        const before = sessions.get(id);
        const atMs = clock.wallMs();
        return put({
          ...session(id, sdp, atMs), own: true, sources: [],
          versions: before ? [{ atMs, sdp: before.sdp }, ...before.versions] : [],
          announcing: { intervalMs: 300_000, nextAtMs: atMs + 300_000, count: 1, group: '239.255.255.255', ttl, interface: on },
        });
      },
      'session.keyAdd': ({ name }) => addKey(name),
      'session.keyLink': ({ name }) => ({ link: `rung://session-key?name=${encodeURIComponent(name)}&key=Mf4dWlTvlHsYbKZ1uJ6eOq0S3mXgPzR7cN2aQxVhB5E` }),
      'session.keyTake': ({ link }) => {
        const name = /^rung:\/\/session-key\?name=([^&]+)&key=/.exec(link)?.[1];
        if (name === undefined) throw new RungFailure(rungError('session-key-link', 'This is no link of a session key. One looks like rung://session-key?name=Team&key=…; it must be copied as a whole.'));
        addKey(decodeURIComponent(name));
        return { name: decodeURIComponent(name) };
      },
      'session.keyRemove': ({ name }) => void (keys = keys.filter((key) => key.name !== name)),
      'session.withdraw': ({ id }) => {
        const { announcing: _, ...session } = get(id);
        put({ ...session, state: 'removed', removed: { atMs: clock.wallMs(), reason: 'withdrawn' } });
      },
      'session.forget': ({ id }) => {
        get(id);
        sessions.delete(id);
        emit('session.removed', { id });
      },
      'session.remind': ({ id, minutes }) => {
        const { reminderMinutes: _, ...session } = get(id);
        put(minutes === null ? session : { ...session, reminderMinutes: minutes });
      },
    },
    hear: (changes) => put({ ...(sessions.get(changes.id) ?? session(changes.id, '', clock.wallMs())), ...changes }),
  };
}

const fakeGroups: SapGroupStatus[] = [
  { group: '224.2.127.254', port: 9875, interface: OWN_ADDRESS, state: 'listening', packets: 214, refused: 3 },
  { group: '239.255.255.255', port: 9875, interface: OWN_ADDRESS, state: 'listening', packets: 1903, refused: 0 },
  { group: '239.195.255.255', port: 9875, interface: OWN_ADDRESS, state: 'listening', packets: 0, refused: 0 },
  {
    group: '239.255.255.255', port: 9875, interface: '10.8.0.6', state: 'failed', packets: 0, refused: 0,
    error: rungError('multicast-failed', 'The group 239.255.255.255:9875 cannot be joined on 10.8.0.6: the system says ENODEV. Check that this interface is up and may carry multicast.', {
      group: '239.255.255.255', port: 9875, address: '10.8.0.6', reason: 'ENODEV',
    }),
  },
];

function lines(...text: string[]): string {
  return `${['v=0', ...text].join('\r\n')}\r\n`;
}

function session(id: string, sdp: string, atMs: number, from = '192.0.2.71'): AnnouncedSession {
  return {
    id, own: false, sdp, state: 'running', firstHeardAtMs: atMs, lastHeardAtMs: atMs, packets: 1, versions: [], warnings: [], privacy: 'public',
    sources: [{ address: from, group: '239.255.255.255', port: 9875, interface: OWN_ADDRESS, lastHeardAtMs: atMs }],
  };
}

/** Heard for hours, every half minute. */
function steady(id: string, sdp: string, nowMs: number, from: string): AnnouncedSession {
  const firstHeardAtMs = nowMs - 240 * MINUTE_MS;
  return { ...session(id, sdp, nowMs - 12_000, from), firstHeardAtMs, packets: 481, intervalMs: 30_000, timesOutAtMs: nowMs + 30 * MINUTE_MS - 12_000 };
}

function fakeSessions(nowMs: number): AnnouncedSession[] {
  const ntp = (minutes: number): number => Math.round((nowMs + minutes * MINUTE_MS) / 1000) + NTP_OFFSET_S;
  const studio = (version: number, name: string): string => lines(
    `o=- 1311738121 ${version} IN IP4 192.0.2.71`, `s=${name}`, 'i=2 channels: Left, Right', 'c=IN IP4 239.69.11.44/32', 't=0 0', 'm=audio 5004 RTP/AVP 98', 'a=rtpmap:98 L24/48000/2',
    'a=ptime:1', 'a=recvonly', 'a=ts-refclk:ptp=IEEE1588-2008:00-1D-C1-FF-FE-12-00-A4:0', 'a=mediaclk:direct=0',
  );
  const weekly = lines(
    `o=mhandley 2890844526 2890842807 IN IP4 192.0.2.50`, 's=Engineering Weekly', 'i=Every Wednesday: what was built, what broke', 'u=https://example.org/weekly',
    'e=mhandley@example.org (Mark Handley)', 'p=+44 20 7946 0123', 'c=IN IP4 224.2.17.12/127', 'b=CT:128', `t=${ntp(-7 * 1440 + 45)} ${ntp(26 * 7 * 1440)}`, 'r=7d 1h 0', 'a=tool:sdr v2.9',
    'm=audio 49170 RTP/AVP 0', 'm=video 51372 RTP/AVP 99', 'a=rtpmap:99 H264/90000',
  );
  const talk = lines(
    `o=alice 3990000000 3990000000 IN IP4 ${OWN_ADDRESS}`, 's=Open house', 'i=Come in and talk', `c=IN IP4 239.255.42.7/15`, `t=${ntp(-20)} ${ntp(100)}`, 'm=audio 40420 RTP/AVP 9', 'a=rtpmap:9 G722/8000', 'a=sendrecv',
  );
  const radio = lines('o=- 0 0 IN IP4 127.0.0.1', 's=Canteen radio', 'c=IN IP4 239.255.12.3/1', 't=0 0', 'a=tool:libavformat 61.7.100', 'm=audio 40000 RTP/AVP 97', 'b=AS:96', 'a=rtpmap:97 opus/48000/2', 'a=fmtp:97 sprop-stereo=1');
  const over = lines(`o=bob 77120 77121 IN IP4 192.0.2.9`, 's=Site walk-through', 'c=IN IP4 224.2.30.8/15', `t=${ntp(-180)} ${ntp(-60)}`, 'm=audio 50000 RTP/AVP 8');
  const studioId = '- 1311738121 IN IP4 192.0.2.71';
  return [
    {
      ...steady(studioId, studio(1311738125, 'Studio A : 32'), nowMs, '192.0.2.71'),
      versions: [{ atMs: nowMs - 50 * MINUTE_MS, sdp: studio(1311738121, 'Studio A') }],
      warnings: [{ atMs: nowMs - 9 * MINUTE_MS, kind: 'foreign-deletion', from: '192.0.2.66' }],
    },
    { ...steady('mhandley 2890844526 IN IP4 192.0.2.50', weekly, nowMs, '192.0.2.50'), intervalMs: 300_000, packets: 49, reminderMinutes: 15 },
    {
      ...session('alice 3990000000 IN IP4 192.0.2.20', talk, nowMs - 20 * MINUTE_MS), own: true, sources: [], packets: 0,
      announcing: { intervalMs: 300_000, nextAtMs: nowMs + 140_000, count: 5, group: '239.255.255.255', ttl: 15, interface: OWN_ADDRESS },
    },
    {
      ...steady('- 0 IN IP4 127.0.0.1 @192.0.2.33 239.255.12.3:40000', radio, nowMs, '192.0.2.33'), intervalMs: 5000, packets: 2880,
      warnings: [{ atMs: nowMs - 200 * MINUTE_MS, kind: 'foreign-source', from: '192.0.2.34' }],
    },
    { ...session('private:9c41@192.0.2.88', '', nowMs - 3 * MINUTE_MS, '192.0.2.88'), privacy: 'no-key', packets: 4, timesOutAtMs: nowMs + 27 * MINUTE_MS },
    { ...session('bob 77120 IN IP4 192.0.2.9', over, nowMs - 61 * MINUTE_MS, '192.0.2.9'), packets: 24, state: 'removed', removed: { atMs: nowMs - 60 * MINUTE_MS, reason: 'ended' } },
  ];
}
