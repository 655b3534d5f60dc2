import { describe, expect, it } from 'vitest';
import { abilities } from '../../../src-main/sdp/abilities.ts';
import { parseSdp } from '../../../src-shared/sdp/parse.ts';

describe('what an OPTIONS is told', () => {
  it('is like an offer, with port 0 (RFC 3264 9)', () => {
    const body = new TextDecoder().decode(abilities({ address: '2001:db8::1', codecs: ['PCMA', 'PCMU'], sessionId: '42' }));
    expect(body.split('\r\n')).toEqual([
      'v=0', 'o=- 42 1 IN IP6 2001:db8::1', 's=-', 'c=IN IP6 2001:db8::1', 't=0 0', 'm=audio 0 RTP/AVP 8 0 101',
      'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-15', 'a=ptime:20', 'a=sendrecv', '',
    ]);
    expect(parseSdp(body)).toMatchObject({ ok: true, value: { notes: [] } });
  });
});
