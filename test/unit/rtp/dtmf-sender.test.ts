import { describe, expect, it } from 'vitest';
import { createDtmfSender } from '../../../src-main/rtp/dtmf-sender.ts';

interface Sent {
  tick: number;
  event: number;
  end: boolean;
  volume: number;
  duration: number;
  timestamp: number;
  marker: boolean;
}

/** Runs the ticks until the sender is idle again. */
function run(digits: string, options = { clockRateHz: 8000, tickMs: 20 } as Parameters<typeof createDtmfSender>[0]): Sent[] {
  const sender = createDtmfSender(options);
  const out = new Uint8Array(16);
  const sent: Sent[] = [];
  sender.queue(digits);
  const tickTicks = options.clockRateHz * options.tickMs / 1000;
  for (let tick = 0; sender.busy && tick < 10_000; tick++) {
    if (sender.tick((0xffffffff + tick * tickTicks) >>> 0, out, 12) === 'audio') continue;
    const [event, flags, high, low] = out.subarray(12);
    sent.push({
      tick, event: event!, end: (flags! & 0x80) !== 0, volume: flags! & 0x3f, duration: high! * 256 + low!,
      timestamp: sender.timestamp, marker: sender.marker,
    });
  }
  return sent;
}

describe('DTMF sender', () => {
  it('grows the duration of one event and ends it three times', () => {
    const sent = run('5');
    expect(sent.map(({ duration }) => duration)).toEqual([160, 320, 480, 640, 800, 960, 1120, 1280, 1280, 1280]);
    expect(sent.map(({ end }) => end)).toEqual([...Array<boolean>(7).fill(false), true, true, true]);
    expect(sent.map(({ marker }) => marker)).toEqual([true, ...Array<boolean>(9).fill(false)]);
    expect(new Set(sent.map(({ timestamp }) => timestamp))).toEqual(new Set([0xffffffff]));
    expect(new Set(sent.map(({ event }) => event))).toEqual(new Set([5]));
    expect(sent.map(({ tick }) => tick)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('leaves 80 ms between the end of a tone and the next', () => {
    const starts = run('12').filter(({ marker }) => marker);
    expect(starts.map(({ tick }) => tick)).toEqual([0, 12]);
    expect(starts.map(({ timestamp }) => timestamp)).toEqual([0xffffffff, 12 * 160 - 1]);
  });

  it('sends every end three times even where the gap is shorter', () => {
    const sent = run('12', { clockRateHz: 8000, tickMs: 20, toneMs: 40, gapMs: 0 });
    expect(sent.map(({ event, end }) => `${event}${end ? 'E' : ''}`)).toEqual(['1', '1E', '1E', '1E', '2', '2E', '2E', '2E']);
  });

  it('knows all sixteen digits, in either case, and skips what is none', () => {
    const sender = createDtmfSender({ clockRateHz: 8000, tickMs: 20 });
    expect(sender.queue('+49 x')).toBe(2);
    expect(run('0123456789*#aBcD').filter(({ marker }) => marker).map(({ event }) => event)).toEqual(Array.from({ length: 16 }, (_, i) => i));
  });

  it('counts in the clock of the codec beside it', () => {
    const sent = run('1', { clockRateHz: 48_000, tickMs: 20 });
    expect(sent[0]!.duration).toBe(960);
    expect(sent.at(-1)!.duration).toBe(7680);
  });

  it('cuts a tone that is longer than a duration can say into segments (RFC 4733 2.5.1.3)', () => {
    const sent = run('1', { clockRateHz: 48_000, tickMs: 20, toneMs: 3000 });
    const segments = [...new Set(sent.map(({ timestamp }) => timestamp))];
    expect(segments).toHaveLength(3);
    // Each segment begins where the reports of the one before ended.
    const lastOfFirst = sent.filter(({ timestamp }) => timestamp === segments[0]).at(-1)!;
    expect(lastOfFirst.end).toBe(false);
    expect(segments[1]).toBe((segments[0]! + lastOfFirst.duration) >>> 0);
    expect(sent.filter(({ marker }) => marker)).toHaveLength(1);
    expect(sent.filter(({ end }) => end)).toHaveLength(3);
    const total = segments.reduce((sum, segment) => sum + Math.max(...sent.filter(({ timestamp }) => timestamp === segment).map((s) => s.duration)), 0);
    expect(total).toBe(144_000);
  });

  it('counts durations in its own clock and timestamps in that of the sound', () => {
    const sent = run('1', { clockRateHz: 8000, timestampRateHz: 48_000, tickMs: 20, toneMs: 10_000 });
    expect(sent[0]!.duration).toBe(160);
    const [first, second] = [...new Set(sent.map(({ timestamp }) => timestamp))];
    const lastOfFirst = sent.filter(({ timestamp }) => timestamp === first).at(-1)!;
    expect(second).toBe((first! + lastOfFirst.duration * 6) >>> 0);
  });

  it('ends the present digit in order when the queue is cleared', () => {
    const sender = createDtmfSender({ clockRateHz: 8000, tickMs: 20 });
    const out = new Uint8Array(4);
    sender.queue('123');
    sender.tick(0, out, 0);
    sender.clear();
    let events = 1;
    for (let tick = 1; sender.busy; tick++) if (sender.tick(tick * 160, out, 0) === 'event') events++;
    expect(events).toBe(10);
    expect(out[0]).toBe(1);
  });

  it('leaves the ticks to audio when there is nothing to send', () => {
    const sender = createDtmfSender({ clockRateHz: 8000, tickMs: 20 });
    expect(sender.busy).toBe(false);
    expect(sender.tick(0, new Uint8Array(4), 0)).toBe('audio');
  });
});
