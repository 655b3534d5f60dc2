import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src-shared/diagnose/diagnose.ts';
import type { Diagnosis } from '../../../src-shared/diagnose/types.ts';
import { createScript, request, response } from '../ladder/support.ts';

const KEY = 'crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0e';

function sdp(protocol: string, ...attributes: string[]): { body: string; contentType: string } {
  const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', `m=audio 4000 ${protocol} 8`, ...attributes.map((one) => `a=${one}`), ''];
  return { body: lines.join('\r\n'), contentType: 'application/sdp' };
}

function found(offer: ReturnType<typeof sdp>, status: string, answer: Partial<ReturnType<typeof sdp>> & { headers?: string[] } = {}): Diagnosis[] {
  const script = createScript();
  script.add(request('INVITE', offer));
  script.add(response(status, answer), { out: false });
  script.add(request('ACK'));
  return diagnose(script.messages, []);
}

const rulesOf = (...call: Parameters<typeof found>): string[] => found(...call).map(({ rule }) => rule);

describe('encryption that the two sides do not agree on', () => {
  it('offered and refused: what was offered, and what the other side says', () => {
    expect(found(sdp('RTP/SAVP', KEY), '488 Not Acceptable Here')).toMatchObject([{
      rule: 'srtp-mismatch', severity: 'error', seq: 2,
      params: { status: '488 Not Acceptable Here', offered: 'RTP/SAVP + a=crypto', theirs: '488 Not Acceptable Here' },
    }]);
    const [diagnosis] = found(sdp('RTP/SAVP', KEY), '488 Not Acceptable Here', { headers: ['Warning: 302 b "RTP/SAVP is not possible here"'] });
    expect(diagnosis?.message).toContain('Other side: 302 b "RTP/SAVP is not possible here".');
    expect(diagnosis?.texts.de.advice).toContain('„Wenn möglich“');
  });

  it('asked for by the side that refuses', () => {
    expect(rulesOf(sdp('RTP/AVP'), '488 Not Acceptable Here', { headers: ['Warning: 399 b "SRTP is mandatory"'] })).toEqual(['srtp-mismatch']);
    expect(rulesOf(sdp('RTP/AVP'), '488 Not Acceptable Here', { headers: ['Warning: 302 b "the sound must be encrypted here: RTP/SAVP"'] })).toEqual(['srtp-mismatch']);
  });

  it('in a manner that Rung cannot do: DTLS-SRTP', () => {
    const [diagnosis] = found(sdp('UDP/TLS/RTP/SAVPF', 'fingerprint:sha-256 AA'), '488 Not Acceptable Here');
    expect(diagnosis).toMatchObject({ rule: 'srtp-mismatch', params: { offered: 'UDP/TLS/RTP/SAVPF + a=fingerprint' } });
    expect(diagnosis?.advice).toContain('DTLS-SRTP');
  });

  it('answered plain, or with encryption that was not offered', () => {
    expect(found(sdp('RTP/SAVP', KEY), '200 OK', sdp('RTP/AVP'))).toMatchObject([{ rule: 'srtp-mismatch', seq: 2, params: { offered: 'RTP/SAVP + a=crypto', theirs: 'RTP/AVP' } }]);
    expect(rulesOf(sdp('RTP/AVP'), '200 OK', sdp('RTP/SAVP', KEY))).toEqual(['srtp-mismatch']);
  });

  it.each<[string, ReturnType<typeof sdp>, string, Parameters<typeof found>[2]]>([
    ['both plain', sdp('RTP/AVP'), '200 OK', sdp('RTP/AVP')],
    ['both encrypted', sdp('RTP/SAVP', KEY), '200 OK', sdp('RTP/SAVP', KEY)],
    ['encryption that was optional, overlooked', sdp('RTP/AVP', KEY), '200 OK', sdp('RTP/AVP')],
    ['encryption that was optional, taken', sdp('RTP/AVP', KEY), '200 OK', sdp('RTP/SAVP', KEY)],
  ])('is not found in a call with %s', (_, ...call) => {
    expect(rulesOf(...call)).toEqual([]);
  });

  it('leaves a refusal for the codecs to the rule for that', () => {
    expect(rulesOf(sdp('RTP/SAVP', KEY), '488 Not Acceptable Here', { headers: ['Warning: 305 b "Incompatible media format"'] })).toEqual(['not-acceptable']);
    expect(rulesOf(sdp('RTP/AVP', KEY), '488 Not Acceptable Here')).toEqual(['not-acceptable']);
  });
});
