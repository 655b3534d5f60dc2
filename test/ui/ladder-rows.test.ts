import { describe, expect, it } from 'vitest';
import type { MediaSpan } from '../../src-shared/model.ts';
import { buildLadder } from '../../src-shared/ladder/ladder.ts';
import { ladderRows } from '../../src-renderer/lib/ladder-rows.ts';
import { betweenLanes, laneLeft } from '../../src-renderer/lib/lane-place.ts';
import { message } from './fixture.ts';

const span: MediaSpan = { callId: 'x@y', local: '192.0.2.1:40000', remote: '192.0.2.2:40000', codec: 'PCMA', startedAtMs: 1_025, early: false };

describe('ladderRows', () => {
  it('puts a band behind the message after which the stream began', () => {
    const rows = ladderRows(buildLadder([1, 2, 3].map((seq) => message(seq)), [span]), '');
    expect(rows.map((row) => row.key.charAt(0))).toEqual(['m', 'm', 'r', 'm']);
  });

  it('keeps the order of seq where the times lie', () => {
    const rows = ladderRows(buildLadder([message(1, { atMs: 5 }), message(2, { atMs: 4 })], []), '');
    expect(rows.map((row) => row.key)).toEqual(['m1', 'm2']);
  });

  it('counts the repetitions at the first message', () => {
    const rows = ladderRows(buildLadder([message(1), message(2, { retransmissionOf: 1 }), message(3, { retransmissionOf: 1 })], []), '');
    expect(rows.map((row) => row.kind === 'arrow' && row.repeats)).toEqual([2, 0, 0]);
  });

  it('marks a long pause', () => {
    const rows = ladderRows(buildLadder([message(1, { atMs: 0 }), message(2, { atMs: 60_000 })], []), '');
    expect(rows[1]).toMatchObject({ gapMs: 60_000 });
  });

  it('finds by method, code, host and text, and keeps the bands', () => {
    const messages = [message(1), message(2, { start: 'SIP/2.0 486 Busy Here', status: 486, raw: 'SIP/2.0 486 Busy Here\r\nWarning: tired\r\n\r\n' }), message(3, { remote: '198.51.100.7:5060' })];
    const found = (filter: string): string[] => ladderRows(buildLadder(messages, []), filter).map((row) => row.key);
    expect(found('486')).toEqual(['m2']);
    expect(found('TIRED')).toEqual(['m2']);
    expect(found('198.51')).toEqual(['m3']);
    expect(ladderRows(buildLadder(messages, [span]), '486').map((row) => row.kind)).toContain('band');
  });

  it('shows a stream that has no message', () => {
    expect(ladderRows(buildLadder([], [span]), '')).toHaveLength(1);
  });
});

describe('the lanes', () => {
  it('stand in order and inside the drawing', () => {
    for (const count of [1, 2, 3, 8]) {
      const lefts = Array.from({ length: count }, (_, index) => laneLeft(index, count));
      expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
      expect(Math.min(...lefts)).toBeGreaterThan(0);
      expect(Math.max(...lefts)).toBeLessThan(100);
    }
  });

  it('leave a loop some width', () => {
    expect(parseFloat(betweenLanes(1, 1, 2).width)).toBeGreaterThan(5);
  });
});
