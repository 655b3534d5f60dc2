import { describe, expect, it } from 'vitest';
import { answerInvitation, checkInvited, invitedSession, isInvitation, leadsElsewhere, makeInvitation } from '../../../src-main/sdp/invitation.ts';
import { parseSdp } from '../../../src-shared/sdp/parse.ts';
import { serializeSdp } from '../../../src-shared/sdp/serialize.ts';
import type { SessionDescription } from '../../../src-shared/sdp/types.ts';

const own = { username: '-', sessionId: '7', sessionVersion: '1', netType: 'IN', addrType: 'IP4', address: '192.0.2.2' };

function sdp(...lines: string[]): SessionDescription {
  const parsed = parseSdp(['v=0', 'o=alice 4711 3 IN IP4 192.0.2.1', 's=Seminar', ...lines, ''].join('\r\n'));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.description;
}

const seminar = sdp(
  'i=Every week', 'c=IN IP4 239.255.42.7/15', 'b=AS:128', 't=3990000000 3990003600', 'a=recvonly',
  'm=audio 40420 RTP/AVP 9 18 96', 'a=rtpmap:96 L16/48000/2', 'a=fmtp:18 annexb=no', 'a=ptime:10', 'a=tool:x', 'a=source-filter: incl IN IP4 * 192.0.2.1',
  'm=video 40424 RTP/AVP 31', 'm=audio 40430 RTP/AVP 18',
);

const lines = (description: SessionDescription): string[] => serializeSdp(description).trim().split('\r\n');

function answerLines(offer: SessionDescription): string[] | string {
  const answer = answerInvitation(offer, own);
  return answer.ok ? lines(answer.value) : `${answer.error.status} ${answer.error.warning.code} ${answer.error.warning.text}`;
}

describe('an offer of a multicast session', () => {
  it('is the session, with port 0 for what cannot be heard here (RFC 3264 5.1)', () => {
    expect(lines(makeInvitation(seminar, own))).toEqual([
      'v=0', 'o=alice 4711 3 IN IP4 192.0.2.1', 's=Seminar', 'i=Every week', 'c=IN IP4 239.255.42.7/15', 'b=AS:128', 't=3990000000 3990003600', 'a=recvonly',
      'm=audio 40420 RTP/AVP 9 18 96', 'a=rtpmap:96 L16/48000/2', 'a=fmtp:18 annexb=no', 'a=ptime:10', 'a=tool:x', 'a=source-filter: incl IN IP4 * 192.0.2.1',
      'm=video 0 RTP/AVP 31', 'm=audio 0 RTP/AVP 18',
    ]);
  });

  it('has our own o= where the session has one that no offer may have', () => {
    const odd = { ...seminar, origin: { ...seminar.origin, sessionId: 'abc' } };
    expect(makeInvitation(odd, own).origin).toEqual(own);
  });

  it('is told from a call', () => {
    expect([isInvitation(seminar), isInvitation(sdp('c=IN IP4 192.0.2.1', 't=0 0', 'm=audio 4000 RTP/AVP 0'))]).toEqual([true, false]);
    expect(isInvitation(sdp('c=IN IP4 239.1.1.1/1', 't=0 0', 'm=audio 0 RTP/AVP 0'))).toBe(false);
  });

  it('says what it leads into', () => {
    expect(invitedSession(seminar)).toEqual({ name: 'Seminar', origin: 'alice 4711 IN IP4 192.0.2.1', groups: ['239.255.42.7:40420'], mayTalk: false });
    expect(invitedSession(sdp('c=IN IP6 ff15::1', 't=0 0', 'm=audio 5004 RTP/AVP 0'))).toMatchObject({ groups: ['[ff15::1]:5004'], mayTalk: true });
  });
});

describe('an answer to it (RFC 3264 6.2)', () => {
  it('repeats group, TTL, port, times, direction, packet time and bandwidth, leaves out codecs and declines streams', () => {
    expect(answerLines(seminar)).toEqual([
      'v=0', 'o=- 7 1 IN IP4 192.0.2.2', 's=Seminar', 'c=IN IP4 239.255.42.7/15', 'b=AS:128', 't=3990000000 3990003600',
      'm=audio 40420 RTP/AVP 9 96', 'a=rtpmap:96 L16/48000/2', 'a=ptime:10', 'a=source-filter: incl IN IP4 * 192.0.2.1', 'a=recvonly',
      'm=video 0 RTP/AVP 31', 'm=audio 0 RTP/AVP 18',
    ]);
  });

  it('has the addresses where the offer has them', () => {
    expect(answerLines(sdp('t=0 0', 'm=audio 4000 RTP/AVP 0', 'c=IN IP4 239.1.1.1/3', 'm=video 4002 RTP/AVP 31', 'c=IN IP4 239.1.1.2/3'))).toEqual([
      'v=0', 'o=- 7 1 IN IP4 192.0.2.2', 's=Seminar', 't=0 0',
      'm=audio 4000 RTP/AVP 0', 'c=IN IP4 239.1.1.1/3', 'a=sendrecv', 'm=video 0 RTP/AVP 31', 'c=IN IP4 239.1.1.2/3',
    ]);
  });

  it.each([
    ['a group of routing protocols', ['c=IN IP4 224.0.0.5/1', 't=0 0', 'm=audio 4000 RTP/AVP 0'], /^488 330 .*224\.0\.0\.5/],
    ['a group of the link', ['c=IN IP6 ff02::1', 't=0 0', 'm=audio 4000 RTP/AVP 0'], /^488 330 .*ff02::1/],
    ['such a group hidden among layers', ['c=IN IP4 223.255.255.255/1/3', 't=0 0', 'm=audio 4000 RTP/AVP 0', 'c=IN IP4 239.1.1.1/1', 'c=IN IP4 224.0.0.1/1'], /^488 330 /],
    ['half a session, half a call', ['t=0 0', 'm=audio 4000 RTP/AVP 0', 'c=IN IP4 239.1.1.1/1', 'm=audio 4002 RTP/AVP 0', 'c=IN IP4 192.0.2.1'], /^488 330 .*not for both/],
    ['no codec of ours', ['c=IN IP4 239.1.1.1/1', 't=0 0', 'm=audio 4000 RTP/AVP 18'], /^488 305 .*G729/],
  ])('is 488 to %s', (_what, offered, expected) => {
    expect(answerLines(sdp(...offered))).toMatch(expected);
  });

  it('is checked: the group, or nothing', () => {
    const answer = (...media: string[]): string => {
      const checked = checkInvited(seminar, sdp('c=IN IP4 239.255.42.7/15', 't=0 0', ...media));
      return checked.ok ? 'ok' : checked.error.warning.text;
    };
    expect(answer('m=audio 40420 RTP/AVP 9', 'm=video 0 RTP/AVP 31')).toBe('ok');
    expect(answer('m=audio 0 RTP/AVP 9', 'm=video 0 RTP/AVP 31')).toContain('declined');
    expect(answer('m=audio 40420 RTP/AVP 9', 'c=IN IP4 192.0.2.2')).toContain('192.0.2.2 in place of the group');
    expect(answer('m=audio 40422 RTP/AVP 9')).toContain('not offered');
    expect(answer('m=audio 40420 RTP/AVP 9', 'c=IN IP4 239.255.42.8/15')).toContain('not offered');
  });

  it('leads nowhere else later', () => {
    const elsewhere = sdp('c=IN IP4 239.255.42.8/15', 't=0 0', 'm=audio 40420 RTP/AVP 9');
    expect([leadsElsewhere(seminar, seminar), leadsElsewhere(seminar, elsewhere)]).toEqual([false, true]);
    expect(leadsElsewhere(seminar, sdp('c=IN IP4 192.0.2.1', 't=0 0', 'm=audio 0 RTP/AVP 9'))).toBe(false);
  });
});
