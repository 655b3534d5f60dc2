/** Keeps the messages of each call with its history: a reader of the trace that knows which SIP Call-ID belongs to which call. */
import type { TracedMessage } from '../../src-shared/model.ts';
import type { Clock, Timer } from '../ports.ts';
import type { Store } from '../store/store.ts';
import type { TraceHub } from '../trace/tap.ts';

export interface CallTrace {
  /** From now on messages of this Call-ID belong to this history row; those already seen are fetched. */
  follow(sipCallId: string, recordId: string): void;
  /** The call is over; stragglers (a repeated BYE, its 200) are still taken for a while. */
  release(sipCallId: string): void;
  count(recordId: string): number;
  close(): void;
}

/** 64*T1 (RFC 3261 17): after that nobody repeats a message any more. */
const STRAGGLERS_MS = 32_000;

export function createCallTrace(hub: TraceHub, store: Store, clock: Clock): CallTrace {
  const records = new Map<string, string>();
  const counts = new Map<string, number>();
  const timers = new Set<Timer>();

  function keep(recordId: string, message: TracedMessage): void {
    store.traces.add(recordId, message);
    counts.set(recordId, (counts.get(recordId) ?? 0) + 1);
  }

  const stop = hub.read((message) => {
    const recordId = records.get(message.callId);
    if (recordId !== undefined) keep(recordId, message);
  });

  return {
    follow(sipCallId, recordId) {
      if (records.has(sipCallId)) return;
      records.set(sipCallId, recordId);
      for (const message of hub.recent(200)) if (message.callId === sipCallId) keep(recordId, message);
    },
    release(sipCallId) {
      const timer = clock.setTimer(STRAGGLERS_MS, () => {
        timers.delete(timer);
        const recordId = records.get(sipCallId);
        records.delete(sipCallId);
        if (recordId !== undefined) counts.delete(recordId);
      });
      timers.add(timer);
    },
    count: (recordId) => counts.get(recordId) ?? 0,
    close() {
      stop();
      for (const timer of timers) timer.cancel();
    },
  };
}
