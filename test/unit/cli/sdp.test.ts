import { expect, it } from 'vitest';
import { sdpAnswer } from '../../../src-main/hosts/cli/commands/sdp.ts';
import { ntpOfEpochMs } from '../../../src-shared/sdp/ntp.ts';

const ntp = (iso: string): number => ntpOfEpochMs(Date.parse(iso));
const options = { language: 'en', timeZone: 'Europe/Berlin', nowMs: Date.parse('2026-11-22T08:00Z') } as const;
const bytes = (...lines: string[]): Uint8Array => new TextEncoder().encode([...lines, ''].join('\r\n'));
const music = bytes(
  'v=0', 'o=alice 42 7 IN IP4 192.0.2.1', 's=Wednesday music\u001b[2J', 'i=Requests welcome', 'e=a@example.org', 'c=IN IP4 239.195.1.2/15/2', 'b=CT:80',
  `t=${ntp('2026-11-25T09:00Z')} ${ntp('2027-03-03T10:00Z')}`, 'r=7d 1h 0', 'k=prompt', 'a=tool:Rung', 'm=audio 20000 RTP/AVP 8 96', 'a=rtpmap:96 L24/48000/2', 'm=video 0 RTP/AVP 31', 'nonsense',
);

it('a description in words', () => {
  expect(sdpAnswer(music, options).text.split('\n')).toEqual([
    'Wednesday music\uFFFD[2J',
    'About       Requests welcome',
    'E-mail      a@example.org',
    'When        every Wednesday, 10:00 to 11:00, until 3 March 2027',
    expect.stringMatching(/^Next {8}Wednesday,? 25 November 2026, 10:00 to 11:00 \(Europe\/Berlin\)$/),
    'Stream      audio RTP/AVP PCMA/8000, L24/48000/2',
    'Sent to     239.195.1.2:20000, TTL 15',
    'Sent to     239.195.1.3:20000, TTL 15',
    'Stream      video RTP/AVP 31 (declined)',
    'Bandwidth   CT 80',
    'Key         k= (RFC 8866 5.12)',
    'Made by     Rung',
    'Origin      alice 42 7 192.0.2.1',
    'Note        line 10, RFC 8866 5.12: k= is obsolete and must not be used: whoever reads the description has the key',
    expect.stringMatching(/^Note {8}line 15, RFC 8866 5: /),
    '',
  ]);
  const german = sdpAnswer(music, { ...options, language: 'de' }).text;
  expect(german).toContain('Wann        jeden Mittwoch, 10:00 bis 11:00 Uhr, bis 3. März 2027');
  expect(german).toContain('Hinweis     Zeile 10, RFC 8866 5.12: k= ist veraltet und darf nicht verwendet werden');
});

it('and as JSON', () => {
  expect(sdpAnswer(music, options)).toMatchObject({
    exitCode: 0,
    json: {
      ok: true, name: 'Wednesday music\u001b[2J',
      schedule: {
        words: ['every Wednesday, 10:00 to 11:00, until 3 March 2027'], timeZone: 'Europe/Berlin',
        next: { startsAt: '2026-11-25T09:00:00.000Z', endsAt: '2026-11-25T10:00:00.000Z' }, endsAt: '2027-03-03T10:00:00.000Z',
      },
      targets: [{ mediaIndex: 0, address: '239.195.1.2', port: 20_000, ttl: 15, multicast: true }, { address: '239.195.1.3' }],
    },
  });
  const permanent = sdpAnswer(bytes('v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 't=0 0'), options).json;
  expect(permanent).toMatchObject({ schedule: { next: { startsAt: null, endsAt: null }, endsAt: null }, targets: [] });
});

it('what is over, and what is refused', () => {
  const over = bytes('v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 't=2873397496 2873404696');
  expect(sdpAnswer(over, options).text).toContain('Next        never again');
  expect(sdpAnswer(over, options).json).toMatchObject({ schedule: { next: null } });
  expect(sdpAnswer(bytes('v=0', 's=-'), options)).toMatchObject({ exitCode: 1, json: { ok: false, rule: 'origin-missing' }, text: expect.stringContaining('RFC 8866 5.2: There is no o= line') });
  expect(sdpAnswer(bytes('v=\u001b[2J'), { ...options, language: 'de' }).text).toBe('Zeile 1, RFC 8866 5.1: Die SDP-Version „\uFFFD[2J“ ist nicht 0; eine andere gibt es nicht.\n');
});

it('notes and refusals name their line', () => {
  const odd = sdpAnswer(new TextEncoder().encode('v=0\no=- 1 1 IN IP4 192.0.2.1\ns=Talk\nt=0 0\n'), options);
  expect(odd.json).toMatchObject({ ok: true, name: 'Talk', notes: [{ line: 1, section: 'RFC 8866 5', text: 'lines end in LF alone' }] });
  expect(sdpAnswer(bytes('v=0', 's=-'), options).json).toMatchObject({ line: 3, offset: 10, section: 'RFC 8866 5.2' });
});
