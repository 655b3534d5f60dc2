import type { CallRecord } from '../../src-shared/model.ts';
import { shortUri } from './party.ts';

export interface DialMatch {
  uri: string;
  name: string;
  lastAtMs: number;
}

const MAX_MATCHES = 6;

/** People called before whose name or address holds what is being typed; the most recent first, each address once. */
export function dialMatches(rows: readonly CallRecord[], typed: string): DialMatch[] {
  const wanted = typed.trim().toLowerCase();
  const found = new Map<string, DialMatch>();
  for (const row of rows) {
    if (found.size >= MAX_MATCHES) break;
    const key = shortUri(row.remoteUri).toLowerCase();
    if (found.has(key)) continue;
    if (!key.includes(wanted) && !row.remoteName.toLowerCase().includes(wanted)) continue;
    found.set(key, { uri: row.remoteUri, name: row.remoteName, lastAtMs: row.startedAtMs });
  }
  return [...found.values()];
}

/** What was pasted or came from a link, as something to dial: no line ends, no brackets, no spaces inside a number. */
export function cleanTarget(text: string): string {
  const line = (text.trim().split(/[\r\n]/, 1)[0] ?? '').trim().replace(/^<|>$/g, '');
  return /^(tel:)?\+?[\d\s().\-/*#]+$/.test(line) ? line.replace(/[\s().\-/]/g, '') : line;
}
