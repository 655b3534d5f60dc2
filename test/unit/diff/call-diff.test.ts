import { describe, expect, it } from 'vitest';
import type { CallDiff } from '../../../src-shared/diff/call-diff.ts';
import { callDiff } from '../../../src-shared/diff/call-diff.ts';
import type { TracedMessage } from '../../../src-shared/model.ts';
import { createScript, request, response, SDP } from '../ladder/support.ts';

interface Told {
  callId: string;
  status?: string;
  sdp?: string;
  slowMs?: number;
}

function call({ callId, status = '200 OK', sdp = SDP, slowMs = 0 }: Told): TracedMessage[] {
  const script = createScript();
  const id = { callId, branch: `z9hG4bK${callId}` };
  script.add(request('INVITE', { ...id, body: sdp, contentType: 'application/sdp' }));
  script.add(response('100 Trying', id), { out: false, atMs: 10 });
  script.add(response('180 Ringing', id), { out: false, atMs: 20 });
  script.add(response(status, id), { out: false, atMs: 30 + slowMs });
  script.add(request('ACK', { ...id, cseq: '1 ACK', toTag: 'bob' }), { atMs: 40 + slowMs });
  return script.messages;
}

const told = ({ rows }: CallDiff): string[] => rows.map(({ left, right, change, differing }) => (
  `${left?.message.status ?? left?.message.method ?? '-'} ${right?.message.status ?? right?.message.method ?? '-'} ${change} ${differing.join(' ')}`.trim()
));

describe('callDiff', () => {
  it('two calls alike differ in nothing but what has to differ', () => {
    const diff = callDiff(call({ callId: 'one' }), call({ callId: 'two', slowMs: 500 }));
    expect(diff).toMatchObject({ different: 0, parting: -1, leftMs: 40, rightMs: 540 });
  });

  it('shows where they part, and what was asked otherwise before', () => {
    const diff = callDiff(call({ callId: 'one', status: '488 Not Acceptable Here' }), call({ callId: 'two', sdp: SDP.replace(' 8 0', ' 8') }));
    expect(told(diff)).toEqual(['INVITE INVITE changed m=', '100 100 same', '180 180 same', '488 200 answered-otherwise start', 'ACK ACK same']);
    expect(diff.parting).toBe(3);
  });

  it('lines up what one of them has more', () => {
    const two = call({ callId: 'two' }).filter(({ status }) => status !== 180);
    expect(told(callDiff(call({ callId: 'one' }), two))).toEqual(['INVITE INVITE same', '100 100 same', '180 - removed', '200 200 same', 'ACK ACK same']);
    expect(told(callDiff([], two)).every((row) => row.includes('added'))).toBe(true);
  });

  it('folds retransmissions, and tells that there were some', () => {
    const script = createScript();
    for (const atMs of [0, 500, 1_500]) script.add(request('OPTIONS', { callId: 'one' }), { atMs });
    const other = createScript();
    other.add(request('OPTIONS', { callId: 'two', branch: 'z9hG4bK2' }));
    const [row] = callDiff(script.messages, other.messages).rows;
    expect(row).toMatchObject({ change: 'changed', differing: [], left: { repeats: 2 }, right: { repeats: 0 } });
  });
});
