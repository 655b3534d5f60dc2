/** What Rung keeps: node:sqlite, WAL, migrations. Survives `kill -9` at any moment: a call that was going on is found as
 *  `interrupted` on the next start. Secrets are never in it. Times are epoch ms. */
import type { RungError } from '../../src-shared/errors.ts';
import type { Account, CallRecord, MediaSpan, Outcome, Settings, TracedMessage } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';

export interface Store {
  accounts: {
    list(): Account[];
    save(account: Account): void;
    remove(id: string): void;
  };
  settings: { load(): Settings; save(changes: Partial<Settings>): Settings };
  calls: {
    /** Written when the call starts, again at each step that matters, and at its end. */
    save(record: CallRecord): void;
    get(id: string): CallRecord | undefined;
    list(filter: { query?: string; outcome?: Outcome; beforeMs?: number; limit: number }): CallRecord[];
    remove(id: string): void;
    clear(): void;
  };
  traces: {
    /** Batched (at most 200 ms late, or when the call ends). */
    add(callRecordId: string, message: TracedMessage): void;
    addMedia(callRecordId: string, span: MediaSpan): void;
    of(callRecordId: string): { messages: TracedMessage[]; media: MediaSpan[] };
    lastSeq(): number;
    flush(): void;
  };
  close(): void;
}

/** Opens or makes `DIR/rung.db`. A corrupted file is set aside (`rung.db.corrupt-<time>`) and a new one begun: `recovered` tells.
 *  Calls without an end are closed as `interrupted`. `:memory:` for tests. Error: `store-not-writable`. */
export function openStore(_path: string, _nowMs: number): Result<{ store: Store; recovered?: RungError }, RungError> {
  throw new Error('helper H6 writes this');
}
