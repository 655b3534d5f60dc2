/** Which codec a call gets, its numbers, its clock rates and its parameters. */
import { describe, expect, it } from 'vitest';
import { acceptAnswer, makeAnswer, makeOffer, newNegotiation } from '../../../src-main/sdp/offer-answer.ts';
import type { LocalMedia, Negotiation } from '../../../src-main/sdp/offer-answer.ts';
import type { SessionDescription } from '../../../src-shared/sdp/types.ts';
import type { CodecName } from '../../../src-shared/model.ts';
import { EVENT_8000 } from '../../fakes/payload-formats.ts';
import { answered, local, mediaLines, peer } from './support.ts';

const all: LocalMedia = { ...local, codecs: ['opus', 'G722', 'PCMA', 'PCMU', 'L16'] };

function accepted(answer: SessionDescription, ours = all, negotiation = makeOffer(newNegotiation('42'), ours).negotiation): Negotiation {
  const result = acceptAnswer(negotiation, answer, ours);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const OPUS = ['a=rtpmap:96 opus/48000/2', 'a=fmtp:96 maxaveragebitrate=20000; useinbandfec=1'];

describe('an offer of all codecs', () => {
  const lines = mediaLines(makeOffer(newNegotiation('42'), all).offer);

  it('has them in our order, and keypad events for each clock rate', () => {
    expect(lines.filter((line) => /^(m=|a=rtpmap|a=fmtp)/.test(line))).toEqual([
      'm=audio 40000 RTP/AVP 111 9 8 0 112 102 101 103',
      'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 useinbandfec=1;usedtx=1', 'a=rtpmap:9 G722/8000', 'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:112 L16/16000', 'a=rtpmap:102 telephone-event/48000', 'a=fmtp:102 0-15', 'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15',
      'a=rtpmap:103 telephone-event/16000', 'a=fmtp:103 0-15',
    ]);
  });
});

describe('an offer of one codec with a clock of its own', () => {
  it.each<[CodecName, string]>([['opus', '111 102 101'], ['L16', '112 103 101']])('%s has keypad events at 8000 Hz too, which older phones know alone', (codec, formats) => {
    const ours: LocalMedia = { ...local, codecs: [codec] };
    const { offer, negotiation } = makeOffer(newNegotiation('42'), ours);
    expect(mediaLines(offer)[0]).toBe(`m=audio 40000 RTP/AVP ${formats}`);
    const theirs = peer(`m=audio 5004 RTP/AVP ${formats.slice(0, 3)} 101`, ...mediaLines(offer).filter((line) => line.startsWith('a=rtpmap:11')), 'a=rtpmap:101 telephone-event/8000');
    const { agreement } = accepted(theirs, ours, negotiation);
    expect(agreement?.telephoneEvent?.send).toEqual(EVENT_8000);
    expect(agreement?.telephoneEvent?.receive).toContainEqual(EVENT_8000);
  });
});

describe('Opus', () => {
  const offer = peer('m=audio 5004 RTP/AVP 0 96 97 98', ...OPUS, 'a=rtpmap:97 telephone-event/8000', 'a=rtpmap:98 telephone-event/48000');
  const { answer, negotiation } = answered(offer, all);

  it('is answered under the number of the offer, with our own parameters', () => {
    expect(mediaLines(answer).slice(0, 4)).toEqual([
      'm=audio 40000 RTP/AVP 96 0 98 97', 'a=rtpmap:96 opus/48000/2', 'a=fmtp:96 useinbandfec=1;usedtx=1', 'a=rtpmap:0 PCMU/8000',
    ]);
  });
  it('is sent as the peer wishes and received as we do', () => {
    expect(negotiation.agreement?.send).toEqual({
      payloadType: 96, codec: 'opus', clockRateHz: 48_000, channels: 2, parameters: 'maxaveragebitrate=20000; useinbandfec=1',
    });
    expect(negotiation.agreement?.receive[0]).toMatchObject({ payloadType: 96, codec: 'opus', parameters: 'useinbandfec=1;usedtx=1' });
  });
  it('has keypad events at its own clock rate, and understands the other ones', () => {
    expect(negotiation.agreement?.telephoneEvent).toEqual({
      send: { payloadType: 98, clockRateHz: 48_000 }, receive: [{ payloadType: 98, clockRateHz: 48_000 }, { payloadType: 97, clockRateHz: 8000 }],
    });
  });
  it('takes keypad events at 8000 Hz from a peer that has no others', () => {
    const alone = answered(peer('m=audio 5004 RTP/AVP 96 101', ...OPUS, 'a=rtpmap:101 telephone-event/8000'), { ...local, codecs: ['opus'] });
    expect(alone.negotiation.agreement?.telephoneEvent).toEqual({ send: EVENT_8000, receive: [EVENT_8000] });
    expect(mediaLines(alone.answer)).toContain('a=rtpmap:101 telephone-event/8000');
  });
  it('may stand there without its channels, at no other rate', () => {
    expect(answered(peer('m=audio 5004 RTP/AVP 96', 'a=rtpmap:96 OPUS/48000'), all).negotiation.agreement?.send).toMatchObject({ codec: 'opus', channels: 1 });
    expect(makeAnswer(newNegotiation('42'), peer('m=audio 5004 RTP/AVP 96', 'a=rtpmap:96 opus/16000/2'), all).ok).toBe(false);
  });
  it.each([[10, 10], [20, 20], [30, 20], [50, 40], [60, 60], [100, 60], [5, 10]])('sends packets of what is possible when %i ms are wished: %i', (wished, sent) => {
    expect(answered(peer('m=audio 5004 RTP/AVP 96', ...OPUS, `a=ptime:${wished}`), all).negotiation.agreement?.ptimeMs).toBe(sent);
  });
});

describe('G.722', () => {
  it('has a clock of 8000 Hz', () => {
    const { answer, negotiation } = answered(peer('m=audio 5004 RTP/AVP 0 9'), all);
    expect(mediaLines(answer)[0]).toBe('m=audio 40000 RTP/AVP 9 0');
    expect(negotiation.agreement?.send).toEqual({ payloadType: 9, codec: 'G722', clockRateHz: 8000, channels: 1, parameters: '' });
  });
});

describe('L16', () => {
  const l16: LocalMedia = { ...local, codecs: ['L16', 'PCMA'] };
  it.each<[string[], object, string]>([
    [['m=audio 5004 RTP/AVP 10'], { payloadType: 10, clockRateHz: 44_100, channels: 2 }, 'L16/44100/2'],
    [['m=audio 5004 RTP/AVP 11'], { payloadType: 11, clockRateHz: 44_100, channels: 1 }, 'L16/44100'],
    [['m=audio 5004 RTP/AVP 96', 'a=rtpmap:96 L16/8000'], { clockRateHz: 8000, channels: 1 }, 'L16/8000'],
    [['m=audio 5004 RTP/AVP 96', 'a=rtpmap:96 L16/48000/2'], { clockRateHz: 48_000, channels: 2 }, 'L16/48000/2'],
    [['m=audio 5004 RTP/AVP 10 96', 'a=rtpmap:96 L16/16000'], { payloadType: 96, clockRateHz: 16_000, channels: 1 }, 'L16/16000'],
  ])('%j', (lines, expected, rtpmap) => {
    const { answer, negotiation } = answered(peer(...lines), l16);
    expect(negotiation.agreement?.send).toMatchObject({ codec: 'L16', ...expected });
    expect(mediaLines(answer)[1]).toContain(` ${rtpmap}`);
  });
  it.each(['L16/22050', 'L16/16000/3'])('%s is not ours', (rtpmap) => {
    expect(answered(peer('m=audio 5004 RTP/AVP 96 8', `a=rtpmap:96 ${rtpmap}`), l16).negotiation.agreement?.send.codec).toBe('PCMA');
  });
  it.each([['L16/16000', 40, 40], ['L16/16000', 60, 40], ['L16/48000', 20, 10], ['L16/44100/2', 20, 10]])('%s in packets of %i ms that fit Ethernet: %i', (rtpmap, wished, sent) => {
    const { negotiation } = answered(peer('m=audio 5004 RTP/AVP 96', `a=rtpmap:96 ${rtpmap}`, `a=ptime:${wished}`), l16);
    expect(negotiation.agreement?.ptimeMs).toBe(sent);
  });
});

describe('an answer to all codecs', () => {
  it('may number them its own way', () => {
    const { agreement } = accepted(peer('m=audio 5004 RTP/AVP 96 97', ...OPUS, 'a=rtpmap:97 telephone-event/48000'));
    expect(agreement?.send).toMatchObject({ payloadType: 96, codec: 'opus', parameters: 'maxaveragebitrate=20000; useinbandfec=1' });
    expect(agreement?.receive.map(({ payloadType, codec }) => `${payloadType} ${codec}`)).toEqual(['111 opus', '9 G722', '8 PCMA', '0 PCMU', '112 L16']);
    expect(agreement?.telephoneEvent?.send).toEqual({ payloadType: 97, clockRateHz: 48_000 });
    expect(agreement?.telephoneEvent?.receive.map(({ payloadType }) => payloadType)).toEqual([102, 101, 103]);
  });
  it('keeps to its packet time and its maximum', () => {
    expect(accepted(peer('m=audio 5004 RTP/AVP 9', 'a=ptime:30')).agreement?.ptimeMs).toBe(30);
    expect(accepted(peer('m=audio 5004 RTP/AVP 9', 'a=maxptime:10')).agreement?.ptimeMs).toBe(10);
  });
});

describe('agreed anew', () => {
  const first = accepted(peer('m=audio 5004 RTP/AVP 8 101', 'a=rtpmap:101 telephone-event/8000'));

  it('to another codec by the peer', () => {
    const { negotiation } = answered(peer('m=audio 5004 RTP/AVP 96 97', ...OPUS, 'a=rtpmap:97 telephone-event/48000'), all, first);
    expect(negotiation.agreement).toMatchObject({ send: { codec: 'opus', payloadType: 96 }, telephoneEvent: { send: { payloadType: 97 } } });
  });
  it('to another codec by us', () => {
    const { offer, negotiation } = makeOffer(first, { ...all, codecs: ['PCMU'] });
    expect(mediaLines(offer)[0]).toBe('m=audio 40000 RTP/AVP 0 101');
    expect(accepted(peer('m=audio 5004 RTP/AVP 0'), { ...all, codecs: ['PCMU'] }, negotiation).agreement?.send.codec).toBe('PCMU');
  });
  it('keeps the numbers that the peer has chosen', () => {
    const { negotiation } = answered(peer('m=audio 5004 RTP/AVP 96 97', ...OPUS, 'a=rtpmap:97 telephone-event/48000'), all);
    expect(mediaLines(makeOffer(negotiation, all).offer)[0]).toBe('m=audio 40000 RTP/AVP 96 9 8 0 112 97 101 103');
  });
});
