import { describe, expect, it } from 'vitest';
import { acceptAnswer, makeOffer, newNegotiation } from '../../../src-main/sdp/offer-answer.ts';
import type { Negotiation } from '../../../src-main/sdp/offer-answer.ts';
import { serializeSdp } from '../../../src-shared/sdp/serialize.ts';
import type { SessionDescription } from '../../../src-shared/sdp/types.ts';
import { answered, local, mediaLines, peer } from './support.ts';
import { EVENT_8000, PCMA, PCMU } from '../../fakes/payload-formats.ts';

const fresh = (): Negotiation => makeOffer(newNegotiation('42'), local).negotiation;

function accepted(negotiation: Negotiation, answer: SessionDescription): Negotiation {
  const result = acceptAnswer(negotiation, answer, local);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
function refusedCode(negotiation: Negotiation, answer: SessionDescription): number {
  const result = acceptAnswer(negotiation, answer, local);
  if (result.ok) throw new Error('was accepted');
  return result.error.warning.code;
}
const established = (): Negotiation => accepted(fresh(), peer('m=audio 5004 RTP/AVP 8 101', 'a=rtpmap:101 telephone-event/8000'));

describe('the first offer', () => {
  it('has our codecs in our order', () => {
    const { offer, negotiation } = makeOffer(newNegotiation('42'), { ...local, codecs: ['PCMU', 'PCMA'] });
    expect(serializeSdp(offer)).toBe([
      'v=0', 'o=- 42 1 IN IP4 192.0.2.10', 's=-', 'c=IN IP4 192.0.2.10', 't=0 0', 'm=audio 40000 RTP/AVP 0 8 101',
      'a=rtpmap:0 PCMU/8000', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15', 'a=ptime:20', 'a=sendrecv',
      'a=rtcp-mux', 'a=rtcp-xr:voip-metrics', '',
    ].join('\r\n'));
    expect(negotiation).toMatchObject({ version: 1, local: offer });
    expect(negotiation.agreement).toBeUndefined();
  });
});

describe('a later offer', () => {
  it('that changes nothing keeps its version', () => {
    const { offer, negotiation } = makeOffer(established(), local);
    expect(offer.origin.sessionVersion).toBe('1');
    expect(negotiation.version).toBe(1);
  });
  it('that holds and resumes goes up by one each time', () => {
    const held = makeOffer(established(), { ...local, direction: 'sendonly' });
    expect(held.offer.origin).toMatchObject({ sessionId: '42', sessionVersion: '2' });
    expect(mediaLines(held.offer)).toContain('a=sendonly');
    expect(makeOffer(held.negotiation, local).offer.origin.sessionVersion).toBe('3');
  });
  it('after a refused one uses a version that was never used', () => {
    const before = established();
    const refusedOffer = makeOffer(before, { ...local, direction: 'sendonly' });
    const again = makeOffer({ ...before, version: refusedOffer.negotiation.version }, { ...local, direction: 'inactive' });
    expect(again.offer.origin.sessionVersion).toBe('3');
  });
  it('from a new address keeps the rest of the o= line', () => {
    const { offer } = makeOffer(established(), { ...local, rtp: { address: '203.0.113.1', port: 40_000 }, rtcp: { address: '203.0.113.1', port: 40_001 } });
    expect(offer.origin).toMatchObject({ address: '192.0.2.10', sessionVersion: '2' });
    expect(offer.connection?.address).toBe('203.0.113.1');
  });
  it('keeps declined m-lines in place and payload numbers as the peer chose them', () => {
    const { negotiation } = answered(peer(
      'm=image 5000 udptl t38', 'm=audio 5004 RTP/AVP 97 96', 'a=rtpmap:97 PCMA/8000', 'a=rtpmap:96 telephone-event/8000', 'm=video 5006 RTP/AVP 101',
    ));
    const { offer } = makeOffer(negotiation, { ...local, direction: 'sendonly' });
    expect(offer.media.map((media) => `${media.media} ${media.port} ${media.formats.join(' ')}`)).toEqual(['image 0 t38', 'audio 40000 97 0 96', 'video 0 101']);
    expect(offer.origin.sessionVersion).toBe('2');
  });
  it('gives no number a second meaning', () => {
    const { negotiation } = answered(peer('m=audio 5004 RTP/AVP 8 101', 'a=rtpmap:101 opus/48000/2'));
    const numbers = mediaLines(makeOffer(negotiation, local).offer);
    expect(numbers).toContain('a=rtpmap:96 telephone-event/8000');
    expect(numbers[0]).toBe('m=audio 40000 RTP/AVP 8 0 96');
  });
  it('lives when every dynamic number is taken', () => {
    const all = Array.from({ length: 32 }, (_, i) => 96 + i);
    const { negotiation } = answered(peer(`m=audio 5004 RTP/AVP 8 ${all.join(' ')}`, ...all.map((number) => `a=rtpmap:${number} opus/48000/2`)));
    expect(mediaLines(makeOffer(negotiation, local).offer)[0]).toBe('m=audio 40000 RTP/AVP 8 0');
  });
  it('takes up the place of a stream that was removed', () => {
    const { negotiation } = answered(peer('m=audio 0 RTP/AVP 8'), local, established());
    const { offer } = makeOffer(negotiation, local);
    expect(offer.media.map((media) => media.port)).toEqual([40_000]);
  });
  it('adds audio behind what a session without it has', () => {
    const { negotiation } = answered(peer('m=image 0 udptl t38'));
    expect(makeOffer(negotiation, local).offer.media.map((media) => `${media.media} ${media.port}`)).toEqual(['image 0', 'audio 40000']);
  });
});

describe('an answer', () => {
  it('chooses the codec by the order of its formats', () => {
    const { agreement } = accepted(fresh(), peer('m=audio 5004 RTP/AVP 0 8'));
    expect(agreement).toMatchObject({
      send: PCMU, receive: [PCMA, PCMU],
      remoteRtp: { address: '198.51.100.5', port: 5004 }, direction: 'sendrecv',
    });
    expect(agreement).not.toHaveProperty('telephoneEvent');
  });
  it('may number telephone-event its own way', () => {
    const { agreement } = accepted(fresh(), peer('m=audio 5004 RTP/AVP 8 96', 'a=rtpmap:96 telephone-event/8000'));
    expect(agreement?.telephoneEvent).toEqual({ send: { payloadType: 96, clockRateHz: 8000 }, receive: [EVENT_8000] });
  });
  it.each([['sendrecv', 'sendonly', 'sendonly'], ['recvonly', 'sendonly', 'sendonly'], ['inactive', 'sendrecv', 'inactive'], ['sendonly', 'sendrecv', 'recvonly']] as const)(
    '%s to our %s/%s', (theirs, wanted, expected) => {
      const { negotiation } = makeOffer(newNegotiation('42'), { ...local, direction: wanted });
      expect(accepted(negotiation, peer('m=audio 5004 RTP/AVP 8', `a=${theirs}`)).agreement?.direction).toBe(expected);
    },
  );
  it('with c=0.0.0.0 leaves nobody to send to', () => {
    expect(accepted(fresh(), peer('m=audio 5004 RTP/AVP 8', 'c=IN IP4 0.0.0.0')).agreement).toMatchObject({ remoteRtp: null, direction: 'recvonly' });
  });
  it('keeps the list of streams that we declined earlier', () => {
    const { negotiation } = answered(peer('m=audio 5004 RTP/AVP 8', 'm=video 5006 RTP/AVP 96'));
    const held = makeOffer(negotiation, { ...local, direction: 'sendonly' }).negotiation;
    expect(accepted(held, peer('m=audio 5004 RTP/AVP 8', 'm=video 0 RTP/AVP 96')).declined).toEqual(['video']);
  });
  it.each<[string, string[], number]>([
    ['that declines', ['m=audio 0 RTP/AVP 8'], 304],
    ['without m-lines', [], 304],
    ['with another medium', ['m=video 5004 RTP/AVP 8'], 304],
    ['with a codec that we did not offer', ['m=audio 5004 RTP/AVP 18'], 305],
    ['in SRTP', ['m=audio 5004 RTP/SAVP 8'], 302],
  ])('%s is refused', (_what, lines, code) => {
    expect(refusedCode(fresh(), peer(...lines))).toBe(code);
  });
  it('without an offer is refused', () => {
    expect(refusedCode(newNegotiation('42'), peer('m=audio 5004 RTP/AVP 8'))).toBe(399);
  });
});
