import { describe, expect, it } from 'vitest';
import { negotiationOf } from '../../../src-shared/explain/offer-answer.ts';
import type { Negotiation } from '../../../src-shared/explain/offer-answer.ts';
import { formatsOf } from '../../../src-shared/explain/stream-formats.ts';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { createScript, request, response } from '../ladder/support.ts';

const sdp = (...media: string[]): string => ['v=0', 'o=- 1 1 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=0 0', ...media, ''].join('\r\n');
const body = (...media: string[]) => ({ body: sdp(...media), contentType: 'application/sdp' });

/** The offer that mission.md 5 names. */
const REAL_OFFER = body('m=audio 4000 RTP/AVP 18 8 0 101', 'a=rtpmap:18 G729/8000', 'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15', 'a=fmtp:18 annexb=no', 'a=sendrecv', 'm=image 4002 udptl t38');

function call(offer: ReturnType<typeof body>, answer: ReturnType<typeof body>, status = '200 OK'): TracedMessage[] {
  const script = createScript();
  script.add(request('INVITE', offer));
  script.add(response('100 Trying'), { out: false });
  script.add(response(status, answer), { out: false });
  return script.messages;
}
const of = (messages: TracedMessage[], at: number): Negotiation | undefined => negotiationOf(messages, messages[at] as TracedMessage);
const formats = (found: Negotiation | undefined, stream = 0): string[] => (found?.streams[stream]?.formats ?? []).map(({ name, offered, answered, verdict }) => `${name} ${offered?.place ?? '-'} ${answered?.place ?? '-'} ${verdict}`);
const facts = (found: Negotiation | undefined): string[] => (found?.streams[0]?.facts ?? []).map(({ name, offer, answer, isWrong }) => `${name} ${offer || '-'} ${answer || '-'}${isWrong ? ' !' : ''}`);

describe('negotiationOf', () => {
  it('says of every codec why it won, lost or was declined', () => {
    const messages = call(REAL_OFFER, body('m=audio 5000 RTP/AVP 8 0 96', 'a=rtpmap:96 telephone-event/8000', 'm=image 0 udptl t38'));
    for (const at of [0, 2]) {
      const found = of(messages, at);
      expect(found?.streams.map(({ media, verdict }) => `${media} ${verdict}`)).toEqual(['audio accepted', 'image declined']);
      expect(formats(found)).toEqual(['G729/8000 1 - lost', 'PCMA/8000 2 1 chosen', 'PCMU/8000 3 2 agreed', 'telephone-event/8000 4 3 agreed']);
      expect(formats(found, 1)).toEqual(['t38 1 - declined']);
      expect(facts(found)).toEqual(['protocol RTP/AVP RTP/AVP', 'address 192.0.2.1:4000 192.0.2.1:5000', 'direction sendrecv sendrecv', 'dtmf 101 telephone-event/8000 96 telephone-event/8000']);
    }
  });

  it('notices numbers that differ, codecs nobody offered and order turned around', () => {
    const found = of(call(body('m=audio 1 RTP/AVP 0 8 96', 'a=rtpmap:96 opus/48000/2'), body('m=audio 2 RTP/AVP 111 0 9', 'a=rtpmap:111 opus/48000/2')), 2);
    expect(formats(found)).toEqual(['PCMU/8000 1 2 agreed', 'PCMA/8000 2 - lost', 'opus/48000/2 3 1 chosen', 'G722/8000 - 3 extra']);
    expect(found?.streams[0]?.formats[2]?.why.section).toBe('RFC 3264 5.1');
  });

  it('finds what does not fit: direction, protocol, encryption, rtcp-mux, packet times', () => {
    const crypto = 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz';
    const found = of(call(
      body('m=audio 1 RTP/SAVP 8', crypto, 'a=sendonly', 'a=ptime:20'),
      body('m=audio 2 RTP/AVP 8', crypto.replace('crypto:1', 'crypto:2'), 'a=sendonly', 'a=ptime:30', 'a=rtcp-mux'),
    ), 0);
    expect(facts(found)).toEqual([
      'protocol RTP/SAVP RTP/AVP !', 'address 192.0.2.1:1 192.0.2.1:2', 'direction sendonly sendonly !', 'ptime 20 30', 'dtmf - - !',
      'srtp 1 AES_CM_128_HMAC_SHA1_80 2 AES_CM_128_HMAC_SHA1_80 !', 'rtcp - rtcp-mux !',
    ]);
  });

  it('an offer that was refused, and one that nobody has answered', () => {
    const refused = call(REAL_OFFER, { body: '', contentType: '' }, '488 Not Acceptable Here');
    expect(of(refused, 0)).toMatchObject({ answer: { status: 488 }, streams: [{ verdict: 'refused' }, { verdict: 'refused' }] });
    expect(of(refused.slice(0, 2), 0)?.streams[0]).toMatchObject({ verdict: 'open', formats: [{ verdict: 'open' }, {}, {}, {}] });
  });

  it('an INVITE without a description: the 200 offers, the ACK answers', () => {
    const script = createScript();
    script.add(request('INVITE'));
    script.add(response('200 OK', body('m=audio 1 RTP/AVP 8 0')), { out: false });
    script.add(request('ACK', { cseq: '1 ACK', ...body('m=audio 2 RTP/AVP 0') }));
    for (const at of [1, 2]) {
      const found = of(script.messages, at);
      expect(found).toMatchObject({ offer: { status: 200 }, answer: { method: 'ACK' } });
      expect(formats(found)).toEqual(['PCMA/8000 1 - lost', 'PCMU/8000 2 1 chosen']);
    }
  });

  it('early media answer until the final one comes; a second offer stands for itself', () => {
    const script = createScript();
    script.add(request('INVITE', REAL_OFFER));
    script.add(response('183 Session Progress', body('m=audio 1 RTP/AVP 0', 'm=image 0 udptl t38')), { out: false });
    expect(of(script.messages, 0)?.answer?.status).toBe(183);
    script.add(response('200 OK', body('m=audio 1 RTP/AVP 8', 'm=image 0 udptl t38')), { out: false });
    expect(of(script.messages, 0)?.answer?.status).toBe(200);
    script.add(request('INVITE', { cseq: '2 INVITE', branch: 'z9hG4bK2', ...body('m=audio 1 RTP/AVP 8', 'a=sendonly') }));
    expect(of(script.messages, 3)?.answer).toBeUndefined();
  });

  it('bears nonsense', () => {
    const script = createScript();
    script.add(request('INVITE', { body: 'v=0\r\nrubbish', contentType: 'application/sdp' }));
    expect(of(script.messages, 0)).toBeUndefined();
    expect(formatsOf({ media: 'audio', port: 1, protocol: 'RTP/AVP', formats: Array.from({ length: 5_000 }, () => 'x'), connections: [], bandwidths: [], attributes: [] }).length).toBeLessThan(100);
  });
});
