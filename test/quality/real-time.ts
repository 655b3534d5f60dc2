/** Real-time scheduling for this process and what it starts, so that other work on the machine does not spoil what is measured. */
import { execFileSync } from 'node:child_process';

/** Of each in a run: who sends must never wait, and Rung (which compiles itself while it runs) must not hold up the others. */
export const PRECEDENCE = { sender: 20, peer: 12, rung: 10 } as const;

/** What is started from now on has it too. False where it may not be had (not root, not Linux): then lateness alone says whether a run counts. */
export function takePrecedence(priority: number): boolean {
  return schedule('--rr', String(priority));
}

export function giveWay(): void {
  schedule('--other', '0');
}

function schedule(policy: string, priority: string): boolean {
  try {
    execFileSync('chrt', [policy, '--all-tasks', '--pid', priority, String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
