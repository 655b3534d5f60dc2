import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StateAt, TransactionAt } from '../../../src-shared/ladder/state/state-at.ts';
import { stateAt } from '../../../src-shared/ladder/state/state-at.ts';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { createScript, request, response, SDP } from './support.ts';
import type { Fields } from './support.ts';

const sdp: Fields = { body: SDP, contentType: 'application/sdp' };

/** Both sides' state and timers with seconds left, at message `seq`. */
function transaction(messages: TracedMessage[], seq: number): string[] {
  const { transaction: found } = stateAt(messages, messages[seq - 1] as TracedMessage);
  const told = ({ name, timers, timedOut }: TransactionAt['client']): string =>
    [name, ...timers.map((timer) => `${timer.name} ${timer.leftMs / 1000}`), ...(timedOut ? ['timed out'] : [])].join(', ');
  return found ? [told(found.client), told(found.server)] : [];
}

describe('INVITE transaction', () => {
  it('over UDP: A doubles, then 1xx, 2xx, ACK', () => {
    const script = createScript();
    script.add(request('INVITE'), { atMs: 0 });
    script.add(request('INVITE'), { atMs: 500 });
    script.add(request('INVITE'), { atMs: 1500 });
    script.add(response('180 Ringing'), { out: false, atMs: 1600 });
    script.add(response('200 OK'), { out: false, atMs: 5000 });
    script.add(response('200 OK'), { out: false, atMs: 5500 });
    script.add(request('ACK', { branch: 'z9hG4bKack', toTag: 'bob' }), { atMs: 5600 });
    const at = (seq: number): string[] => transaction(script.messages, seq);
    expect(at(1)).toEqual(['calling, A 0.5, B 32', 'proceeding']);
    expect(at(2)).toEqual(['calling, A 1, B 31.5', 'proceeding']);
    expect(at(3)).toEqual(['calling, A 2, B 30.5', 'proceeding']);
    expect(at(4)).toEqual(['proceeding', 'proceeding']);
    expect(at(5)).toEqual(['accepted, M 32', 'accepted, repeat2xx 0.5, awaitAck 32, L 32']);
    expect(at(6)).toEqual(['accepted, M 31.5', 'accepted, repeat2xx 1, awaitAck 31.5, L 31.5']);
    expect(at(7)).toEqual(['accepted, M 31.4', 'accepted, L 31.4']);
  });

  it('refused over UDP: D here, G and H there, I after the ACK', () => {
    const script = createScript();
    script.add(request('INVITE'), { atMs: 0 });
    script.add(response('486 Busy Here'), { out: false, atMs: 100 });
    script.add(response('486 Busy Here'), { out: false, atMs: 600 });
    script.add(request('ACK', { toTag: 'bob' }), { atMs: 700 });
    const at = (seq: number): string[] => transaction(script.messages, seq);
    expect(at(2)).toEqual(['completed, D 32', 'completed, G 0.5, H 32']);
    expect(at(3)).toEqual(['completed, D 31.5', 'completed, G 1, H 31.5']);
    expect(at(4)).toEqual(['completed, D 31.4', 'confirmed, I 5']);
  });

  it('over TCP: nothing is repeated, nothing absorbed', () => {
    const script = createScript();
    const tcp = { transport: 'tcp' } as const;
    script.add(request('INVITE'), { ...tcp, atMs: 0 });
    script.add(response('486 Busy Here'), { ...tcp, out: false, atMs: 100 });
    script.add(request('ACK', { toTag: 'bob' }), { ...tcp, atMs: 200 });
    const at = (seq: number): string[] => transaction(script.messages, seq);
    expect(at(1)).toEqual(['calling, B 32', 'proceeding']);
    expect(at(2)).toEqual(['terminated', 'completed, H 32']);
    expect(at(3)).toEqual(['terminated', 'terminated']);
  });

  it('a reliable 1xx is repeated until its PRACK comes (RFC 3262 3)', () => {
    const script = createScript();
    const reliable: Fields = { headers: ['Require: 100rel', 'RSeq: 1'] };
    script.add(request('INVITE'), { atMs: 0 });
    script.add(response('183 Session Progress', reliable), { out: false, atMs: 100 });
    script.add(response('183 Session Progress', reliable), { out: false, atMs: 600 });
    script.add(response('183 Session Progress', reliable), { out: false, atMs: 1600 });
    script.add(request('PRACK', { cseq: '2 PRACK', branch: 'z9hG4bKp', toTag: 'bob' }), { atMs: 1700 });
    script.add(response('180 Ringing'), { out: false, atMs: 2000 });
    const at = (seq: number): string[] => transaction(script.messages, seq);
    expect(at(2)).toEqual(['proceeding', 'proceeding, repeat1xx 0.5, awaitPrack 32']);
    expect(at(3)).toEqual(['proceeding', 'proceeding, repeat1xx 1, awaitPrack 31.5']);
    expect(at(4)).toEqual(['proceeding', 'proceeding, repeat1xx 2, awaitPrack 30.5']);
    expect(at(6)).toEqual(['proceeding', 'proceeding']);
  });

  it('of a proxy has timer C, which each 1xx but 100 begins anew (16.6, 16.7)', () => {
    const script = createScript();
    const [first, second] = [{ local: '192.0.2.1:5060', remote: '192.0.2.9:5060' }, { local: '192.0.2.9:5060', remote: '192.0.2.2:5060' }];
    script.add(request('INVITE'), { ...first, atMs: 0 });
    script.add(request('INVITE', { branch: 'z9hG4bKproxy' }), { ...second, atMs: 10 });
    script.add(response('100 Trying', { branch: 'z9hG4bKproxy' }), { ...second, out: false, atMs: 100 });
    script.add(response('180 Ringing', { branch: 'z9hG4bKproxy' }), { ...second, out: false, atMs: 1010 });
    const at = (seq: number): string[] => transaction(script.messages, seq);
    expect(at(1)[0]).toBe('calling, A 0.5, B 32');
    expect(at(2)[0]).toBe('calling, A 0.5, C 180, B 32');
    expect(at(3)[0]).toBe('proceeding, C 179.91');
    expect(at(4)[0]).toBe('proceeding, C 180');
  });

  it('that nobody answers is over when B fires', () => {
    const script = createScript();
    script.add(request('INVITE'), { atMs: 0 });
    script.add(request('INVITE'), { atMs: 32_500 });
    expect(transaction(script.messages, 2)[0]).toBe('terminated, timed out');
  });
});

describe('other transactions', () => {
  it('over UDP: E up to T2, F, then K and J', () => {
    const script = createScript();
    for (const atMs of [0, 500, 1500, 3500, 7500]) script.add(request('OPTIONS'), { atMs });
    script.add(response('100 Trying', { cseq: '1 OPTIONS' }), { out: false, atMs: 8000 });
    script.add(response('200 OK', { cseq: '1 OPTIONS' }), { out: false, atMs: 9000 });
    const at = (seq: number): string[] => transaction(script.messages, seq);
    expect(at(1)).toEqual(['trying, E 0.5, F 32', 'trying']);
    expect(at(5)).toEqual(['trying, E 4, F 24.5', 'trying']);
    expect(at(6)).toEqual(['proceeding, E 3.5, F 24', 'proceeding']);
    expect(at(7)).toEqual(['completed, K 5', 'completed, J 32']);
  });

  it('over TCP: F alone, and the end with the answer', () => {
    const script = createScript();
    script.add(request('OPTIONS'), { transport: 'tcp' });
    script.add(response('200 OK', { cseq: '1 OPTIONS' }), { out: false, transport: 'tcp', atMs: 10 });
    expect(transaction(script.messages, 1)).toEqual(['trying, F 32', 'trying']);
    expect(transaction(script.messages, 2)).toEqual(['terminated', 'terminated']);
  });

  it('without their request are not known', () => {
    const script = createScript();
    script.add(response('200 OK', { cseq: '1 OPTIONS' }), { out: false });
    expect(transaction(script.messages, 1)).toEqual([]);
  });
});

describe('dialog, call, offer and answer', () => {
  function call(): StateAt[] {
    const script = createScript();
    script.add(request('INVITE', { ...sdp, headers: ['Contact: <sip:alice@192.0.2.1>'] }));
    script.add(response('100 Trying', { toTag: '' }), { out: false });
    script.add(response('183 Session Progress', { ...sdp, headers: ['Contact: <sip:bob@192.0.2.2>', 'Record-Route: <sip:p2;lr>, <sip:p1;lr>'] }), { out: false });
    script.add(response('180 Ringing', { toTag: 'carol' }), { out: false });
    script.add(response('200 OK', { ...sdp, headers: ['Contact: <sip:bob@192.0.2.2>'] }), { out: false });
    script.add(request('ACK', { branch: 'z9hG4bKa', toTag: 'bob' }));
    script.add(request('INVITE', { ...sdp, branch: 'z9hG4bK2', cseq: '2 INVITE', toTag: 'bob', headers: ['Contact: <sip:alice@198.51.100.9>'] }));
    script.add(response('488 Not Acceptable Here', { branch: 'z9hG4bK2', cseq: '2 INVITE' }), { out: false });
    script.add(request('BYE', { branch: 'z9hG4bK3', cseq: '3 BYE', toTag: 'bob' }));
    return script.messages.map((message) => stateAt(script.messages, message));
  }

  it('of a fork has an early dialog for each answer; the 2xx confirms one; BYE ends it', () => {
    const states = call().map(({ dialogs }) => dialogs.map(({ state, callee }) => `${callee.tag} ${state}`));
    expect(states[1]).toEqual([]);
    expect(states[3]).toEqual(['bob early', 'carol early']);
    expect(states[4]).toEqual(['bob confirmed', 'carol early']);
    expect(states[8]).toEqual(['bob terminated', 'carol early']);
  });

  it('knows numbers, targets and the route set, as last refreshed', () => {
    const states = call();
    expect(states[4]?.dialogs[0]).toMatchObject({
      caller: { tag: 'alice', cseq: 1, target: 'sip:alice@192.0.2.1' }, callee: { tag: 'bob', target: 'sip:bob@192.0.2.2' }, routeSet: ['sip:p1;lr', 'sip:p2;lr'],
    });
    expect(states[6]?.dialogs[0]?.caller).toEqual({ tag: 'alice', cseq: 2, target: 'sip:alice@198.51.100.9' });
  });

  it('a refused call ends its early dialogs', () => {
    const script = createScript();
    script.add(request('INVITE'));
    script.add(response('180 Ringing'), { out: false });
    script.add(response('486 Busy Here', { toTag: 'proxy' }), { out: false });
    const { dialogs, call: at } = stateAt(script.messages, script.messages[2] as TracedMessage);
    expect(dialogs.map(({ state }) => state)).toEqual(['terminated']);
    expect(at).toMatchObject({ phase: 'ended', ended: 486 });
  });

  it('the call goes through its phases', () => {
    expect(call().map(({ call: at }) => at?.phase)).toEqual(['calling', 'trying', 'ringing', 'ringing', 'answered', 'talking', 'talking', 'talking', 'ended']);
    expect(call()[2]?.call?.hasEarlyMedia).toBe(true);
    expect(call()[8]?.call?.ended).toBe('BYE');
  });

  it('offer and answer: previewed by 183, agreed by 2xx, a refused offer leaves what was agreed', () => {
    expect(call().map(({ offerAnswer: { state, rounds, refused } }) => `${state} ${rounds} ${refused}`)).toEqual([
      'offered 0 0', 'offered 0 0', 'previewed 0 0', 'previewed 0 0', 'stable 1 0', 'stable 1 0', 'offered 1 0', 'stable 1 1', 'stable 1 1',
    ]);
  });

  it('the offer may come with the 2xx, its answer with the ACK', () => {
    const script = createScript();
    script.add(request('INVITE'));
    script.add(response('200 OK', sdp), { out: false });
    script.add(request('ACK', { ...sdp, branch: 'z9hG4bKa', toTag: 'bob' }));
    expect(script.messages.map((message) => stateAt(script.messages, message).offerAnswer)).toMatchObject([
      { state: 'none' }, { state: 'offered', offerer: 'bob', offerSeq: 2 }, { state: 'stable', answerSeq: 3 },
    ]);
  });
});

it('replaying any trace never throws', () => {
  const start = fc.oneof(
    fc.constantFrom('INVITE', 'ACK', 'BYE', 'CANCEL', 'UPDATE', 'PRACK', 'SUBSCRIBE', 'NOTIFY', 'REFER', 'OPTIONS').map((method) => (fields: Fields) => request(method, fields)),
    fc.constantFrom('100 Trying', '183 Early', '200 OK', '302 Moved', '481 Gone', '487 Cancelled', '603 No').map((status) => (fields: Fields) => response(status, fields)),
    fc.string().map((text) => () => text),
  );
  const fields = fc.record({
    cseq: fc.constantFrom('1 INVITE', '2 INVITE', '1 BYE', '9 UPDATE', 'x'), branch: fc.constantFrom('z9hG4bK1', 'z9hG4bK2', ''), toTag: fc.constantFrom('', 'bob', 'alice'),
    headers: fc.constantFrom<string[]>([], ['Contact: *'], ['Contact: <sip:x'], ['Record-Route: ,,,']), body: fc.constantFrom('', SDP), contentType: fc.constant('application/sdp'),
  });
  const written = fc.record({ out: fc.boolean(), atMs: fc.integer({ min: -1000, max: 100_000 }), transport: fc.constantFrom('udp' as const, 'tcp' as const) });
  fc.assert(fc.property(fc.array(fc.tuple(start, fields, written), { maxLength: 20 }), (lines) => {
    const script = createScript();
    for (const [make, of, how] of lines) script.add(make(of), how);
    for (const message of script.messages) {
      const { transaction: found } = stateAt(script.messages, message);
      for (const timer of [...(found?.client.timers ?? []), ...(found?.server.timers ?? [])]) expect(timer.leftMs).toBeGreaterThanOrEqual(0);
    }
  }), { numRuns: 300 });
});
