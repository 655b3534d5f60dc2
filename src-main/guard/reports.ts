/** Tells what was dropped: at once for a source that is new, then once a second at most. */
import type { Clock, Timer } from '../ports.ts';

export type DropReason = 'scanner' | 'flood' | 'stranger';

export interface DropReport {
  /** Address, or /64 of IPv6. */
  source: string;
  reason: DropReason;
  /** Since the report before. */
  count: number;
  /** Epoch ms of the last one. */
  atMs: number;
}

export interface Reports {
  add(source: string, reason: DropReason): void;
  close(): void;
}

const PAUSE_MS = 1000;
/** Sources told of in one second; those beyond it are told of together. */
const MAX_SOURCES = 50;
const OTHERS = '*';

export function createReports(clock: Clock, onDropped: (report: DropReport) => void): Reports {
  /** Told of in this second; those with a count have more to tell at its end. */
  const recent = new Map<string, DropReport>();
  let timer: Timer | undefined;

  function add(source: string, reason: DropReason): void {
    const named = recent.size < MAX_SOURCES || recent.has(`${reason} ${source}`) ? source : OTHERS;
    const key = `${reason} ${named}`;
    const known = recent.get(key);
    if (known) {
      known.count++;
      known.atMs = clock.wallMs();
      return;
    }
    const report: DropReport = { source: named, reason, count: 1, atMs: clock.wallMs() };
    onDropped({ ...report });
    recent.set(key, { ...report, count: 0 });
    timer ??= clock.setTimer(PAUSE_MS, flush);
  }

  function flush(): void {
    timer = undefined;
    const open = [...recent.entries()].filter(([, { count }]) => count > 0);
    recent.clear();
    for (const [key, report] of open) {
      onDropped({ ...report });
      recent.set(key, { ...report, count: 0 });
    }
    if (recent.size > 0) timer = clock.setTimer(PAUSE_MS, flush);
  }

  return {
    add,
    close() {
      timer?.cancel();
      timer = undefined;
      recent.clear();
    },
  };
}
