/** Comfort noise in place of pauses (RFC 3389): offered and accepted only where it is wanted and of use. */
import { describe, expect, it } from 'vitest';
import { acceptAnswer, makeOffer, newNegotiation } from '../../../src-main/sdp/offer-answer.ts';
import type { LocalMedia } from '../../../src-main/sdp/offer-answer.ts';
import type { MediaAgreement } from '../../../src-main/media/engine-port.ts';
import type { CodecName } from '../../../src-shared/model.ts';
import type { SessionDescription } from '../../../src-shared/sdp/types.ts';
import { answered, local, mediaLines, peer } from './support.ts';

const wanting: LocalMedia = { ...local, comfortNoise: true };

function agreed(answer: SessionDescription, ours = wanting): MediaAgreement | undefined {
  const result = acceptAnswer(makeOffer(newNegotiation('42'), ours).negotiation, answer, ours);
  return result.ok ? result.value.agreement : undefined;
}

describe('comfort noise', () => {
  it('is offered as payload 13 when it is wanted', () => {
    const lines = mediaLines(makeOffer(newNegotiation('42'), wanting).offer);
    expect(lines[0]).toBe('m=audio 40000 RTP/AVP 8 0 101 13');
    expect(lines).toContain('a=rtpmap:13 CN/8000');
    expect(mediaLines(makeOffer(newNegotiation('42'), local).offer)[0]).toBe('m=audio 40000 RTP/AVP 8 0 101');
  });

  it.each<[CodecName[], boolean]>([
    [['opus'], false], [['G722'], false], [['opus', 'G722', 'L16'], false], [['opus', 'PCMU'], true],
  ])('beside %j: %s', (codecs, isOffered) => {
    const lines = mediaLines(makeOffer(newNegotiation('42'), { ...wanting, codecs }).offer);
    expect(lines.includes('a=rtpmap:13 CN/8000')).toBe(isOffered);
  });

  it('keeps its number in the next offer', () => {
    const { negotiation, offer } = makeOffer(newNegotiation('42'), wanting);
    expect(mediaLines(makeOffer(negotiation, wanting).offer)).toEqual(mediaLines(offer));
  });

  it('is agreed when the answer has it, and leaves keypad events as they are', () => {
    const agreement = agreed(peer('m=audio 5004 RTP/AVP 8 13 101', 'a=rtpmap:101 telephone-event/8000'));
    expect(agreement?.comfortNoise).toEqual({ send: 13, receive: 13 });
    expect(agreement?.telephoneEvent?.send.payloadType).toBe(101);
    expect(agreed(peer('m=audio 5004 RTP/AVP 8'))?.comfortNoise).toBeUndefined();
  });

  it('is not agreed in an answer to an offer without it', () => {
    expect(agreed(peer('m=audio 5004 RTP/AVP 8 13'), local)?.comfortNoise).toBeUndefined();
  });

  it('is not agreed where the codec that is sent has no use for it', () => {
    const ours: LocalMedia = { ...wanting, codecs: ['G722', 'PCMA'] };
    expect(agreed(peer('m=audio 5004 RTP/AVP 9 8 13'), ours)?.comfortNoise).toBeUndefined();
    expect(agreed(peer('m=audio 5004 RTP/AVP 8 9 13'), ours)?.comfortNoise).toEqual({ send: 13, receive: 13 });
  });

  it('is answered only when it is wanted, under the number of the offer', () => {
    const offer = peer('m=audio 5004 RTP/AVP 8 97', 'a=rtpmap:97 CN/8000');
    const ours = answered(offer, wanting);
    expect(mediaLines(ours.answer).slice(0, 3)).toEqual(['m=audio 40000 RTP/AVP 8 97', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:97 CN/8000']);
    expect(ours.negotiation.agreement?.comfortNoise).toEqual({ send: 97, receive: 97 });
    const unwanted = answered(offer, local);
    expect(mediaLines(unwanted.answer)[0]).toBe('m=audio 40000 RTP/AVP 8');
    expect(unwanted.negotiation.agreement?.comfortNoise).toBeUndefined();
  });

  it('at another clock rate is none that we know', () => {
    expect(answered(peer('m=audio 5004 RTP/AVP 8 97', 'a=rtpmap:97 CN/16000'), wanting).negotiation.agreement?.comfortNoise).toBeUndefined();
  });
});
