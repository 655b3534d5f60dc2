import { describe, expect, it } from 'vitest';
import { draftCodecs, ptimesFor } from '../../../src-shared/sdp/draft-codecs.ts';
import type { DraftCodec } from '../../../src-shared/sdp/draft-codecs.ts';
import type { SessionDraft } from '../../../src-shared/sdp/draft-form.ts';
import { freeGroup, freePort } from '../../../src-shared/sdp/groups.ts';
import { ntpOfEpochMs } from '../../../src-shared/sdp/ntp.ts';
import { parseSdp } from '../../../src-shared/sdp/parse.ts';
import { PERMANENT } from '../../../src-shared/sdp/schedule-plan.ts';
import { draftOf, draftSdp, emptyDraft } from '../../../src-shared/sdp/session-draft.ts';
import type { SessionDescription } from '../../../src-shared/sdp/types.ts';

const NOW = Date.parse('2026-11-22T00:00Z');
const ORIGIN = { username: '-', sessionId: '42', sessionVersion: '7', netType: 'IN', addrType: 'IP4', address: '192.0.2.1' };
const schedule = { ...PERMANENT, repeat: 'weekly' as const, from: '2026-11-25', time: '10:00', weekdays: [3], until: '2027-03-03', timeZone: 'Europe/Berlin' };
const draft: SessionDraft = { ...emptyDraft('239.195.1.2', 20_000, 15, schedule), name: 'Wednesday music' };

function sdp(change: Partial<SessionDraft> = {}): string {
  const made = draftSdp({ ...draft, ...change }, ORIGIN, NOW);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}
function description(text: string): SessionDescription {
  const parsed = parseSdp(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  expect(parsed.value.notes).toEqual([]);
  return parsed.value.description;
}
function faults(change: Partial<SessionDraft>): string[] {
  const made = draftSdp({ ...draft, ...change }, ORIGIN, NOW);
  return made.ok ? [] : made.error.map(({ field, en, de }) => (en.endsWith('.') && de.endsWith('.') ? field : `${field}: no sentence`));
}

it('becomes a description without a note', () => {
  const text = sdp({
    information: 'Requests welcome', uri: 'https://example.org/', emails: ['a@example.org', ' '], phones: ['+44 171 380 7777'], bandwidthKbps: 80, source: '192.0.2.1', language: 'en',
  });
  expect(text.split('\r\n')).toEqual([
    'v=0', 'o=- 42 7 IN IP4 192.0.2.1', 's=Wednesday music', 'i=Requests welcome', 'u=https://example.org/', 'e=a@example.org', 'p=+44 171 380 7777',
    'c=IN IP4 239.195.1.2/15', 'b=CT:80', `t=${ntpOfEpochMs(Date.parse('2026-11-25T09:00Z'))} ${ntpOfEpochMs(Date.parse('2027-03-03T10:00Z'))}`, 'r=604800 3600 0', 'a=tool:Rung', 'a=sendrecv', 'a=lang:en',
    'a=source-filter: incl IN IP4 239.195.1.2 192.0.2.1', 'm=audio 20000 RTP/AVP 8', 'a=rtpmap:8 PCMA/8000', 'a=ptime:20', '',
  ]);
  description(text);
});

it.each<[string, Partial<SessionDraft>, string[]]>([
  ['L24 of AES67', { codec: 'L24', sampleRateHz: 48_000, channels: 2, ptimeMs: 1 }, ['m=audio 20000 RTP/AVP 96', 'a=rtpmap:96 L24/48000/2', 'a=ptime:1']],
  ['stereo of the first number', { codec: 'L16', sampleRateHz: 44_100, channels: 2, ptimeMs: 4 }, []],
  ['mono of CD rate', { codec: 'L16', sampleRateHz: 44_100, channels: 1, ptimeMs: 10 }, ['m=audio 20000 RTP/AVP 11', 'a=rtpmap:11 L16/44100', 'a=ptime:10']],
  ['Opus', { codec: 'opus', sampleRateHz: 48_000, channels: 2 }, ['m=audio 20000 RTP/AVP 96', 'a=rtpmap:96 opus/48000/2', 'a=fmtp:96 stereo=1;sprop-stereo=1', 'a=ptime:20']],
  ['Opus of one channel', { codec: 'opus', sampleRateHz: 48_000 }, ['m=audio 20000 RTP/AVP 96', 'a=rtpmap:96 opus/48000/2', 'a=ptime:20']],
  ['G.722, whose clock is half its rate', { codec: 'G722', sampleRateHz: 16_000 }, ['m=audio 20000 RTP/AVP 9', 'a=rtpmap:9 G722/8000', 'a=ptime:20']],
])('writes %s', (_what, change, lines) => {
  if (lines.length === 0) return expect(faults(change)).toEqual(['ptimeMs']);
  expect(sdp(change).trimEnd().split('\r\n').slice(-lines.length)).toEqual(lines);
});

it('every codec has a packet for each of its rates and channels', () => {
  for (const codec of Object.keys(draftCodecs) as DraftCodec[]) {
    for (const sampleRateHz of draftCodecs[codec].rates) {
      for (let channels = 1; channels <= draftCodecs[codec].maxChannels; channels++) {
        const [ptimeMs] = ptimesFor(codec, sampleRateHz, channels);
        if (sampleRateHz === 44_100 && channels > 1) continue;
        expect(ptimeMs, `${codec} ${sampleRateHz} ${channels}`).toBeDefined();
        expect(faults({ codec, sampleRateHz, channels, ptimeMs: ptimeMs ?? 0 })).toEqual([]);
      }
    }
  }
});

describe('comes back from its text', () => {
  it.each<[string, Partial<SessionDraft>]>([
    ['as it was', {}],
    ['listening only', { whoTalks: 'announcer' }],
    ['permanent', { schedule: { ...PERMANENT, timeZone: 'Europe/Berlin' } }],
    ['IPv6', { group: 'ff18::1:2', ttl: 0 }],
    ['with everything', { information: 'i', uri: 'https://example.org/', emails: ['a@b', 'c@d'], phones: ['+1'], bandwidthKbps: 64, source: '192.0.2.9', language: 'de' }],
    ['Opus mono', { codec: 'opus', sampleRateHz: 48_000 }],
    ['Opus stereo', { codec: 'opus', sampleRateHz: 48_000, channels: 2 }],
    ['G.722', { codec: 'G722', sampleRateHz: 16_000 }],
    ['eight channels', { codec: 'L24', sampleRateHz: 96_000, channels: 8, ptimeMs: 0.25 }],
  ])('%s', (_what, change) => {
    expect(draftOf(description(sdp(change)), 'Europe/Berlin', NOW)).toEqual({ ...draft, ...change });
  });
  it('whatever the tool, and with the direction at the stream', () => {
    const text = sdp().replace('a=tool:Rung\r\na=sendrecv\r\n', 'a=tool:sdr v2.9\r\n').replace(/$/, 'a=recvonly\r\n');
    expect(draftOf(description(text), 'Europe/Berlin', NOW)).toEqual({ ...draft, whoTalks: 'announcer' });
  });
});

it.each<[string, (text: string) => string]>([
  ['a second stream', (text) => `${text}m=audio 20002 RTP/AVP 8\r\n`],
  ['a second codec', (text) => text.replace('RTP/AVP 8', 'RTP/AVP 8 0')],
  ['an attribute that it does not know', (text) => `${text}a=mid:1\r\n`],
  ['layers', (text) => text.replace('/15\r\n', '/15/3\r\n')],
  ['a key', (text) => text.replace('a=tool', 'k=prompt\r\na=tool')],
  ['a kind of bandwidth', (text) => text.replace('a=tool', 'b=AS:80\r\na=tool')],
  ['another codec', (text) => text.replace('PCMA/8000', 'speex/8000')],
  ['a schedule of 36 hours', (text) => text.replace('r=604800', 'r=129600')],
  ['unicast', (text) => text.replace('239.195.1.2/15', '192.0.2.7')],
  ['a sender that is left out', (text) => `${text}a=source-filter: excl IN IP4 * 192.0.2.1\r\n`],
])('%s is edited as text: no form holds it', (_what, change) => {
  const parsed = parseSdp(change(sdp()));
  expect(parsed.ok && draftOf(parsed.value.description, 'Europe/Berlin', NOW)).toBeUndefined();
});

it.each<[string, Partial<SessionDraft>, string[]]>([
  ['no name', { name: ' ' }, ['name']],
  ['a name of two lines', { name: 'x\r\nm=audio' }, ['name']],
  ['a long text', { information: 'x'.repeat(401) }, ['information']],
  ['no URI', { uri: 'example.org' }, ['uri']],
  ['no address', { emails: ['somebody'] }, ['emails']],
  ['no number', { phones: ['ask me'] }, ['phones']],
  ['no language', { language: 'klingonisch' }, ['language']],
  ['unicast', { group: '192.0.2.1' }, ['group']],
  ['a sender of another kind', { source: '2001:db8::1' }, ['source']],
  ['a group as sender', { source: '239.1.1.1' }, ['source']],
  ['TTL and port', { ttl: 256, port: 5003 }, ['ttl', 'port']],
  ['bandwidth', { bandwidthKbps: -1 }, ['bandwidthKbps']],
  ['rate and channels', { codec: 'PCMU', sampleRateHz: 16_000, channels: 2 }, ['sampleRateHz', 'channels']],
  ['packets', { ptimeMs: 7 }, ['ptimeMs']],
  ['the schedule', { schedule: { ...schedule, time: '25:00' } }, ['schedule.time']],
])('refuses %s', (_what, change, fields) => {
  expect(faults(change)).toEqual(fields);
});

describe('an address that is free', () => {
  it('lies in its range, and is none of those seen', () => {
    let seed = 1;
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const seen = new Set<string>();
    for (let i = 0; i < 2000; i++) {
      const organisation = freeGroup('organisation', seen, random);
      expect(organisation).toMatch(/^239\.19[2-5]\.\d+\.\d+$/);
      expect(seen.has(organisation)).toBe(false);
      seen.add(organisation);
      expect(freeGroup('global', seen, random)).toMatch(/^224\.2\.(?:12[89]|1[3-9]\d|2\d\d)\.\d+$/);
      const port = freePort(random);
      expect(port % 2 === 0 && port >= 16_384 && port < 32_768).toBe(true);
    }
  });
  it('is found at the ends of chance too', () => {
    expect(freeGroup('organisation', new Set(), () => 0)).toBe('239.192.0.0');
    expect(freeGroup('global', new Set(), () => 0.999_999_999)).toBe('224.2.255.255');
  });
});
