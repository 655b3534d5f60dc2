/** Yes or no to a request, once, and in time: whoever forgets to say must not leave the other side and our memory waiting. */
import type { Clock } from '../../ports.ts';

/** Well before the sender's transaction gives up (64 * T1). */
const DECISION_MS = 20_000;

interface DecisionOptions {
  onDecided?(): void;
  /** Nobody has decided. Whatever is decided here counts. */
  onLate(): void;
}

/** The result is to be asked before acting; false: it has been decided already. */
export function createDecision(clock: Clock, options: DecisionOptions): () => boolean {
  let isDecided = false;
  const guard = clock.setTimer(DECISION_MS, options.onLate);
  return () => {
    if (isDecided) return false;
    isDecided = true;
    guard.cancel();
    options.onDecided?.();
    return true;
  };
}
