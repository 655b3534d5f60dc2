import { describe, expect, it } from 'vitest';
import { parseSdp } from '../../../src-shared/sdp/parse.ts';
import type { ParsedSdp, SdpError } from '../../../src-shared/sdp/parse.ts';

const HEAD = 'v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\ns=-\r\n';

function parsed(input: string | Uint8Array): ParsedSdp {
  const result = parseSdp(input);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
function refused(input: string | Uint8Array): SdpError {
  const result = parseSdp(input);
  if (result.ok) throw new Error('was accepted');
  return result.error;
}
function notesOf(input: string): string[] {
  return parsed(input).notes.map((note) => `${note.line} ${note.section}: ${note.text}`);
}

describe('every line type', () => {
  const text = [
    'v=0',
    'o=mhandley 2890844526 2890842807 IN IP4 126.16.64.4',
    's=SDP Seminar',
    'i=A Seminar on the session description protocol',
    'u=http://www.cs.ucl.ac.uk/staff/M.Handley/sdp.03.ps',
    'e=mjh@isi.edu (Mark Handley)',
    'e=Second <second@example.org>',
    'p=+44-171-380-7777',
    'c=IN IP4 224.2.17.12/127/3',
    'b=AS:128',
    'b=X-YZ:1',
    't=2873397496 2873404696',
    'r=7d 1h 0 25h',
    'r=604800 3600 0 90000',
    't=3034423619 3042462419',
    'z=2882844526 -1h 2898848070 0',
    'k=prompt',
    'a=recvonly',
    'a=tool:rung 1.0',
    'm=audio 49170/2 RTP/AVP 0 8',
    'i=The voice',
    'c=IN IP4 224.2.1.1/127',
    'c=IN IP6 FF15::101/3',
    'b=TIAS:64000',
    'k=base64:AAAA',
    'a=rtpmap:8 PCMA/8000',
    'm=application 32416 udp wb',
    'a=orient:portrait',
  ].join('\r\n') + '\r\n';

  it('is read into its field', () => {
    const { description, notes } = parsed(text);
    expect(notes).toEqual([]);
    expect(description).toEqual({
      version: 0,
      origin: { username: 'mhandley', sessionId: '2890844526', sessionVersion: '2890842807', netType: 'IN', addrType: 'IP4', address: '126.16.64.4' },
      name: 'SDP Seminar',
      information: 'A Seminar on the session description protocol',
      uri: 'http://www.cs.ucl.ac.uk/staff/M.Handley/sdp.03.ps',
      emails: ['mjh@isi.edu (Mark Handley)', 'Second <second@example.org>'],
      phones: ['+44-171-380-7777'],
      connection: { netType: 'IN', addrType: 'IP4', address: '224.2.17.12', ttl: 127, count: 3 },
      bandwidths: [{ type: 'AS', kbps: 128 }, { type: 'X-YZ', kbps: 1 }],
      times: [
        {
          start: 2873397496, stop: 2873404696,
          repeats: [
            { intervalS: 604_800, durationS: 3600, offsetsS: [0, 90_000] },
            { intervalS: 604_800, durationS: 3600, offsetsS: [0, 90_000] },
          ],
        },
        { start: 3034423619, stop: 3042462419, repeats: [] },
      ],
      zones: [{ at: 2882844526, offsetS: -3600 }, { at: 2898848070, offsetS: 0 }],
      key: 'prompt',
      attributes: [{ name: 'recvonly' }, { name: 'tool', value: 'rung 1.0' }],
      media: [
        {
          media: 'audio', port: 49170, portCount: 2, protocol: 'RTP/AVP', formats: ['0', '8'], information: 'The voice',
          connections: [
            { netType: 'IN', addrType: 'IP4', address: '224.2.1.1', ttl: 127 },
            { netType: 'IN', addrType: 'IP6', address: 'FF15::101', count: 3 },
          ],
          bandwidths: [{ type: 'TIAS', kbps: 64_000 }], key: 'base64:AAAA', attributes: [{ name: 'rtpmap', value: '8 PCMA/8000' }],
        },
        { media: 'application', port: 32416, protocol: 'udp', formats: ['wb'], connections: [], bandwidths: [], attributes: [{ name: 'orient', value: 'portrait' }] },
      ],
    });
  });

  it('keeps zone adjustments with their time description', () => {
    const { description } = parsed(`${HEAD}t=1 2\r\nr=1d 1h 0\r\nz=10 1h\r\nt=3 4\r\nr=1d 1h 0\r\nz=20 -30m\r\n`);
    expect(description.times.map((time) => time.zones)).toEqual([[{ at: 10, offsetS: 3600 }], undefined]);
    expect(description.zones).toEqual([{ at: 20, offsetS: -1800 }]);
  });
});

describe('characters', () => {
  const withName = (name: string, charset = ''): string => `v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=${name}\r\nt=0 0\r\n${charset}`;
  const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

  it('are UTF-8', () => {
    expect(parsed(new TextEncoder().encode(withName('Übung €'))).description.name).toBe('Übung €');
  });
  it('are ISO-8859-1 where a=charset says so', () => {
    const { description, notes } = parsed(latin1(withName('Übung\u0085', 'a=charset:ISO-8859-1\r\n')));
    expect(description.name).toBe('Übung\u0085');
    expect(notes).toEqual([]);
  });
  it('of a media-level charset change nothing', () => {
    const bytes = latin1(withName('Übung', 'm=audio 1 RTP/AVP 0\r\nc=IN IP4 192.0.2.1\r\na=charset:ISO-8859-1\r\n'));
    expect(parsed(bytes).description.name).toBe('\uFFFDbung');
  });
  it('that are not UTF-8 are noted, unknown character sets too', () => {
    expect(parsed(latin1(withName('Übung'))).notes[0]?.text).toContain('not valid UTF-8');
    expect(parsed(latin1(withName('x', 'a=charset:KOI8-R\r\n'))).notes[0]?.text).toContain('koi8-r');
  });
  it('before an error count as bytes of bytes', () => {
    const text = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=€€\r\nm=audio x RTP/AVP 0\r\n';
    expect(refused(text).offset).toBe(text.indexOf('m='));
    expect(refused(new TextEncoder().encode(text)).offset).toBe(text.indexOf('m=') + 4);
  });
});

describe('what is tolerated, with a note', () => {
  const good = `${HEAD}c=IN IP4 192.0.2.1\r\nt=0 0\r\n`;
  it.each<[string, string, string]>([
    ['bare LF', good.replaceAll('\r\n', '\n'), '1 RFC 8866 5: lines end in LF alone'],
    ['lone CR as a line end', good.replace('s=-\r\n', 's=-\r'), 'a lone CR was taken'],
    ['no line end at the end', `${good.slice(0, -2)}x`, 't= line that is not two NTP times'],
    ['byte order mark and missing t=', `\uFEFF${HEAD}`, '1 RFC 8866 5.9: there is no t= line'],
    ['missing s=', 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nt=0 0\r\n', 'there is no s= line'],
    ['empty s=', good.replace('s=-', 's='), '3 RFC 8866 5.3'],
    ['spaces in the user name', good.replace('o=- ', 'o=John Q Doe '), 'user name of the o= line contains spaces'],
    ['non-numeric session id', good.replace('o=- 1 ', 'o=- abc '), 'decimal numbers'],
    ['unknown line type', `${good}y=0100000001\r\n`, 'line type y= is not known'],
    ['no <type>=', `${good}nonsense\r\n`, 'not <type>=<value>'],
    ['empty line', `${good}\r\n`, 'an empty line was skipped'],
    ['odd order', good.replace('s=-\r\n', '').concat('s=late\r\n'), 's= line is out of order'],
    ['second o=', `${HEAD}o=- 9 9 IN IP4 192.0.2.9\r\nt=0 0\r\n`, 'second o= line was ignored'],
    ['second session', good + good, 'second description follows'],
    ['double space', `${good}m=audio 4000  RTP/AVP 0 \r\n`, 'exactly one space'],
    ['no format', `${good}m=audio 0 RTP/AVP\r\n`, 'names no format'],
    ['bad port count', `${good}m=audio 4000/x RTP/AVP 0\r\n`, 'number of ports'],
    ['no c= anywhere', `${HEAD}t=0 0\r\nm=audio 4000 RTP/AVP 0\r\n`, 'media description 1 has no c= line'],
    ['IPv4 multicast without TTL', good.replace('IP4 192.0.2.1\r\nt', 'IP4 224.2.1.1\r\nt'), 'needs a TTL'],
    ['unicast with TTL', good.replace('192.0.2.1\r\nt', '192.0.2.1/5\r\nt'), 'only multicast'],
    ['family mismatch', good.replace('c=IN IP4 192.0.2.1', 'c=IN IP4 2001:db8::1'), 'IPv6 address stands behind IP4'],
    ['unreadable bandwidth', good.replace('t=', 'b=AS:many\r\nt='), 'b= line'],
    ['r= before t=', good.replace('t=', 'r=7d 1h 0\r\nt='), 'without a t= line'],
    ['unreadable r=', `${good}r=weekly\r\n`, 'r= line that is not'],
    ['odd z=', `${good}z=10 1h 20\r\n`, 'has no offset'],
    ['a= without a name', `${good}a=:x\r\n`, 'without a name'],
    ['session line in a media description', `${good}m=audio 4000 RTP/AVP 0\r\nt=0 0\r\n`, 'has no place in a media description'],
  ])('%s', (_what, text, expected) => {
    expect(notesOf(text).join('\n')).toContain(expected);
  });

  it('keeps what is usable', () => {
    expect(parsed(good.replace('o=- ', 'o=John Q Doe ')).description.origin).toMatchObject({ username: 'John Q Doe', address: '192.0.2.1' });
    expect(parsed(HEAD).description.times).toEqual([{ start: 0, stop: 0, repeats: [] }]);
    expect(parsed(`${good}m=audio 4000  RTP/AVP 0 \r\n`).description.media[0]?.formats).toEqual(['0']);
  });
});

describe('what is refused', () => {
  const tail = 's=-\r\nt=0 0\r\n';
  it.each<[string, string, string, number]>([
    ['nothing', '', 'version-first', 1],
    ['not SDP', 'hello', 'version-first', 1],
    ['another version', `v=1\r\n${tail}`, 'version', 1],
    ['no origin', `v=0\r\n${tail}`, 'origin-missing', 4],
    ['short origin', `v=0\r\no=- 1 1 IN IP4\r\n${tail}`, 'origin', 2],
    ['short m=', `${HEAD}m=audio 4000\r\n`, 'media', 4],
    ['port of letters', `${HEAD}m=audio high RTP/AVP 0\r\n`, 'media-port', 4],
    ['port too high', `${HEAD}m=audio 65536 RTP/AVP 0\r\n`, 'media-port', 4],
    ['negative port', `${HEAD}m=audio -1 RTP/AVP 0\r\n`, 'media-port', 4],
    ['short c=', `${HEAD}c=IN IP4\r\n`, 'connection', 4],
    ['c= without address', `${HEAD}c=IN IP4 /127\r\n`, 'connection', 4],
    ['too long', 'v=0\r\n' + 'a=x\r\n'.repeat(60_000), 'too-long', 1],
  ])('%s', (_what, text, rule, line) => {
    const error = refused(text);
    expect(error).toMatchObject({ rule, line });
    expect(error.section).toMatch(/^RFC 8866 \d/);
  });
});

it('notes are bounded however many faults there are', () => {
  expect(parsed(`${HEAD}${'q=1\n'.repeat(50_000)}`).notes.length).toBeLessThanOrEqual(64);
});
