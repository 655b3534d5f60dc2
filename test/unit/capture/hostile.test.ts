/** What is held of files that are made to take memory: counted, as what a process takes is never the same twice (`npm run bench -- capture-memory` measures it). */
import { describe, expect, it } from 'vitest';
import { createBudget } from '../../../src-shared/capture/budget.ts';
import { createDocument } from '../../../src-shared/capture/document.ts';
import type { TraceDocument } from '../../../src-shared/capture/document.ts';
import { callOf } from '../../bench/make-capture.ts';
import { hostileFile, hostileLog, SHAPES } from './hostile.ts';
import { back, bytesOf, packet, pcap } from './support.ts';

const SIZE = 2_000_000;
const PIECE_BYTES = 500_000;

function opened(file: Uint8Array): { document: TraceDocument; mostHeld: number } {
  const document = createDocument();
  let mostHeld = 0;
  for (let at = 0; at < file.length; at += PIECE_BYTES) {
    document.push(file.subarray(at, at + PIECE_BYTES));
    mostHeld = Math.max(mostHeld, document.heldBytes);
  }
  document.finish();
  return { document, mostHeld };
}

describe('besides itself, less than its size and little more is held of a file', () => {
  /** What is left of the 4096 newest senders, 700 connections and 1.7 MB of half messages, whatever the file's size. */
  const FIXED_BYTES = 4_500_000;

  it.each(Object.entries(SHAPES))('%s', (_, shape) => {
    const { document, mostHeld } = opened(hostileFile(shape, SIZE));
    expect(mostHeld).toBeLessThan(0.6 * SIZE + FIXED_BYTES);
    expect(document.streams.length).toBeLessThan(SIZE / 2000);
    expect(document.heldBytes).toBeLessThan(0.6 * SIZE + FIXED_BYTES);
  });

  it('a log', () => {
    const { document, mostHeld } = opened(hostileLog(SIZE));
    expect(mostHeld).toBeLessThan(1.2 * SIZE + FIXED_BYTES);
    expect(document.notes.map(({ code }) => code)).toContain('capture-messages');
    expect(document.callCount).toBeGreaterThan(5_000);
  });
});

describe('what is left out', () => {
  const leftOut = (name: string): Record<string, unknown> => Object.fromEntries(opened(hostileFile(SHAPES[name]!, SIZE)).document.notes.map(({ code, params }) => [code, params?.['count']]));

  it('is told with its number', () => {
    const { document } = opened(hostileFile(SHAPES['calls of one message']!, SIZE));
    const said = hostileMessages(SIZE);
    expect(document.notes).toMatchObject([{ code: 'capture-messages', params: { count: said - document.messageCount } }]);
    expect(document.callCount).toBe(document.messageCount);
  });

  it('is of the kind that there is too much of', () => {
    expect(leftOut('RTP streams of ten packets')).toHaveProperty('capture-streams');
    expect(leftOut('half a message per connection')).toHaveProperty('capture-tcp-open');
    expect(leftOut('tiny messages in one connection')).toHaveProperty('capture-messages');
  });

  it('is nothing of pings of a stranger, of masked WebSocket messages and of calls', () => {
    expect(leftOut('pings with all their headers')).toEqual({});
    expect(leftOut('WebSocket messages')).toEqual({});
    const calls = Array.from({ length: 300 }, (_, n) => callOf(n)).flat();
    const { document } = opened(pcap(...calls.map(([from, text], n) => (from === '10.0.0.1' ? packet({ bytes: bytesOf(text) }, n) : back(bytesOf(text), n)))));
    expect([document.callCount, document.messageCount, document.notes]).toEqual([300, 2100, []]);
  });
});

it('a budget gives what there is, and half of it to what can be made again', () => {
  let position = 0;
  const budget = createBudget(() => position);
  expect([budget.take(1_000_000), budget.take(100_000), budget.held]).toEqual([true, false, 1_000_000]);
  position = 1_000_000;
  expect([budget.takeSpare(1), budget.take(500_000)]).toEqual([false, true]);
  budget.release(1_400_000);
  expect([budget.takeSpare(100_000), budget.held]).toEqual([true, 200_000]);
});

/** Messages in the file of that shape. */
function hostileMessages(size: number): number {
  let count = 0;
  for (let at = 24; at < size; count++) at += 16 + SHAPES['calls of one message']!(count).length;
  return count;
}
