/** `rung history` and `rung trace`: what the app has stored, read only. */
import type { CallRecord, MediaSpan, TracedMessage } from '../../../../src-shared/model.ts';
import { buildLadder } from '../../../../src-shared/ladder/ladder.ts';
import { isSip } from '../../../../src-shared/traced-packet.ts';
import { printable } from '../../../../src-shared/ladder/printable.ts';
import { ladderText } from '../../../../src-shared/ladder/text.ts';
import { dataDirectory, databasePath } from '../../../store/data-dir.ts';
import type { Store } from '../../../store/store.ts';
import { openStore } from '../../../store/store.ts';
import type { Given } from '../arguments.ts';
import { printLine } from '../reporter.ts';
import { CommandError, EXIT } from '../usage-error.ts';

export async function history(given: Given): Promise<number> {
  return withStore((store) => {
    const query = given.text('query');
    const records = store.calls.list({ limit: Math.min(Math.floor(given.number('limit') ?? 20), 500), ...(query === undefined ? {} : { query }) });
    for (const record of records) {
      if (given.has('json')) printLine(record);
      else process.stdout.write(`${historyLine(record)}\n`);
    }
    return EXIT.done;
  });
}

export async function trace(given: Given): Promise<number> {
  const wanted = given.positionals[0] ?? '';
  return withStore((store) => {
    const record = store.calls.get(wanted) ?? store.calls.list({ limit: 500 }).find((candidate) => candidate.sipCallId === wanted);
    if (!record) throw new CommandError(`no stored call has the id or Call-ID "${wanted}"; "rung history" lists them`, EXIT.input);
    print(store.traces.of(record.id), given);
    return EXIT.done;
  });
}

function print({ messages, media }: { messages: TracedMessage[]; media: MediaSpan[] }, given: Given): void {
  if (given.has('json')) return messages.forEach(printLine);
  process.stdout.write(ladderText(buildLadder(messages.filter(isSip), media), { width: process.stdout.columns ?? 100 }));
}

function historyLine(record: CallRecord): string {
  const when = new Date(record.startedAtMs).toISOString().replace('T', ' ').slice(0, 19);
  const arrow = record.direction === 'out' ? '->' : '<-';
  const why = record.status === undefined ? '' : ` ${record.status} ${record.reason ?? ''}`;
  return `${when}  ${record.id}  ${arrow} ${printable(record.remoteUri)}  ${record.outcome}${printable(why)}`;
}

function withStore(use: (store: Store) => number): number {
  const opened = openStore(databasePath(dataDirectory()), Date.now());
  if (!opened.ok) throw new CommandError(opened.error, EXIT.input);
  try {
    return use(opened.value.store);
  } finally {
    opened.value.store.close();
  }
}
