import { describe, expect, it } from 'vitest';
import { makeAnswer, newNegotiation } from '../../../src-main/sdp/offer-answer.ts';
import type { LocalMedia } from '../../../src-main/sdp/offer-answer.ts';
import { serializeSdp } from '../../../src-shared/sdp/serialize.ts';
import type { SessionDescription } from '../../../src-shared/sdp/types.ts';
import { answered, describe as sdp, local, mediaLines, peer } from './support.ts';
import { EVENT_8000, PCMA, PCMU } from '../../fakes/payload-formats.ts';

function refusalOf(offer: SessionDescription, ours: LocalMedia = local): { status: number; warning: { code: number; text: string } } {
  const result = makeAnswer(newNegotiation('42'), offer, ours);
  if (result.ok) throw new Error('was answered');
  return result.error;
}

describe('a usual offer', () => {
  const offer = peer('m=audio 5004 RTP/AVP 0 8 101', 'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-16');
  const { answer, negotiation } = answered(offer);

  it('is answered with the common codecs in our order', () => {
    expect(serializeSdp(answer)).toBe([
      'v=0', 'o=- 42 1 IN IP4 192.0.2.10', 's=-', 'c=IN IP4 192.0.2.10', 't=0 0', 'm=audio 40000 RTP/AVP 8 0 101',
      'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15', 'a=ptime:20', 'a=sendrecv', '',
    ].join('\r\n'));
  });
  it('makes an agreement', () => {
    expect(negotiation.agreement).toEqual({
      remoteRtp: { address: '198.51.100.5', port: 5004 }, remoteRtcp: { address: '198.51.100.5', port: 5005 },
      send: PCMA, receive: [PCMA, PCMU],
      ptimeMs: 20, direction: 'sendrecv', telephoneEvent: { send: EVENT_8000, receive: [EVENT_8000] },
    });
    expect(negotiation).toMatchObject({ version: 1, remote: offer, local: answer, declined: [] });
  });
});

it('answers the real T.38 offer: audio accepted, image declined in its place', () => {
  const { answer, negotiation } = answered(peer(
    'm=audio 25282 RTP/AVP 18 8 0 101', 'a=rtpmap:18 G729/8000', 'a=fmtp:18 annexb=no', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15', 'a=sendrecv',
    'm=image 25284 udptl t38', 'a=T38FaxVersion:0', 'a=T38MaxBitRate:14400',
  ));
  expect(answer.media.map((media) => `${media.media} ${media.port}`)).toEqual(['audio 40000', 'image 0']);
  expect(mediaLines(answer, 0)[0]).toBe('m=audio 40000 RTP/AVP 8 0 101');
  expect(mediaLines(answer, 1)).toEqual(['m=image 0 udptl t38']);
  expect(negotiation.declined).toEqual(['image']);
  expect(negotiation.agreement).toMatchObject({ send: PCMA });
});

describe('payload numbers', () => {
  it('are the offer\'s, also where PCMA and PCMU are dynamic', () => {
    const { answer, negotiation } = answered(peer('m=audio 5004 RTP/AVP 97 98', 'a=rtpmap:97 PCMU/8000', 'a=rtpmap:98 pcma/8000/1'));
    expect(mediaLines(answer).slice(0, 3)).toEqual(['m=audio 40000 RTP/AVP 98 97', 'a=rtpmap:98 PCMA/8000', 'a=rtpmap:97 PCMU/8000']);
    expect(negotiation.agreement).toMatchObject({ send: { ...PCMA, payloadType: 98 } });
  });
  it('mean what a=rtpmap says, even for a static number', () => {
    expect(answered(peer('m=audio 5004 RTP/AVP 0', 'a=rtpmap:0 PCMA/8000')).negotiation.agreement).toMatchObject({ send: { ...PCMA, payloadType: 0 } });
  });
  it('count once when they come twice', () => {
    expect(mediaLines(answered(peer('m=audio 5004 RTP/AVP 8 8 8')).answer)[0]).toBe('m=audio 40000 RTP/AVP 8');
  });
  it('of PCMA at another rate or in stereo are another codec', () => {
    expect(refusalOf(peer('m=audio 5004 RTP/AVP 97 98', 'a=rtpmap:97 PCMA/16000', 'a=rtpmap:98 PCMA/8000/2')).warning.code).toBe(305);
  });
  it('of telephone-event at the rate of another codec are not taken', () => {
    const { negotiation } = answered(peer('m=audio 5004 RTP/AVP 8 110 126', 'a=rtpmap:110 telephone-event/48000', 'a=rtpmap:126 telephone-event/8000'));
    expect(negotiation.agreement?.telephoneEvent).toEqual({ send: { payloadType: 126, clockRateHz: 8000 }, receive: [{ payloadType: 126, clockRateHz: 8000 }] });
  });
  it('without telephone-event leave it out', () => {
    const { answer, negotiation } = answered(peer('m=audio 5004 RTP/AVP 8'));
    expect(negotiation.agreement).not.toHaveProperty('telephoneEvent');
    expect(serializeSdp(answer)).not.toContain('telephone-event');
  });
});

describe('packet time', () => {
  it.each<[string[], number]>([
    [['a=ptime:40'], 40], [['a=ptime:30'], 30], [['a=ptime:10'], 10], [['a=ptime:5'], 10], [['a=ptime:25'], 20], [['a=ptime:60', 'a=maxptime:40'], 40],
    [['a=maxptime:150'], 20], [['a=maxptime:10'], 10], [['a=ptime:5000'], 60], [['a=ptime:x'], 20], [['a=ptime:0'], 20], [[], 20],
  ])('of %j is %i ms', (attributes, expected) => {
    const { answer, negotiation } = answered(peer('m=audio 5004 RTP/AVP 8', ...attributes));
    expect(negotiation.agreement?.ptimeMs).toBe(expected);
    expect(mediaLines(answer)).toContain(`a=ptime:${expected}`);
  });
});

describe('direction', () => {
  it.each([
    ['sendrecv', 'sendrecv', 'sendrecv'], ['sendonly', 'sendrecv', 'recvonly'], ['recvonly', 'sendrecv', 'sendonly'], ['inactive', 'sendrecv', 'inactive'],
    ['sendrecv', 'sendonly', 'sendonly'], ['sendonly', 'sendonly', 'inactive'], ['recvonly', 'sendonly', 'sendonly'], ['sendrecv', 'inactive', 'inactive'],
  ] as const)('%s offered and %s wanted here is answered %s', (offered, wanted, expected) => {
    const { answer, negotiation } = answered(peer('m=audio 5004 RTP/AVP 8', `a=${offered}`), { ...local, direction: wanted });
    expect(mediaLines(answer)).toContain(`a=${expected}`);
    expect(negotiation.agreement?.direction).toBe(expected);
  });
  it('of the session counts where the stream has none', () => {
    expect(answered(peer('a=sendonly', 'm=audio 5004 RTP/AVP 8')).negotiation.agreement?.direction).toBe('recvonly');
    expect(answered(peer('a=sendonly', 'm=audio 5004 RTP/AVP 8', 'a=sendrecv')).negotiation.agreement?.direction).toBe('sendrecv');
  });
  it('of c=0.0.0.0 is a hold: we may listen, but send nothing anywhere', () => {
    const { answer, negotiation } = answered(peer('m=audio 5004 RTP/AVP 8', 'c=IN IP4 0.0.0.0'));
    expect(negotiation.agreement).toMatchObject({ remoteRtp: null, remoteRtcp: null, direction: 'recvonly' });
    expect(mediaLines(answer)).toContain('a=recvonly');
  });
  it('of c=0.0.0.0 and inactive is inactive', () => {
    expect(answered(peer('m=audio 5004 RTP/AVP 8', 'c=IN IP4 0.0.0.0', 'a=inactive')).negotiation.agreement?.direction).toBe('inactive');
  });
});

describe('addresses', () => {
  it('come from the stream before the session', () => {
    expect(answered(peer('m=audio 5004 RTP/AVP 8', 'c=IN IP4 203.0.113.9')).negotiation.agreement?.remoteRtp).toEqual({ address: '203.0.113.9', port: 5004 });
  });
  it.each<[string, { address: string; port: number } | null]>([
    ['a=rtcp:53020', { address: '198.51.100.5', port: 53_020 }],
    ['a=rtcp:53020 IN IP4 203.0.113.77', { address: '203.0.113.77', port: 53_020 }],
    ['a=rtcp:9 IN IP4 0.0.0.0', null],
    ['a=rtcp:0', null],
    ['a=rtcp:99999', null],
    ['a=rtcp:53020 IN IP4 evil.example', null],
    ['a=rtcp:x', { address: '198.51.100.5', port: 5005 }],
  ])('%s', (attribute, expected) => {
    expect(answered(peer('m=audio 5004 RTP/AVP 8', attribute)).negotiation.agreement?.remoteRtcp).toEqual(expected);
  });
  it('have no RTCP above port 65535', () => {
    expect(answered(peer('m=audio 65535 RTP/AVP 8')).negotiation.agreement?.remoteRtcp).toBeNull();
  });
  it('of IPv6 are answered in IPv6', () => {
    const ours: LocalMedia = { ...local, rtp: { address: '2001:db8::10', port: 40_000 }, rtcp: { address: '2001:db8::10', port: 40_001 } };
    const offer = sdp('v=0\r\no=- 1 1 IN IP6 2001:db8::5\r\ns=-\r\nc=IN IP6 2001:db8::5\r\nt=0 0\r\nm=audio 5004 RTP/AVP 8\r\n');
    const { answer, negotiation } = answered(offer, ours);
    expect(serializeSdp(answer)).toContain('c=IN IP6 2001:db8::10\r\n');
    expect(serializeSdp(answer)).toContain('o=- 42 1 IN IP6 2001:db8::10\r\n');
    expect(negotiation.agreement?.remoteRtp).toEqual({ address: '2001:db8::5', port: 5004 });
  });
  it('says where our RTCP is when that is not the next port', () => {
    const port = answered(peer('m=audio 5004 RTP/AVP 8'), { ...local, rtcp: { address: '192.0.2.10', port: 50_000 } });
    expect(mediaLines(port.answer)).toContain('a=rtcp:50000');
    const address = answered(peer('m=audio 5004 RTP/AVP 8'), { ...local, rtcp: { address: '192.0.2.11', port: 50_000 } });
    expect(mediaLines(address.answer)).toContain('a=rtcp:50000 IN IP4 192.0.2.11');
  });
});

describe('several streams', () => {
  it('the first usable audio is taken, whatever stands before it', () => {
    const { answer, negotiation } = answered(peer(
      'm=video 5000 RTP/AVP 96', 'm=audio 5002 RTP/SAVP 8', 'm=audio 5004 RTP/AVP 18', 'm=audio 5006 RTP/AVP 8', 'm=audio 5008 RTP/AVP 8', 'm=video 5010 RTP/AVP 97',
    ));
    expect(answer.media.map((media) => media.port)).toEqual([0, 0, 0, 40_000, 0, 0]);
    expect(answer.media.map((media) => media.protocol)).toEqual(['RTP/AVP', 'RTP/SAVP', 'RTP/AVP', 'RTP/AVP', 'RTP/AVP', 'RTP/AVP']);
    expect(negotiation.agreement?.remoteRtp?.port).toBe(5006);
    expect(negotiation.declined).toEqual(['video']);
  });
  it('the established stream is kept when an earlier place comes to life', () => {
    const first = answered(peer('m=audio 0 RTP/AVP 8', 'm=audio 5004 RTP/AVP 8'));
    const second = answered(peer('m=audio 5000 RTP/AVP 8', 'm=audio 5004 RTP/AVP 8'), local, first.negotiation);
    expect(second.answer.media.map((media) => media.port)).toEqual([0, 40_000]);
  });
  it('unknown attributes and feedback profiles do not matter', () => {
    const { answer } = answered(peer('a=group:BUNDLE 0', 'm=audio 5004 RTP/AVPF 8', 'a=mid:0', 'a=x-unknown:y', 'a=candidate:1 1 udp 1 192.0.2.1 5 typ host'));
    expect(mediaLines(answer)[0]).toBe('m=audio 40000 RTP/AVPF 8');
    expect(serializeSdp(answer)).not.toMatch(/mid|x-unknown|candidate|rtcp/);
  });
});

describe('an offer without a live stream', () => {
  it.each<[string, string[], number[]]>([['no m-line', [], []], ['m=audio 0', ['m=audio 0 RTP/AVP 8'], [0]]])('%s is answered in kind', (_what, lines, ports) => {
    const { answer, negotiation } = answered(peer(...lines));
    expect(answer.media.map((media) => media.port)).toEqual(ports);
    expect(negotiation.agreement).toBeUndefined();
  });
  it('stops the media of a running session', () => {
    const first = answered(peer('m=audio 5004 RTP/AVP 8'));
    const second = answered(peer('m=audio 0 RTP/AVP 8'), local, first.negotiation);
    expect(mediaLines(second.answer)).toEqual(['m=audio 0 RTP/AVP 8']);
    expect(second.negotiation.agreement).toMatchObject({ direction: 'inactive', remoteRtp: null, remoteRtcp: null });
  });
  it('gives a declined m-line without formats one', () => {
    expect(mediaLines(answered(peer('m=audio 0 RTP/AVP')).answer)).toEqual(['m=audio 0 RTP/AVP 0']);
  });
});

describe('what cannot be answered', () => {
  const without = (line: string): SessionDescription => sdp(['v=0', 'o=- 1 1 IN IP4 198.51.100.5', 's=-', 't=0 0', ...(line ? [line] : []), 'm=audio 5004 RTP/AVP 8', ''].join('\r\n'));
  it.each<[string, SessionDescription, number]>([
    ['no common codec', peer('m=audio 5004 RTP/AVP 18 9'), 305],
    ['telephone-event alone', peer('m=audio 5004 RTP/AVP 101', 'a=rtpmap:101 telephone-event/8000'), 305],
    ['SRTP only', peer('m=audio 5004 RTP/SAVP 8'), 302],
    ['DTLS only', peer('m=audio 5004 UDP/TLS/RTP/SAVPF 8'), 302],
    ['no audio', peer('m=video 5004 RTP/AVP 96', 'm=image 5006 udptl t38'), 304],
    ['missing c=', without(''), 399],
    ['another network', without('c=ATM NSAP 47.0091'), 300],
    ['IPv6 to IPv4', without('c=IN IP6 2001:db8::5'), 301],
    ['a name for an address', without('c=IN IP4 host.example.org'), 301],
    ['multicast', without('c=IN IP4 224.2.1.1/127'), 330],
    ['the nearest miss of several', peer('m=audio 5002 RTP/SAVP 8', 'm=audio 5004 RTP/AVP 18'), 305],
  ])('%s', (_what, offer, code) => {
    const { status, warning } = refusalOf(offer);
    expect(status).toBe(488);
    expect(warning.code).toBe(code);
    expect(warning.text.length).toBeGreaterThan(10);
  });
});
