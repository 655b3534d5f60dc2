/** Descriptions as the RFCs print them and as senders in the field write them: read without loss, with the notes that they deserve. */
import { describe, expect, it } from 'vitest';
import { rtpMapsOf } from '../../../src-shared/sdp/attributes.ts';
import { mediaTargets } from '../../../src-shared/sdp/groups.ts';
import { parseSdp } from '../../../src-shared/sdp/parse.ts';
import { isPermanent } from '../../../src-shared/sdp/schedule.ts';
import { strictNotes } from '../../../src-shared/sdp/strict.ts';
import type { SessionDescription } from '../../../src-shared/sdp/types.ts';

interface Read {
  description: SessionDescription;
  /** `4 RFC 8866 5: …`, those of the lenient reader, then those of the strict one. */
  notes: string[];
  strict: string[];
  targets: string[];
  codecs: string[];
}

function read(lines: readonly string[], end = '\r\n'): Read {
  const text = [...lines, ''].join(end);
  const parsed = parseSdp(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { description, notes } = parsed.value;
  const shown = (all: typeof notes): string[] => all.map((note) => `${note.line} ${note.section}: ${note.text}`);
  return {
    description, notes: shown(notes), strict: shown(strictNotes(text, description)),
    targets: mediaTargets(description).map(({ address, port, ttl }) => `${address} ${port} ${ttl ?? '-'}`),
    codecs: description.media.flatMap((media) => rtpMapsOf(media).map(({ encoding, clockRateHz, channels }) => `${encoding}/${clockRateHz}/${channels}`)),
  };
}

const RFC_8866_5 = [
  'v=0', 'o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1', 's=Call to John Smith', 'i=SDP Offer #1', 'u=http://www.jdoe.example.com/home.html',
  'e=Jane Doe <jane@jdoe.example.com>', 'p=+1 617 555-6011', 'c=IN IP4 198.51.100.1', 't=0 0', 'm=audio 49170 RTP/AVP 0', 'm=audio 49180 RTP/AVP 0',
  'm=video 51372 RTP/AVP 99', 'c=IN IP6 2001:db8::2', 'a=rtpmap:99 h263-1998/90000',
];
const RFC_4566_5 = [
  'v=0', 'o=jdoe 2890844526 2890842807 IN IP4 10.47.16.5', 's=SDP Seminar', 'i=A Seminar on the session description protocol', 'u=http://www.example.com/seminars/sdp.pdf',
  'e=j.doe@example.com (Jane Doe)', 'c=IN IP4 224.2.17.12/127', 't=2873397496 2873404696', 'a=recvonly', 'm=audio 49170 RTP/AVP 0', 'm=video 51372 RTP/AVP 99', 'a=rtpmap:99 h263-1998/90000',
];
const RFC_2327_6 = [
  'v=0', 'o=mhandley 2890844526 2890842807 IN IP4 126.16.64.4', 's=SDP Seminar', 'i=A Seminar on the session description protocol', 'u=http://www.cs.ucl.ac.uk/staff/M.Handley/sdp.03.ps',
  'e=mjh@isi.edu (Mark Handley)', 'c=IN IP4 224.2.17.12/127', 't=2873397496 2873404696', 'a=recvonly', 'm=audio 49170 RTP/AVP 0', 'm=video 51372 RTP/AVP 31', 'm=application 32416 udp wb', 'a=orient:portrait',
];

describe('the examples of the RFCs', () => {
  it('RFC 8866 5', () => {
    const { description, notes, strict, targets } = read(RFC_8866_5);
    expect([...notes, ...strict]).toEqual([]);
    expect(description).toMatchObject({ name: 'Call to John Smith', phones: ['+1 617 555-6011'], media: [{}, {}, { connections: [{ address: '2001:db8::2' }] }] });
    expect(targets).toEqual(['198.51.100.1 49170 -', '198.51.100.1 49180 -', '2001:db8::2 51372 -']);
  });
  it('RFC 4566 5 and RFC 2327 6', () => {
    for (const text of [RFC_4566_5, RFC_2327_6]) {
      const { notes, strict, targets } = read(text);
      expect([...notes, ...strict]).toEqual([]);
      expect(targets.slice(0, 2)).toEqual(['224.2.17.12 49170 127', '224.2.17.12 51372 127']);
    }
  });
  it('RFC 5888 8.1: lip synchronisation', () => {
    const lines = [
      'v=0', 'o=Laura 289083124 289083124 IN IP4 one.example.com', 'c=IN IP4 192.0.2.1', 's=-', 't=0 0', 'a=group:LS 1 2', 'm=audio 30000 RTP/AVP 0', 'a=mid:1',
      'm=video 30002 RTP/AVP 31', 'a=mid:2', 'm=audio 30004 RTP/AVP 0', 'i=This media stream contains the Spanish translation', 'a=mid:3',
    ];
    expect(read(lines).notes).toEqual(['4 RFC 8866 5: the s= line is out of order']);
    expect(read(lines).strict).toEqual([]);
    expect(read(lines.map((line) => line.replace('LS 1 2', 'LS 1 9').replace('mid:3', 'mid:2'))).strict).toEqual([
      '6 RFC 5888 5: a=group names a stream that no a=mid has', '13 RFC 5888 4: another stream has the same a=mid',
    ]);
  });
  it.each([
    'a=source-filter: incl IN IP4 232.3.4.5 192.0.2.10', 'a=source-filter: incl IN IP4 * 192.0.2.10', 'a=source-filter: incl IN IP6 FF0E::11A 2001:DB8:1:2:240:96FF:FE25:8EC9',
    'a=source-filter: incl IN * dual-stack.example.com 192.0.2.10 192.0.2.11', 'a=source-filter: excl IN IP4 192.0.2.11 192.0.2.10',
    'a=ts-refclk:ntp=203.0.113.10', 'a=ts-refclk:ntp=ntp.example.com:123', 'a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0', 'a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0',
    'a=ts-refclk:ptp=IEEE1588-2008:traceable', 'a=ts-refclk:gps', 'a=ts-refclk:local', 'a=ts-refclk:private:traceable', 'a=ts-refclk:localmac=39-A7-94-07-CB-D0',
    'a=mediaclk:sender', 'a=mediaclk:direct=963214424', 'a=mediaclk:direct=963214424 rate=1000/1001', 'a=mediaclk:direct', 'a=mediaclk:IEEE1722=38-D6-6D-8E-D2-78-13-2F', 'a=mediaclk:id=src:00:60:2b:20:12:1f sender',
    'a=ptime:0.125', 'a=ptime:1.09', 'a=framecount:48', 'a=sync-time:0', 'a=clock-domain:PTPv2 0', 'a=rtcp:53020', 'a=rtcp:53020 IN IP4 126.16.64.4', 'a=framerate:29.97', 'a=quality:10', 'a=orient:seascape',
    'a=lang:de-AT', 'a=sdplang:en', 'a=fmtp:97 mode=20', 'a=x-private', 'a=x-private:anything at all', 'a=recvonly',
  ])('RFC 4570, RFC 7273, AES67 and RFC 8866 6: %s', (line) => {
    expect(read([...RFC_4566_5.slice(0, 10), 'a=rtpmap:97 L16/48000/2', line].map((each) => each.replace('49170 RTP/AVP 0', '49170 RTP/AVP 97'))).strict).toEqual([]);
  });
});

describe('what senders write', () => {
  it('a Dante device in AES67 mode', () => {
    const dante = read([
      'v=0', 'o=- 1311738121 1311738121 IN IP4 192.168.1.1', 's=Stage left I/O', 'c=IN IP4 239.0.0.1/32', 't=0 0', 'a=keywds:Dante', 'm=audio 5004 RTP/AVP 96', 'i=Channels 1-8',
      'a=recvonly', 'a=rtpmap:96 L24/48000/8', 'a=ptime:1', 'a=ts-refclk:ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0', 'a=mediaclk:direct=963214424',
    ]);
    expect([...dante.notes, ...dante.strict]).toEqual([]);
    expect([dante.codecs, dante.targets]).toEqual([['L24/48000/8'], ['239.0.0.1 5004 32']]);
  });
  it('RAVENNA with a source filter, its clock at the session', () => {
    const ravenna = read([
      'v=0', 'o=- 1 0 IN IP4 192.168.1.42', 's=Studio_1', 'c=IN IP4 239.1.42.1/15', 't=0 0', 'a=clock-domain:PTPv2 0', 'a=ts-refclk:ptp=IEEE1588-2008:00-0B-72-FF-FE-07-DC-FC:0', 'a=mediaclk:direct=0',
      'm=audio 5004 RTP/AVP 98', 'c=IN IP4 239.1.42.1/15', 'a=rtpmap:98 L24/48000/2', 'a=source-filter: incl IN IP4 239.1.42.1 192.168.1.42', 'a=clock-domain:PTPv2 0', 'a=sync-time:0', 'a=framecount:48',
      'a=ptime:1', 'a=mediaclk:direct=0', 'a=recvonly',
    ]);
    expect([...ravenna.notes, ...ravenna.strict]).toEqual([]);
    expect(ravenna.targets).toEqual(['239.1.42.1 5004 15']);
  });
  it('PipeWire', () => {
    const pipewire = read([
      'v=0', 'o=root 3956598000 0 IN IP4 192.168.0.10', 's=PipeWire RTP stream', 'c=IN IP4 239.255.77.77/32', 't=3956598000 0', 'a=recvonly', 'a=tool:PipeWire 1.2.5', 'a=type:broadcast',
      'm=audio 46328 RTP/AVP 127', 'a=rtpmap:127 L16/48000/2', 'a=ptime:20', 'a=ts-refclk:private', 'a=mediaclk:direct=2216659908',
    ]);
    expect([...pipewire.notes, ...pipewire.strict]).toEqual([]);
    expect(pipewire.codecs).toEqual(['L16/48000/2']);
  });
  it('PulseAudio: LF alone, no TTL', () => {
    const pulse = read(['v=0', 'o=user 3956598000 0 IN IP4 192.168.0.10', 's=PulseAudio RTP Stream on host', 'c=IN IP4 224.0.0.56', 't=3956598000 0', 'a=recvonly', 'm=audio 46510 RTP/AVP 10', 'a=rtpmap:10 L16/44100/2', 'a=type:broadcast'], '\n');
    expect(pulse.notes).toEqual(['4 RFC 8866 5.7: an IPv4 multicast address needs a TTL', '1 RFC 8866 5: lines end in LF alone']);
    expect(pulse.strict).toEqual(['9 RFC 8866 6.9: a=type belongs to the session, before the first m= line']);
    expect([pulse.codecs, pulse.targets]).toEqual([['L16/44100/2'], ['224.0.0.56 46510 -']]);
  });
  it('VLC', () => {
    const vlc = read([
      'v=0', 'o=- 15970498520158212 15970498520158212 IN IP4 studio', 's=NONE', 'i=N/A', 'c=IN IP4 239.255.12.42/255', 't=0 0', 'a=tool:vlc 3.0.20', 'a=recvonly', 'a=type:broadcast', 'a=charset:UTF-8',
      'm=audio 5004 RTP/AVP 96', 'b=RR:0', 'a=rtpmap:96 opus/48000/2', 'a=fmtp:96 sprop-stereo=1',
    ]);
    expect([...vlc.notes, ...vlc.strict]).toEqual([]);
    expect(isPermanent(vlc.description)).toBe(true);
  });
  it('ffmpeg: b= behind its stream, and what it prints kept with a first line of its own', () => {
    const ffmpeg = ['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=No Name', 'c=IN IP4 224.2.127.254/255', 't=0 0', 'a=tool:libavformat 60.16.100', 'm=audio 5004 RTP/AVP 97', 'b=AS:1411', 'a=rtpmap:97 L16/44100/2'];
    expect([...read(ffmpeg).notes, ...read(ffmpeg).strict]).toEqual([]);
    const printed = read(['SDP:', ...ffmpeg], '\n');
    expect(printed.notes).toEqual(['1 RFC 8866 5.1: the line before v= is what ffmpeg prints, and was skipped', '1 RFC 8866 5: lines end in LF alone']);
    expect([printed.strict, printed.description]).toEqual([[], read(ffmpeg).description]);
    expect(parseSdp('SDP:\r\n')).toMatchObject({ ok: false, error: { rule: 'version-first' } });
  });
  it('sdr, with its whiteboard, its own bandwidth and layers', () => {
    const sdr = read([
      'v=0', 'o=van 3052424398 3052424555 IN IP4 128.3.112.107', 's=Radio Free vat', 'i=radio free vat', 'u=http://ee.lbl.gov/vat', 'e=Van Jacobson <van@ee.lbl.gov>', 'p=Van Jacobson <+1 510 486-7519>',
      'c=IN IP4 233.252.0.1/127/3', 'b=X-YZ:128', 't=0 0', 'a=tool:sdr v2.9', 'a=type:broadcast', 'a=cat:music.jazz', 'm=audio 31394/2 RTP/AVP 5', 'a=ptime:40', 'm=whiteboard 32416 udp wb', 'a=orient:portrait',
    ]);
    expect(sdr.notes).toEqual([]);
    expect(sdr.strict).toEqual(['16 RFC 8866 5.14: the kind of media is none that is registered']);
    expect(sdr.targets).toHaveLength(9);
  });
});

describe('a strict reader objects to', () => {
  const session = ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0'];
  const stream = 'm=audio 5004 RTP/AVP 0';
  it.each<[line: string, note: string]>([
    ['k=clear:secret', 'RFC 8866 5.12: k= is obsolete'],
    ['u=example.org', 'RFC 8866 5.5: the u= line is not a URI'],
    ['e=nobody', 'RFC 8866 5.6: the e= line'],
    ['p=by day', 'RFC 8866 5.6: the p= line'],
    ['i=', 'RFC 8866 5.4: the i= line is empty'],
    ['b=FOO:1', 'RFC 8866 5.8: the kind of bandwidth'],
    ['b=TIAS:64', 'RFC 3890 6.2: b=TIAS is in bits'],
    ['a=rtpmap:0 PCMU/8000', 'RFC 8866 6.6: a=rtpmap belongs to a stream'],
    ['a=orient:upright', 'RFC 8866 6.8: a=orient belongs to a stream'],
    ['a=type:party', 'RFC 8866 6.9: a=type holds broadcast, meeting'],
    ['a=lang:not a language', 'RFC 8866 6.12: a=lang holds'],
    ['a=two words', 'RFC 8866 5.13: the name of an attribute'],
    ['a=recvonly:1', 'RFC 8866 6.7: a=recvonly has no value'],
    ['a=source-filter:only me', 'RFC 4570 3: a=source-filter holds'],
    ['a=ts-refclk:', 'RFC 7273 4.8: a=ts-refclk holds'],
    ['a=mediaclk:', 'RFC 7273 5.4: a=mediaclk holds'],
    ['a=group:LS x', 'RFC 5888 5: a=group names a stream'],
  ])('%s of the session', (line, note) => {
    const { strict } = read([...session, line, stream]);
    expect(strict.join('\n')).toContain(`6 ${note}`);
  });
  it.each<[lines: string[], note: string]>([
    [['a=tool:x'], '7 RFC 8866 6.3: a=tool belongs to the session'],
    [['a=ptime:0'], '7 RFC 8866 6.4: a=ptime holds milliseconds'],
    [['a=quality:11'], '7 RFC 8866 6.14: a=quality holds'],
    [['a=framerate:fast'], '7 RFC 8866 6.13: a=framerate holds'],
    [['a=rtpmap:97'], '7 RFC 8866 6.6: a=rtpmap holds payload type'],
    [['a=rtpmap:97 opus/48000/2'], '7 RFC 8866 6.6: a=rtpmap is of a payload type that the m= line does not name'],
    [['a=rtpmap:0 PCMU/8000', 'a=rtpmap:0 PCMA/8000'], '8 RFC 8866 6.6: a second a=rtpmap'],
    [['a=sendonly', 'a=recvonly'], '8 RFC 8866 6.7: a=recvonly: line 7 has said it already'],
    [['a=mid:1', 'a=mid:2'], '8 RFC 5888 4: a=mid: line 7 has said it already'],
    [['c=IN IP4 192.0.2.1', 'c=IN IP4 192.0.2.2'], '8 RFC 8866 5.7: several c= lines'],
    [['c=IN IP4 233.252.0.1/127/9999'], '6 RFC 8866 5.7: the c= line asks for more groups'],
    [['m=audio 5006 RTP/AVP 97'], '7 RFC 8866 6.6: nothing says what the payload type 97 is'],
    [['m=audio 5006 RTP/AVP PCMU'], '7 RFC 3551 6: the m= line of RTP names payload types'],
    [['m=data 5006 udp x'], '7 RFC 8866 5.14: m=data is of RFC 2327'],
  ])('%j of a stream', (lines, note) => {
    expect(read([...session, stream, ...lines]).strict.join('\n')).toContain(note);
  });
  it.each<[times: string[], note: string]>([
    [['t=0 0', 'r=7d 1h 0'], '6 RFC 8866 5.9: r= repeats from the start on'],
    [['t=4004586000 0', 'r=0 1h 0'], '6 RFC 8866 5.10: the r= line repeats after no time'],
    [['t=4004586000 0', 'r=1d 25h 0'], '6 RFC 8866 5.10: it still goes on'],
    [['t=4004586000 0', 'r=1d 1h 0', 't=4004589000 0', 'r=1d 1h 0', 'z=4015184400 -1h'], '9 RFC 8866 5.11: the z= line is taken for all'],
    [['t=4004586000 0', 'r=1d 1h 0', 'z=4015184400 -1h', 't=4004589000 0', 'r=1d 1h 0', 'z=4015184400 -1h'], ''],
  ])('%j', (times, expected) => {
    const { strict } = read([...session.slice(0, 4), ...times, stream]);
    expect(strict.map((each) => each.startsWith(expected))).toEqual(expected === '' ? [] : [true]);
  });
  it('in any hostile text at most 64 things, and nothing of a second description', () => {
    expect(read([...session, ...Array.from({ length: 9000 }, () => 'a=ptime:x')]).strict).toHaveLength(64);
    expect(read([...session, ...Array.from({ length: 9000 }, () => 'm=audio 1 RTP/AVP 99')]).strict).toHaveLength(64);
    expect(read([...session, 'v=0', 'k=clear:1']).strict).toEqual([]);
  });
});
