/** Calls that were to lead into a session of a group. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src-shared/diagnose/diagnose.ts';
import type { Fields } from '../ladder/support.ts';
import { createScript, request, response, span, stats } from '../ladder/support.ts';

const soundAt = (address: string): Fields => ({
  contentType: 'application/sdp', body: ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', `c=IN IP4 ${address}`, 't=0 0', 'm=audio 5004 RTP/AVP 0', ''].join('\r\n'),
});

function refused(status: string, ...headers: string[]) {
  const script = createScript();
  script.add(request('INVITE', soundAt('239.1.2.3/15')));
  script.add(response(status, { headers }), { out: false });
  script.add(request('ACK'));
  return diagnose(script.messages, []);
}

function answered(address: string) {
  const script = createScript();
  script.add(request('INVITE', soundAt('239.1.2.3/15')));
  script.add(response('200 OK', soundAt(address)), { out: false, atMs: 10 });
  script.add(request('ACK', { branch: 'z9hG4bKack', cseq: '1 ACK' }), { atMs: 20 });
  script.add(request('BYE', { branch: 'z9hG4bKbye', cseq: '2 BYE', toTag: 'bob' }), { atMs: 5000 });
  script.add(response('200 OK', { branch: 'z9hG4bKbye', cseq: '2 BYE' }), { out: false, atMs: 5010 });
  return diagnose(script.messages, [span({ callId: 'another', stats: stats({ sent: 200, received: 200 }) })]);
}

describe('a call into a session', () => {
  it('that is refused for its group, or without a word', () => {
    expect(refused('488 Not Acceptable Here', 'Warning: 330 host "Multicast not available"')).toMatchObject([{ rule: 'multicast-refused', seq: 2, params: { group: '239.1.2.3', status: '488 Not Acceptable Here' } }]);
    expect(refused('606 Not Acceptable').map(({ rule }) => rule)).toEqual(['multicast-refused']);
  });
  it('that is refused for its codecs is another matter', () => {
    expect(refused('488 Not Acceptable Here', 'Warning: 305 host "Incompatible media format"').map(({ rule }) => rule)).toEqual(['not-acceptable']);
  });
  it('that is answered with an address of its own has not been understood', () => {
    expect(answered('192.0.2.7').filter(({ rule }) => rule.startsWith('multicast'))).toMatchObject([{ rule: 'multicast-misunderstood', seq: 2, params: { group: '239.1.2.3', address: '192.0.2.7' } }]);
  });
  it('that is understood has no sound between the two, and that is right', () => {
    expect(answered('239.1.2.3/15')).toEqual([]);
  });
});
