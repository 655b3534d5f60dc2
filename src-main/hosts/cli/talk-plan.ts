/** What a command does while a call lasts: digits, hold, resume, hang up, each at its time after the answer. */
import type { CallControl } from '../../calls/call.ts';
import type { Given } from './arguments.ts';
import { dtmfOf } from './call-options.ts';

/** Starts the timers; call it when the call has been answered. Gives the way to stop them. */
export function startTalkPlan(given: Given, call: CallControl): () => void {
  const timers: NodeJS.Timeout[] = [];
  const at = (seconds: number | undefined, act: () => unknown): void => {
    if (seconds !== undefined) timers.push(setTimeout(() => void act(), seconds * 1000));
  };
  const digits = dtmfOf(given);
  if (digits !== undefined) at(given.number('dtmf-after') ?? 1, () => call.dtmf(digits));
  at(given.number('hold-after'), () => hold(call, true));
  at(given.number('resume-after'), () => hold(call, false));
  at(given.number('duration'), () => call.hangup());
  return () => timers.forEach((timer) => clearTimeout(timer));
}

async function hold(call: CallControl, held: boolean): Promise<void> {
  const changed = await call.hold(held);
  if (!changed.ok) process.stderr.write(`rung: ${held ? 'hold' : 'resume'} failed: ${changed.error.message}\n`);
}
