// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { flowOf, marksOf, pressedKeys } from '../../src-renderer/lib/ladder-marks.ts';
import LadderBand from '../../src-renderer/components/LadderBand.vue';
import type { MediaSpan, StreamStats } from '../../src-shared/model.ts';
import { fixture, message } from './fixture.ts';

const sdp = (lines: string) => ({ method: 'INVITE', hasSdp: true, raw: `INVITE sip:b@c SIP/2.0\r\nContent-Type: application/sdp\r\n\r\nv=0\r\nm=audio 4000 ${lines}\r\n` });
const info = (type: string, body: string) => ({ method: 'INFO', raw: `INFO sip:b@c SIP/2.0\r\nContent-Type: ${type}\r\n\r\n${body}` });

describe('what a message does', () => {
  it.each([
    ['hold', sdp('RTP/AVP 0\r\na=sendonly'), { direction: 'sendonly' }],
    ['encryption', sdp('RTP/SAVP 0'), { isEncrypted: true }],
    ['early media', { ...sdp('RTP/AVP 0'), status: 183 }, { isEarly: true }],
    ['a key by INFO', info('application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n'), { digit: '5' }],
    ['a key alone', info('application/dtmf', '#'), { digit: '#' }],
  ])('shows %s', (_what, given, marks) => {
    expect(marksOf(message(1, given))).toMatchObject(marks);
  });
  it('shows nothing of what is usual', () => {
    expect(marksOf(message(1, sdp('RTP/AVP 0\r\na=sendrecv')))).toBeUndefined();
    expect(marksOf(message(1, info('application/json', '5')))).toBeUndefined();
  });
});

const stats: StreamStats = { codec: 'PCMA', sent: 10, received: 10, lost: 0, jitterMs: 1, concealed: 0, discarded: 0, bufferMs: 40, levelOut: 0, levelIn: 0 };
const press = (digit: string, direction: 'in' | 'out') => ({ digit, direction, atMs: 1 });
const span: MediaSpan = {
  callId: 'x@y', local: '192.0.2.1:4000', remote: '192.0.2.2:4000', codec: 'PCMA', startedAtMs: 1, early: true,
  encryption: { suite: 'AES_CM_128_HMAC_SHA1_80', keysByTls: true }, stats: { ...stats, mos: 2.1, digits: [press('1', 'out'), press('2', 'out'), press('#', 'in')] },
};

describe('the band of a stream', () => {
  it('knows which way packets went', () => {
    expect([undefined, stats, { ...stats, received: 0 }, { ...stats, sent: 0 }, { ...stats, sent: 0, received: 0 }].map(flowOf)).toEqual(['none', 'both', 'out', 'in', 'none']);
  });
  it('has the keys in their order', () => {
    expect(pressedKeys(span)).toEqual([{ direction: 'out', keys: '12' }, { direction: 'in', keys: '#' }]);
  });
  it('shows lock, keys, early media and how it sounds', async () => {
    const { mount } = await fixture();
    const band = mount(LadderBand, { row: { kind: 'band', key: 'r', band: { from: 0, to: 1, span, afterSeq: 1 } }, laneCount: 2 });
    expect(band.find('[aria-label="encrypted (SRTP)"]').exists()).toBe(true);
    expect(band.text()).toContain('early media');
    expect(band.text()).toContain('12');
    expect(band.find('.band.poor.live.early').exists()).toBe(true);
  });
});
