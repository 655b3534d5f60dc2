/** The running timers of one transaction: two at the most at any time, and hundreds of thousands of transactions. So a
 *  linked list, which costs nothing while it is empty. */
import type { Clock, Timer } from '../../ports.ts';

export interface TimerSet {
  first: Running | undefined;
}

interface Running {
  readonly name: string;
  readonly timer: Timer;
  next: Running | undefined;
}

export function createTimerSet(): TimerSet {
  return { first: undefined };
}

/** Starts or restarts the timer. */
export function startNamed(set: TimerSet, clock: Clock, name: string, delayMs: number, fire: () => void): void {
  stopNamed(set, name);
  set.first = { name, timer: clock.setTimer(delayMs, fire), next: set.first };
}

export function stopNamed(set: TimerSet, name: string): void {
  let before: Running | undefined;
  for (let running = set.first; running; before = running, running = running.next) {
    if (running.name !== name) continue;
    running.timer.cancel();
    if (before) before.next = running.next;
    else set.first = running.next;
    return;
  }
}

export function stopAll(set: TimerSet): void {
  for (let running = set.first; running; running = running.next) running.timer.cancel();
  set.first = undefined;
}
