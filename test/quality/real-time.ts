/** Real-time scheduling for this process and what it starts, so that other work on the machine does not spoil what is measured. */
import { execFileSync } from 'node:child_process';

/** False where it may not be had (not root, not Linux): then lateness alone says whether a run counts. */
export function takePrecedence(): boolean {
  return schedule('--rr', '10');
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
