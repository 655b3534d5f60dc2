import { describe, expect, it } from 'vitest';
import { createRepetitionFinder } from '../../../src-shared/ladder/repetitions.ts';
import { createScript, PEER, request, response, SDP, START_MS, US } from './support.ts';

describe('fields', () => {
  it('of a request', () => {
    const traced = createScript().add(request('INVITE', { body: SDP, contentType: 'application/sdp;charset=x' }), { atMs: 5 });
    expect(traced).toMatchObject({
      seq: 1, atMs: START_MS + 5, direction: 'out', transport: 'udp', local: US, remote: PEER, start: 'INVITE sip:bob@example.org SIP/2.0',
      callId: 'call-1', method: 'INVITE', cseq: 1, branch: 'z9hG4bK1', fromTag: 'alice', toTag: '', hasSdp: true,
    });
    expect(traced).not.toHaveProperty('status');
    expect(traced).not.toHaveProperty('note');
    expect(traced.raw).toContain('m=audio 4000');
  });
  it('of a response', () => {
    expect(createScript().add(response('180 Ringing', { cseq: '7 INVITE' }), { out: false })).toMatchObject({
      direction: 'in', status: 180, method: 'INVITE', cseq: 7, toTag: 'bob', hasSdp: false, start: 'SIP/2.0 180 Ringing',
    });
  });
  it('see SDP in a multipart body', () => {
    const body = '--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--\r\n';
    expect(createScript().add(request('INVITE', { body, contentType: 'multipart/mixed;boundary=b' })).hasSdp).toBe(true);
    expect(createScript().add(request('MESSAGE', { body, contentType: 'text/plain' })).hasSdp).toBe(false);
    expect(createScript().add(request('INVITE', { contentType: 'application/sdp' })).hasSdp).toBe(false);
  });
  it('of what is no SIP message: first line, Call-ID and a note', () => {
    const traced = createScript().add('hello there\r\nCall-ID: call-9\r\n\r\n', { out: false });
    expect(traced).toMatchObject({ start: 'hello there', callId: 'call-9', method: '', branch: '' });
    expect(traced.note).toMatch(/not a SIP message.*RFC 3261 7/);
  });
  it('of an empty datagram and of bytes that are no text', () => {
    expect(createScript().add('').note).toBeTruthy();
    expect(createScript().add(Uint8Array.of(0xff, 0, 0x80, 13, 10)).note).toBeTruthy();
  });
  it('carry the note of the transport', () => {
    expect(createScript().add(request('OPTIONS'), { note: 'connection refused' }).note).toBe('connection refused');
  });
  it('hold no secret', () => {
    const traced = createScript().add(request('REGISTER', { headers: ['Authorization: Digest username="a", response="deadbeef"'] }));
    expect(traced.raw).not.toContain('deadbeef');
  });
  it('are bounded', () => {
    const traced = createScript().add(`INVITE sip:${'x'.repeat(60_000)} SIP/2.0\r\n\r\n`);
    expect(traced.start.length).toBeLessThanOrEqual(1024);
    expect((traced.note ?? '').length).toBeLessThanOrEqual(500);
  });
});

describe('retransmissions', () => {
  it('name the first message', () => {
    const script = createScript();
    script.add(request('INVITE'));
    script.add(request('INVITE'), { atMs: 500 });
    script.add(response('200 OK'), { out: false });
    script.add(request('INVITE'), { atMs: 1500 });
    script.add(response('200 OK'), { out: false });
    script.add(request('ACK', { branch: 'z9hG4bK2' }));
    script.add(request('ACK', { branch: 'z9hG4bK2' }));
    expect(script.messages.map((message) => message.retransmissionOf)).toEqual([undefined, 1, undefined, 1, 3, undefined, 6]);
  });
  it('are found in an ACK that has a new branch each time, but not in that of another fork', () => {
    const script = createScript();
    script.add(request('ACK', { branch: 'z9hG4bK2', toTag: 'bob' }));
    script.add(request('ACK', { branch: 'z9hG4bK3', toTag: 'bob' }));
    script.add(request('ACK', { branch: 'z9hG4bK4', toTag: 'carol' }));
    expect(script.messages.map((message) => message.retransmissionOf)).toEqual([undefined, 1, undefined]);
  });
  it.each<[string, [string, string]]>([
    ['another branch', [request('INVITE'), request('INVITE', { branch: 'z9hG4bK2' })]],
    ['another CSeq', [request('INVITE'), request('INVITE', { cseq: '2 INVITE' })]],
    ['another call', [request('INVITE'), request('INVITE', { callId: 'call-2' })]],
    ['another status', [response('180 Ringing'), response('183 Session Progress')]],
    ['the answer of another fork', [response('200 OK'), response('200 OK', { toTag: 'carol' })]],
    ['another RSeq', [response('183 Session Progress', { headers: ['RSeq: 1'] }), response('183 Session Progress', { headers: ['RSeq: 2'] })]],
    ['CANCEL beside INVITE', [request('INVITE'), request('CANCEL')]],
  ])('are not %s', (_what, [first, second]) => {
    const script = createScript();
    script.add(first);
    expect(script.add(second)).not.toHaveProperty('retransmissionOf');
  });
  it('are not the same message on the way back or to another host', () => {
    const script = createScript();
    script.add(request('INVITE'));
    expect(script.add(request('INVITE'), { out: false })).not.toHaveProperty('retransmissionOf');
    expect(script.add(request('INVITE'), { remote: '127.0.0.1:5080' })).not.toHaveProperty('retransmissionOf');
  });
  it('are forgotten in the end, oldest first', () => {
    const repetitionOf = createRepetitionFinder();
    const { direction, local, remote, callId, method, branch, toTag, start } = createScript().add(request('INVITE'));
    const again = (seq: number, cseq: number): number | undefined => repetitionOf({ seq, direction, local, remote, callId, cseq, method, branch, toTag, start }, '');
    const numbers = Array.from({ length: 150_000 }, (_, i) => i + 1);
    expect(numbers.filter((n) => again(n, n) !== undefined)).toEqual([]);
    expect(again(150_001, 1)).toBeUndefined();
    expect(again(150_002, 150_000)).toBe(150_000);
    expect(again(150_003, 100_000)).toBe(100_000);
  });
});
