import { describe, expect, it } from 'vitest';
import type { LadderFilter } from '../../../src-shared/ladder/filter.ts';
import { isFiltering, noFilter, toggled } from '../../../src-shared/ladder/filter.ts';
import { buildLadder } from '../../../src-shared/ladder/ladder.ts';
import type { Ladder } from '../../../src-shared/ladder/ladder.ts';
import { forExport, isProblem, shownLadder } from '../../../src-shared/ladder/shown.ts';
import { createScript, request, response, span } from './support.ts';

const show = (ladder: Ladder, filter: Partial<LadderFilter> = {}, turned: number[] = []): Ladder =>
  shownLadder(ladder, { filter: { ...noFilter, ...filter }, foldRepeats: true, foldPings: true, turned: new Set(turned) });
const seqs = (ladder: Ladder): number[] => ladder.arrows.map((arrow) => arrow.seq);

describe('the filter', () => {
  function calls(): Ladder {
    const script = createScript();
    script.add(request('INVITE'), { remote: '192.0.2.1:5060' });
    script.add(response('486 Busy Here', { headers: ['Warning: 399 tired'] }), { out: false, remote: '192.0.2.1:5060' });
    script.add(request('REGISTER', { callId: 'call-2', branch: 'z9hG4bK2' }), { remote: '198.51.100.7:5060' });
    script.add(response('200 OK', { callId: 'call-2', branch: 'z9hG4bK2', cseq: '1 REGISTER' }), { out: false, remote: '198.51.100.7:5060' });
    return buildLadder(script.messages, [span(), span({ callId: 'call-2' })]);
  }
  it.each([
    [{ text: 'TIRED' }, [2]],
    [{ text: '198.51' }, [3, 4]],
    [{ text: 'busy' }, [2]],
    [{ methods: ['INVITE'] }, [1, 2]],
    [{ methods: ['INVITE', 'REGISTER'], classes: [2, 4] }, [2, 4]],
    [{ hosts: ['198.51.100.7'] }, [3, 4]],
    [{ calls: ['call-2'] }, [3, 4]],
    [{ without: ['REGISTER'] }, [1, 2]],
    [{}, [1, 2, 3, 4]],
  ] as const)('%j leaves %j', (filter, left) => {
    expect(seqs(show(calls(), filter as Partial<LadderFilter>))).toEqual(left);
  });
  it('by calls takes the streams of others too', () => {
    expect(show(calls(), { calls: ['call-2'] }).bands.map((band) => band.span.callId)).toEqual(['call-2']);
    expect(show(calls(), { methods: ['INVITE'] }).bands).toHaveLength(2);
  });
  it('is put together value by value', () => {
    const on = toggled(toggled(noFilter, 'methods', 'INVITE'), 'classes', 4);
    expect(on).toMatchObject({ methods: ['INVITE'], classes: [4] });
    expect(isFiltering(on)).toBe(true);
    expect(isFiltering(toggled(toggled(on, 'methods', 'INVITE'), 'classes', 4))).toBe(false);
    expect(isFiltering({ ...noFilter, text: ' ' })).toBe(false);
  });
});

describe('retransmissions', () => {
  function repeated(): Ladder {
    const script = createScript();
    for (const atMs of [0, 500, 1500]) script.add(request('INVITE'), { atMs });
    script.add(response('180 Ringing'), { out: false, atMs: 1600 });
    return buildLadder(script.messages, []);
  }
  it('are counted at the first one', () => {
    const { arrows } = show(repeated());
    expect(arrows.map(({ seq, group }) => [seq, group])).toEqual([[1, { kind: 'repeats', count: 3, isOpen: false }], [4, undefined]]);
    expect(arrows.map(isProblem)).toEqual([true, false]);
    expect(forExport(show(repeated())).arrows.map(({ label }) => label)).toEqual(['INVITE ×3', '180 Ringing']);
  });
  it('are shown each when wanted', () => {
    const open = show(repeated(), {}, [1]);
    expect(seqs(open)).toEqual([1, 2, 3, 4]);
    expect(open.arrows[0]?.group?.isOpen).toBe(true);
    expect(forExport(open).arrows[0]?.label).toBe('INVITE');
  });
  it('stand alone where the first one is not known', () => {
    const ladder = repeated();
    expect(seqs(show({ ...ladder, arrows: ladder.arrows.slice(1) }))).toEqual([2, 3, 4]);
  });
});

describe('keep-alives', () => {
  function pings(count: number, last: 'answered' | 'silent' = 'answered'): Ladder {
    const script = createScript();
    for (let i = 0; i < count; i++) {
      const fields = { branch: `z9hG4bK${i}`, callId: `ping-${i}`, cseq: `${i} OPTIONS` };
      script.add(request('OPTIONS', fields), { atMs: i * 1000 });
      if (i < count - 1 || last === 'answered') script.add(response('200 OK', fields), { out: false, atMs: i * 1000 + 5 });
    }
    return buildLadder(script.messages, []);
  }
  it('are one row with their number', () => {
    expect(show(pings(5)).arrows.map(({ seq, group }) => [seq, group?.kind, group?.count])).toEqual([[1, 'pings', 5]]);
    expect(seqs(show(pings(5), {}, [1]))).toHaveLength(10);
  });
  it('show the one that nobody answered', () => {
    expect(seqs(show(pings(3, 'silent')))).toEqual([1, 5]);
  });
  it('that come once, or within a call, stay as they are', () => {
    expect(seqs(show(pings(1)))).toEqual([1, 2]);
    const script = createScript();
    for (let i = 0; i < 3; i++) {
      const fields = { branch: `z9hG4bK${i}`, cseq: `${i} OPTIONS`, toTag: 'bob' };
      script.add(request('OPTIONS', fields));
      script.add(response('200 OK', fields), { out: false });
    }
    expect(seqs(show(buildLadder(script.messages, [])))).toHaveLength(6);
  });
  it('are told apart by the hosts that exchange them, and by what comes between', () => {
    const script = createScript();
    const ping = (n: number, remote: string): void => {
      const fields = { branch: `z9hG4bK${n}`, callId: `ping-${n}`, cseq: `${n} OPTIONS` };
      script.add(request('OPTIONS', fields), { remote });
      script.add(response('200 OK', fields), { out: false, remote });
    };
    [1, 2, 3, 4].forEach((n) => ping(n, `192.0.2.${n % 2}:5060`));
    script.add(request('REGISTER', { branch: 'z9hG4bKr' }));
    ping(5, '192.0.2.1:5060');
    ping(6, '192.0.2.1:5060');
    expect(show(buildLadder(script.messages, [])).arrows.map(({ seq, group }) => [seq, group?.count])).toEqual([[1, 2], [3, 2], [9, undefined], [10, 2]]);
  });
});

it('an exchange is a request with all that belongs to it: answers, ACK, CANCEL with its answer', () => {
  const script = createScript();
  script.add(request('INVITE'));
  script.add(response('180 Ringing'), { out: false });
  script.add(request('CANCEL'));
  script.add(response('200 OK', { cseq: '1 CANCEL' }), { out: false });
  script.add(response('487 Request Terminated'), { out: false });
  script.add(request('ACK', { toTag: 'bob' }));
  script.add(request('BYE', { cseq: '2 BYE', branch: 'z9hG4bK2' }));
  const { arrows } = buildLadder(script.messages, []);
  expect(arrows.map(({ exchange }) => exchange)).toEqual([0, 0, 0, 0, 0, 0, 1]);
  expect(arrows.map(isProblem)).toEqual([false, false, false, false, false, false, false]);
});
