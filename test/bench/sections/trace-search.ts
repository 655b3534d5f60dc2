import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Store } from '../../../src-main/store/store.ts';
import { openStore } from '../../../src-main/store/store.ts';
import type { Effort } from '../compare.ts';
import { callOf } from '../make-capture.ts';
import type { Table } from '../table.ts';
import { median } from '../table.ts';

const MESSAGES = 100_000;
/** Fewer than the store lets wait. */
const BATCH = 5_000;
const LIMIT = 200;
const LIKE = `
  SELECT seq, at_ms, direction, transport, local, remote, start, call_id, method, status, raw FROM messages WHERE raw LIKE ? ESCAPE '\\' ORDER BY id DESC LIMIT ${LIMIT}`;

/** The search of the stored trace (FTS5) beside what SQLite does without an index, on the same file and in turn. */
export function benchTraceSearch({ rounds }: Effort): Table[] {
  const folder = mkdtempSync(join(tmpdir(), 'rung-bench-'));
  const path = join(folder, 'rung.db');
  const opened = openStore(path, 0);
  if (!opened.ok) throw new Error(opened.error.message);
  const { store } = opened.value;
  const plain = new DatabaseSync(path, { readOnly: true });
  try {
    const writing = milliseconds(() => fill(store));
    // A search waits no longer than 1.5 s for the index.
    const indexing = milliseconds(() => {
      while (milliseconds(() => store.traces.find('nothing', 1)) > 1_000);
    });
    const table = compareSearches(store, plain, rounds * 5);
    table.notes.push(`Written in ${(writing / 1000).toFixed(1)} s, taken into the index in ${(indexing / 1000).toFixed(1)} s; ${Math.round(statSync(path).size / 1e6)} MB with it.`);
    return [table];
  } finally {
    plain.close();
    store.close();
    rmSync(folder, { recursive: true });
  }
}

function fill(store: Store): void {
  let seq = 0;
  for (let call = 0; seq < MESSAGES; call++) {
    for (const [, raw] of callOf(call)) {
      store.traces.addOther({
        seq: ++seq, atMs: Date.now(), direction: 'out', transport: 'udp', local: '10.0.0.1:5060', remote: '10.0.0.2:5060', start: raw.slice(0, raw.indexOf('\r\n')),
        callId: `call-${call}`, method: 'INVITE', cseq: 1, branch: `z9hG4bK${seq}`, fromTag: 'a', toTag: 'b', hasSdp: false, raw,
      });
      if (seq % BATCH === 0) store.traces.flush();
    }
  }
  store.traces.flush();
}

function compareSearches(store: Store, plain: DatabaseSync, times: number): Table {
  const like = plain.prepare(LIKE);
  const callId = /Call-ID: (\S+)/.exec(callOf(10)[0]?.[1] ?? '')?.[1] ?? '';
  const searches = { 'a rare word': callId.split('-')[0], 'a Call-ID with its host': callId, 'a word of each message': 'alice', 'a word of every seventh': 'Ringing', 'the middle of a word': 'ingin', 'not there': 'nothing' };
  const rows = Object.entries(searches)
    .map(([what, text = '']) => {
      const pattern = `%${text.replace(/[%_\\]/g, '\\$&')}%`;
      const found = [store.traces.find(text, LIMIT).length, like.all(pattern).length];
      const [indexed, scanned] = inTurn(times, () => store.traces.find(text, LIMIT), () => like.all(pattern));
      return [what, found.join(' / '), indexed, scanned, scanned / indexed];
    });
  return {
    title: `Searching ${MESSAGES} stored messages, the newest ${LIMIT} that match`, columns: ['', 'found', 'FTS5 ms', 'LIKE ms', 'FTS5 is … times as quick'], rows,
    notes: ['Found: by FTS5 (pieces of three characters, the text itself looked at) / by LIKE. LIKE reads from the newest message and stops at the limit.',
      'The rare ones stand in the oldest messages.'],
  };
}

function inTurn(times: number, first: () => void, second: () => void): [first: number, second: number] {
  const measured: [number, number][] = Array.from({ length: times }, () => [milliseconds(first), milliseconds(second)]);
  return [median(measured.map(([ms]) => ms)), median(measured.map(([, ms]) => ms))];
}

function milliseconds(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
