import { describe, expect, it } from 'vitest';
import { buildLadder } from '../../../src-shared/ladder/ladder.ts';
import { createScript, request, response, SDP, span, START_MS } from './support.ts';

describe('lanes', () => {
  it('are hosts, ours first, ports folded', () => {
    const script = createScript();
    script.add(request('INVITE'), { out: false, local: '192.0.2.1:5060', remote: '198.51.100.7:5060' });
    script.add(response('200 OK'), { local: '192.0.2.1:5060', remote: '198.51.100.7:5060' });
    script.add(request('BYE'), { local: '192.0.2.1:43210', remote: '198.51.100.7:5061' });
    script.add(request('OPTIONS'), { local: '[2001:db8::1]:5060', remote: '[2001:db8::2]:5060' });
    const { lanes, arrows } = buildLadder(script.messages, []);
    expect(lanes.map(({ address, isLocal, endpoints }) => [address, isLocal, endpoints])).toEqual([
      ['192.0.2.1', true, ['192.0.2.1:5060', '192.0.2.1:43210']],
      ['2001:db8::1', true, ['[2001:db8::1]:5060']],
      ['198.51.100.7', false, ['198.51.100.7:5060', '198.51.100.7:5061']],
      ['2001:db8::2', false, ['[2001:db8::2]:5060']],
    ]);
    expect(arrows.map(({ from, to }) => [from, to])).toEqual([[2, 0], [0, 2], [0, 2], [1, 3]]);
  });

  it('are ports where a host talks to itself, our own ports still one', () => {
    const script = createScript();
    script.add(request('INVITE'), { local: '127.0.0.1:5060', remote: '127.0.0.1:5070' });
    script.add(request('REGISTER'), { local: '127.0.0.1:40001', remote: '127.0.0.1:5080' });
    const { lanes } = buildLadder(script.messages, []);
    expect(lanes.map(({ address, isLocal }) => [address, isLocal])).toEqual([['127.0.0.1:5060', true], ['127.0.0.1:5070', false], ['127.0.0.1:5080', false]]);
  });

  it('of a capture by a third party stand in order of appearance', () => {
    const script = createScript();
    const [a, proxy, b] = ['127.0.0.1:6000', '127.0.0.1:5060', '127.0.0.1:7000'];
    script.add(request('INVITE'), { local: a, remote: proxy });
    script.add(request('INVITE', { branch: 'z9hG4bKp' }), { local: proxy, remote: b });
    script.add(response('200 OK', { branch: 'z9hG4bKp' }), { local: b, remote: proxy });
    script.add(response('200 OK'), { local: proxy, remote: a });
    const { lanes, arrows } = buildLadder(script.messages, []);
    expect(lanes.map((lane) => lane.address)).toEqual([a, proxy, b]);
    expect(arrows.map(({ from, to }) => [from, to])).toEqual([[0, 1], [1, 2], [2, 1], [1, 0]]);
  });

  it('of a host that is unfolded are its ports, and back', () => {
    const script = createScript();
    const local = '192.0.2.1:5060';
    script.add(request('INVITE'), { local, remote: '198.51.100.7:5060' });
    script.add(request('OPTIONS'), { local, remote: '198.51.100.7:5061', transport: 'tcp' });
    const unfolded = buildLadder(script.messages, [], new Set(['198.51.100.7'])).lanes;
    expect(unfolded.map(({ address, transports, isUnfolded }) => [address, transports, isUnfolded])).toEqual([
      ['192.0.2.1', ['udp', 'tcp'], undefined], ['198.51.100.7:5060', ['udp'], true], ['198.51.100.7:5061', ['tcp'], true],
    ]);
    expect(buildLadder(script.messages, []).lanes).toHaveLength(2);
  });

  it('are not more than can be drawn: thousands of hosts share the last one', () => {
    const script = createScript();
    for (let n = 0; n < 3_000; n++) script.add(request('OPTIONS', { branch: `z9hG4bK${n}` }), { local: '192.0.2.1:5060', remote: `198.51.${n >> 8}.${n & 255}:5060` });
    const { lanes, arrows } = buildLadder(script.messages, []);
    expect(lanes).toHaveLength(64);
    expect(lanes.at(-1)?.address).toBe('other hosts');
    expect(lanes.at(-1)?.endpoints.length).toBeLessThan(200);
    expect(arrows.at(-1)).toMatchObject({ from: 0, to: 63 });
  });
});

describe('arrows', () => {
  function call(): ReturnType<typeof buildLadder> {
    const script = createScript();
    script.add(request('INVITE', { body: SDP, contentType: 'application/sdp' }), { atMs: 10 });
    script.add(request('INVITE', { body: SDP, contentType: 'application/sdp' }), { atMs: 510 });
    script.add(response('100 Trying'), { out: false, atMs: 512 });
    script.add(response('302 Moved'), { out: false, atMs: 520 });
    script.add(request('ACK', { toTag: 'bob' }), { atMs: 521 });
    script.add(request('INVITE', { branch: 'z9hG4bK9', cseq: '2 INVITE', callId: 'call-2' }), { atMs: 530 });
    script.add(response('486', { branch: 'z9hG4bK9', cseq: '2 INVITE', callId: 'call-2' }), { out: false, atMs: 540 });
    script.add(response('200 OK', { branch: 'z9hG4bK9', cseq: '2 INVITE', callId: 'call-2', body: SDP, contentType: 'application/sdp' }), { out: false, atMs: 541 });
    return buildLadder(script.messages.toReversed(), []);
  }
  it('stand in order of seq with times, labels and kinds', () => {
    const { arrows, startedAtMs } = call();
    expect(startedAtMs).toBe(START_MS + 10);
    expect(arrows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(arrows.map(({ sinceStartMs }) => sinceStartMs)).toEqual([0, 500, 502, 510, 511, 520, 530, 531]);
    expect(arrows.map(({ sincePreviousMs }) => sincePreviousMs)).toEqual([0, 500, 2, 8, 1, 9, 10, 1]);
    expect(arrows.map(({ label }) => label)).toEqual(['INVITE (SDP)', 'INVITE (SDP)', '100 Trying', '302 Moved', 'ACK', 'INVITE', '486', '200 OK (SDP)']);
    expect(arrows.map(({ kind }) => kind)).toEqual(['request', 'request', 'provisional', 'redirect', 'request', 'request', 'failure', 'success']);
    expect(arrows.map(({ retransmissionOf }) => retransmissionOf)).toEqual([undefined, 1, undefined, undefined, undefined, undefined, undefined, undefined]);
  });
  it('know their transaction (the ACK to a failure belongs to its INVITE) and dialog', () => {
    const { arrows } = call();
    expect(arrows.map(({ transaction }) => transaction)).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
    expect(arrows.map(({ dialog }) => dialog)).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
  });
});

describe('bands', () => {
  it('stand after the message before them, on the lanes of the call\'s signalling when the host is the same', () => {
    const script = createScript();
    script.add(request('INVITE'), { atMs: 0 });
    script.add(response('200 OK'), { out: false, atMs: 90 });
    script.add(request('BYE', { branch: 'z9hG4bK2' }), { atMs: 5000 });
    const { bands, lanes } = buildLadder(script.messages, [span()]);
    expect(lanes).toHaveLength(2);
    expect(bands.map(({ from, to, afterSeq }) => ({ from, to, afterSeq }))).toEqual([{ from: 0, to: 1, afterSeq: 2 }]);
  });
  it('get a lane of their own when the media come from elsewhere', () => {
    const script = createScript();
    script.add(request('INVITE'), { local: '192.0.2.1:5060', remote: '198.51.100.1:5060' });
    const { bands, lanes } = buildLadder(script.messages, [span({ local: '192.0.2.1:40000', remote: '203.0.113.5:7000' })]);
    expect(lanes.map((lane) => lane.address)).toEqual(['192.0.2.1', '198.51.100.1', '203.0.113.5']);
    expect(bands[0]).toMatchObject({ from: 0, to: 2 });
  });
});

it('of nothing is empty', () => {
  expect(buildLadder([], [])).toEqual({ lanes: [], arrows: [], bands: [], startedAtMs: 0 });
});
