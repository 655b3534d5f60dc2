import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNodeClock } from '../../../src-main/net/node-clock.ts';

const DAY_MS = 86_400_000;

describe('the real clock', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('fires once, and not after cancel', () => {
    const clock = createNodeClock();
    const fired: string[] = [];
    clock.setTimer(500, () => fired.push('A'));
    clock.setTimer(500, () => fired.push('B')).cancel();
    vi.advanceTimersByTime(1_000);
    expect(fired).toEqual(['A']);
  });

  it('waits longer than setTimeout can', () => {
    const clock = createNodeClock();
    const fire = vi.fn();
    clock.setTimer(60 * DAY_MS, fire);
    vi.advanceTimersByTime(59 * DAY_MS);
    expect(fire).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1 * DAY_MS);
    expect(fire).toHaveBeenCalledOnce();
  });

  it('can cancel the later pieces of a long wait', () => {
    const fire = vi.fn();
    const timer = createNodeClock().setTimer(60 * DAY_MS, fire);
    vi.advanceTimersByTime(50 * DAY_MS);
    timer.cancel();
    vi.advanceTimersByTime(50 * DAY_MS);
    expect(fire).not.toHaveBeenCalled();
  });

  it('follows the system clock when that is set, while monotonic time goes on', () => {
    const clock = createNodeClock();
    const before = clock.nowMs();
    vi.setSystemTime(Date.now() + DAY_MS);
    expect(clock.wallMs()).toBe(Date.now());
    expect(clock.nowMs()).toBe(before);
  });
});
