import { describe, expect, it } from 'vitest';
import type { MediaSpan } from '../../src-shared/model.ts';
import { buildLadder } from '../../src-shared/ladder/ladder.ts';
import { toneOf } from '../../src-renderer/lib/ladder-colours.ts';
import { minimapTicks } from '../../src-renderer/lib/ladder-minimap.ts';
import { ladderRows, rowTops } from '../../src-renderer/lib/ladder-rows.ts';
import { betweenLanes, laneLeft } from '../../src-renderer/lib/lane-place.ts';
import { message } from './fixture.ts';

const span: MediaSpan = { callId: 'x@y', local: '192.0.2.1:40000', remote: '192.0.2.2:40000', codec: 'PCMA', startedAtMs: 1_025, early: false };

describe('ladderRows', () => {
  it('puts a band behind the message after which the stream began', () => {
    const rows = ladderRows(buildLadder([1, 2, 3].map((seq) => message(seq)), [span]));
    expect(rows.map((row) => row.key.charAt(0))).toEqual(['m', 'm', 'r', 'm']);
  });

  it('keeps the order of seq where the times lie', () => {
    const rows = ladderRows(buildLadder([message(1, { atMs: 5 }), message(2, { atMs: 4 })], []));
    expect(rows.map((row) => row.key)).toEqual(['m1', 'm2']);
  });

  it('tells the time since the row above, but silence as it was', () => {
    const ladder = buildLadder([message(1, { atMs: 0 }), message(2, { atMs: 9_000 }), message(3, { atMs: 10_000 })], []);
    const rows = ladderRows({ ...ladder, arrows: ladder.arrows.filter((arrow) => arrow.seq !== 2) });
    expect(rows[1]).toMatchObject({ key: 'm3', sincePreviousMs: 10_000, gapMs: 0 });
  });

  it('marks a long pause', () => {
    const rows = ladderRows(buildLadder([message(1, { atMs: 0 }), message(2, { atMs: 60_000 })], []));
    expect(rows[1]).toMatchObject({ gapMs: 60_000 });
  });

  it('shows a stream that has no message', () => {
    expect(ladderRows(buildLadder([], [span]))).toHaveLength(1);
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

describe('the colour of an arrow', () => {
  const ladder = buildLadder([
    message(1, { method: 'INVITE', callId: 'a' }), message(2, { method: 'BYE', callId: 'b' }), message(3, { method: 'BYE', callId: 'b', cseq: 2, branch: 'z9hG4bK2', status: 481 }),
    message(4, { method: 'ACK', callId: 'a', cseq: 1 }),
  ], []);
  it.each([
    ['transaction', ['tone-0', 'tone-1', 'tone-1', 'tone-0']],
    ['dialog', ['tone-0', 'tone-1', 'tone-1', 'tone-0']],
    ['kind', ['tone-0', 'tone-2', 'tone-failure', 'tone-1']],
  ] as const)('is by %s', (mode, tones) => {
    expect(ladder.arrows.map((arrow) => toneOf(arrow, mode))).toEqual(tones);
  });
});

describe('the strip beside a long ladder', () => {
  const failure = { method: 'INVITE', status: 503, start: 'SIP/2.0 503 Service Unavailable' };
  const rows = ladderRows(buildLadder(Array.from({ length: 10_000 }, (_, i) => message(i + 1, i === 4_321 ? failure : {})), []));

  it('has no more ticks than pixels, and no problem is lost in them', () => {
    const ticks = minimapTicks(rows, rowTops(rows, 32), 'transaction', 500);
    expect(ticks.length).toBeLessThanOrEqual(500);
    const problems = ticks.filter((tick) => tick.isProblem);
    expect(problems.map((tick) => Math.round(tick.atPx))).toEqual([216]);
  });

  it('of nothing, or without height, is empty', () => {
    expect(minimapTicks([], rowTops([], 32), 'kind', 500)).toEqual([]);
    expect(minimapTicks(rows, rowTops(rows, 32), 'kind', 0)).toEqual([]);
  });
});
