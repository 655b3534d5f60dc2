/** The table that the directory keeps its entries in: found by id and by what was heard last, counted in number and memory, both bounded. */
import { NO_BYTES } from '../../src-shared/sip/bytes.ts';
import type { Entry, Moment, Outcome } from './entry.ts';
import { heardIntervalMs, sizeOf } from './entry.ts';

/** `sessions`: running ones. `removed`: those kept besides. */
export interface DirectoryLimits { sessions: number; bytes: number; removed: number }

export interface EntryTable {
  get(id: string): Entry | undefined;
  all(): IterableIterator<Entry>;
  /** Whom this sender announced last with this message identifier hash. */
  byHash(from: string, hash: number): Entry | undefined;
  /** Puts in a running one. `isCertain`: no invention, so that it makes no room for others. */
  add(entry: Entry, isCertain: boolean): void;
  /** Changes what it announces, or who does. */
  change(entry: Entry, change: () => void): void;
  /** No longer running; may cost the list the one that was removed first. */
  take(entry: Entry, removed: NonNullable<Entry['removed']>): Outcome[];
  /** Running again. */
  restore(entry: Entry): void;
  forget(id: string): Outcome[];
  /** What it cost, or undefined where there is no room for so many bytes more. `isRepeated`: others may have to go. */
  makeRoom(bytes: number, isRepeated: boolean, at: Moment): Outcome[] | undefined;
}

export function createEntryTable(limits: DirectoryLimits): EntryTable {
  const entries = new Map<string, Entry>();
  /** Sender and hash, to find at once what was heard before. */
  const hashes = new Map<string, Entry>();
  /** Those heard once, the newest last; some of them may since have been heard again, or have gone. */
  let heardOnce: Entry[] = [];
  /** Removed ones, the oldest first; some of them may have come back, or have gone. */
  const removedOnes: Entry[] = [];
  let removedCount = 0;
  let bytes = 0;

  const keyOf = (from: string, hash: number): string => `${hash} ${from}`;
  const isIn = (entry: Entry): boolean => entries.get(entry.id) === entry;

  function unindex(entry: Entry): void {
    const key = keyOf(entry.owner, entry.hash);
    if (hashes.get(key) === entry) hashes.delete(key);
  }

  function change(entry: Entry, work: () => void): void {
    unindex(entry);
    bytes -= sizeOf(entry);
    work();
    bytes += sizeOf(entry);
    if (!entry.removed) hashes.set(keyOf(entry.owner, entry.hash), entry);
  }

  function take(entry: Entry, removed: NonNullable<Entry['removed']>): Outcome[] {
    entry.removed = removed;
    change(entry, () => (entry.body = NO_BYTES));
    removedCount++;
    removedOnes.push(entry);
    return [{ id: entry.id, kind: 'changed' }, ...(removedCount > limits.removed ? forgetOldest() : [])];
  }

  function forgetOldest(): Outcome[] {
    for (let entry = removedOnes.shift(); entry; entry = removedOnes.shift()) {
      if (isIn(entry) && entry.removed) return forget(entry.id);
    }
    return [];
  }

  function forget(id: string): Outcome[] {
    const entry = entries.get(id);
    if (!entry) return [];
    unindex(entry);
    entries.delete(id);
    bytes -= sizeOf(entry);
    if (entry.removed) removedCount--;
    return [{ id, kind: 'gone' }];
  }

  function hasRoom(more: number): boolean {
    return entries.size - removedCount < limits.sessions && bytes + more <= limits.bytes;
  }

  /** Who was heard twice keeps its place. Of the others the newest goes: in a flood that is most likely a part of it. */
  function newestHeardOnce(): Entry | undefined {
    for (let entry = heardOnce.pop(); entry; entry = heardOnce.pop()) {
      if (isIn(entry) && !entry.removed && heardIntervalMs(entry) === undefined) return entry;
    }
    return undefined;
  }

  return {
    get: (id) => entries.get(id),
    all: () => entries.values(),
    byHash: (from, hash) => hashes.get(keyOf(from, hash)),
    add(entry, isCertain) {
      entries.set(entry.id, entry);
      bytes += sizeOf(entry);
      hashes.set(keyOf(entry.owner, entry.hash), entry);
      if (isCertain) return;
      heardOnce.push(entry);
      if (heardOnce.length > 2 * limits.sessions) heardOnce = heardOnce.filter(isIn);
    },
    change,
    take,
    restore(entry) {
      entry.removed = undefined;
      removedCount--;
      change(entry, () => {});
    },
    forget,
    makeRoom(more, isRepeated, { wallMs }) {
      const cost: Outcome[] = [];
      while (!hasRoom(more)) {
        const victim = isRepeated ? newestHeardOnce() : undefined;
        if (!victim) return undefined;
        cost.push(...take(victim, { atMs: wallMs, reason: 'evicted' }));
      }
      return cost;
    },
  };
}
