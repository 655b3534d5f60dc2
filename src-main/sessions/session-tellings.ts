/** Tells the UI of the directory's changes, no faster than it can look: thousands of sessions may be announced at once. */
import type { Clock, Timer } from '../ports.ts';
import type { Outcome } from '../sap/entry.ts';

export interface SessionTellings {
  note(outcomes: readonly Outcome[]): void;
  close(): void;
}

const FLUSH_MS = 250;
const MOST_AT_ONCE = 100;
/** That a session was heard again is told so often. */
const COUNTED_EVERY_MS = 10_000;

export function createSessionTellings(clock: Clock, tell: { changed(id: string): void; gone(id: string): void }): SessionTellings {
  const waiting = new Set<string>();
  const toldMs = new Map<string, number>();
  let timer: Timer | undefined;

  function note(outcomes: readonly Outcome[]): void {
    for (const { id, kind } of outcomes) {
      if (kind === 'gone') {
        waiting.delete(id);
        toldMs.delete(id);
        tell.gone(id);
      } else if (kind === 'changed' || (kind === 'counted' && clock.nowMs() - (toldMs.get(id) ?? 0) >= COUNTED_EVERY_MS)) {
        waiting.add(id);
      }
    }
    if (waiting.size > 0) timer ??= clock.setTimer(FLUSH_MS, flush);
  }

  function flush(): void {
    timer = undefined;
    for (const id of [...waiting].slice(0, MOST_AT_ONCE)) {
      waiting.delete(id);
      toldMs.set(id, clock.nowMs());
      tell.changed(id);
    }
    if (waiting.size > 0) timer = clock.setTimer(FLUSH_MS, flush);
  }

  return { note, close: () => timer?.cancel() };
}
