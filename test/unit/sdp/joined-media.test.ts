import { describe, expect, it } from 'vitest';
import type { JoinableMedium } from '../../../src-main/sdp/joined-media.ts';
import { joinableMedia } from '../../../src-main/sdp/joined-media.ts';
import { PCMU } from '../../fakes/payload-formats.ts';
import { parseSdp } from '../../../src-shared/sdp/parse.ts';

const L24 = { payloadType: 96, codec: 'L24', clockRateHz: 96_000, channels: 8, parameters: '' };

function media(...lines: string[]): ReturnType<typeof joinableMedia> {
  const parsed = parseSdp(['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=x', 'c=IN IP4 239.1.2.3/15/3', 't=0 0', ...lines, ''].join('\r\n'));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return joinableMedia(parsed.value.description);
}

function audible(...lines: string[]): unknown {
  const found = media(...lines);
  return found.ok ? found.value : found.error.message;
}

describe('what can be joined', () => {
  it('is every sound stream, each with its own group, the first of its layers', () => {
    expect(audible('m=audio 5004/2 RTP/AVP 0', 'm=video 5006 RTP/AVP 96', 'm=audio 5008 RTP/AVP 96', 'c=IN IP4 239.9.9.9/1', 'a=rtpmap:96 L24/96000/8')).toEqual([
      { index: 0, group: '239.1.2.3', port: 5004, only: [], except: [], formats: [PCMU], ttl: 15, rtcpPort: 5005, bandwidthBps: 80_000, talk: { coding: PCMU, ptimeMs: 20 } },
      { index: 2, group: '239.9.9.9', port: 5008, only: [], except: [], formats: [L24], ttl: 1, rtcpPort: 5009, bandwidthBps: 18_432_000, talk: { coding: L24, ptimeMs: 20 } },
    ]);
  });

  it.each([
    ['10', '', 'L16/44100/2'], ['11', '', 'L16/44100/1'], ['9', '', 'G722/8000/1'], ['97', 'OPUS/48000/2', 'opus/48000/2'], ['98', 'l24/44100/2', 'L24/44100/2'],
  ])('payload type %s %s is %s', (number, map, expected) => {
    const found = media(`m=audio 5004 RTP/AVP ${number}`, ...(map ? [`a=rtpmap:${number} ${map}`] : []));
    const format = found.ok ? found.value[0]?.formats[0] : undefined;
    expect(`${format?.codec}/${format?.clockRateHz}/${format?.channels}`).toBe(expected);
  });

  it('has the senders that its filters name', () => {
    expect(audible('m=audio 5004 RTP/AVP 0', 'a=source-filter: incl IN IP4 239.1.2.3 192.0.2.5')).toMatchObject([{ only: ['192.0.2.5'], except: [] }]);
    expect(audible('a=source-filter: excl IN IP4 * 192.0.2.6', 'm=audio 5004 RTP/AVP 0')).toMatchObject([{ only: [], except: ['192.0.2.6'] }]);
  });
});

describe('the terms', () => {
  const terms = (...lines: string[]): JoinableMedium | undefined => {
    const found = media(...lines);
    return found.ok ? found.value[0] : undefined;
  };

  it.each([
    [['m=audio 5004 RTP/AVP 0', 'a=recvonly'], false],
    [['a=recvonly', 'm=audio 5004 RTP/AVP 0', 'a=sendrecv'], true],
    [['a=type:broadcast', 'm=audio 5004 RTP/AVP 0'], false],
    [['a=type:meeting', 'm=audio 5004 RTP/AVP 0'], true],
    [['m=audio 5004 RTP/AVP 0', 'a=source-filter: incl IN IP4 * 192.0.2.5'], false],
  ])('%s: talk %s', (lines, may) => expect(terms(...lines)?.talk).toEqual(may ? { coding: PCMU, ptimeMs: 20 } : undefined));

  it.each([
    [['a=rtcp:6000'], 6000], [['a=rtcp-mux'], 5004], [['b=RR:0'], undefined], [['a=source-filter: incl IN IP4 * 192.0.2.5'], undefined],
  ])('%s: reports at %s', (lines, port) => expect(terms('m=audio 5004 RTP/AVP 0', ...lines)?.rtcpPort).toBe(port));

  it('packets of AES67', () => expect(terms('m=audio 5004 RTP/AVP 0', 'a=ptime:0.125')).toMatchObject({ talk: { ptimeMs: 0.125 } }));

  it('everybody has the key of the session', () => {
    const key = 'WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
    expect(terms('m=audio 5004 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${key}`)).toMatchObject({ key: { suite: 'AES_CM_128_HMAC_SHA1_80' } });
    expect(audible('m=audio 5004 RTP/SAVP 0')).toContain('RTP/SAVP without a key');
  });
});

it.each([
  [['m=audio 5004 RTP/AVP 18'], 'G729/8000/1'],
  [['m=audio 5004 RTP/AVP 96', 'a=rtpmap:96 L24/48000/64'], 'L24/48000/64'],
  [['m=audio 5004 RTP/AVP 96', 'a=rtpmap:96 L16/11025'], 'L16/11025/1'],
  [['m=audio 5004 RTP/AVP 0', 'c=IN IP4 192.0.2.9'], '192.0.2.9 is no multicast group'],
  [['m=audio 5004 TCP/MRCPv2 1'], 'TCP/MRCPv2 is not possible here'],
  [['m=video 5004 RTP/AVP 96'], 'it has no sound'],
  [['m=audio 0 RTP/AVP 0'], 'it has no sound'],
])('says why not: %s', (lines, why) => expect(audible(...lines)).toContain(why));
