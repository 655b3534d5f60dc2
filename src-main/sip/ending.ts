/** The end of something that is kept alive at a server (a binding, a publication, a subscription): the server is told, but not waited for
 *  without end. */
import type { Clock, Timer } from '../ports.ts';

/** Whoever asks for less gets less. */
const PATIENCE_MS = 2000;

export interface Ending {
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** `onImpatient` comes when it has not ended by then; the first wait counts. */
  wait(patienceMs: number | undefined): void;
  settle(): void;
}

export function createEnding(clock: Clock, onImpatient: () => void): Ending {
  const { promise, resolve } = Promise.withResolvers<void>();
  let patience: Timer | undefined;
  return {
    ended: promise,
    wait: (patienceMs = PATIENCE_MS) => void (patience ??= clock.setTimer(Math.min(patienceMs, PATIENCE_MS), onImpatient)),
    settle() {
      patience?.cancel();
      resolve();
    },
  };
}
