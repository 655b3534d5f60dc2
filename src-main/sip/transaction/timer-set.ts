/** The running timers of one transaction: two at the most at any time, so a list does. */
import type { Clock, Timer } from '../../ports.ts';

export interface TimerSet {
  readonly running: { name: string; timer: Timer }[];
}

export function createTimerSet(): TimerSet {
  return { running: [] };
}

/** Starts or restarts the timer. */
export function startNamed(set: TimerSet, clock: Clock, name: string, delayMs: number, fire: () => void): void {
  stopNamed(set, name);
  const entry = { name, timer: clock.setTimer(delayMs, onTime) };
  set.running.push(entry);

  function onTime(): void {
    set.running.splice(set.running.indexOf(entry), 1);
    fire();
  }
}

export function stopNamed(set: TimerSet, name: string): void {
  const at = set.running.findIndex((entry) => entry.name === name);
  if (at < 0) return;
  set.running[at]?.timer.cancel();
  set.running.splice(at, 1);
}

export function stopAll(set: TimerSet): void {
  for (const { timer } of set.running) timer.cancel();
  set.running.length = 0;
}
