/** The calls of a file, a row a Call-ID. */
import type { MessageFields } from '../ladder/trace-message.ts';
import type { CallProgress } from './call-progress.ts';
import { createCallProgress, follow } from './call-progress.ts';
import type { Column } from './columns.ts';
import { createColumn } from './columns.ts';
import { createTextTable, ownText } from './text-table.ts';

/** Rows of messages are numbers of the file's messages, from 0. */
export interface IndexedCall {
  callId: string;
  progress: CallProgress;
  first: number;
  last: number;
  /** The first request, else the first message. */
  head: number;
  count: number;
  /** The first message with a session description; undefined: none has. */
  described: number | undefined;
  /** When an INVITE first succeeded. */
  answeredAtMs: number | undefined;
}

export interface CallTable {
  readonly count: number;
  /** Methods of all calls. */
  readonly methods: readonly string[];
  /** Undefined: the file has no such call. */
  numberOf(callId: string): number | undefined;
  /** Octets that a message takes here. */
  costOf(fields: MessageFields): number;
  /** The next message: gives the number of its call, and its message before; undefined: this is the first. */
  add(row: number, fields: MessageFields, atMs: number): { call: number; before: number | undefined };
  call(number: number): IndexedCall | undefined;
  callId(number: number): string;
  first(number: number): number;
  messages(number: number): number;
}

/** Its columns, its text and its places in list and map. */
const CALL_BYTES = 115;
const FLAGS = { hasRequest: 1, isOver: 2 };
const COLUMNS = {
  first: 'u32', last: 'u32', count: 'u32', request: 'u32', described: 'u32', answeredAtMs: 'f64', method: 'u32', success: 'u16', failure: 'u16', provisional: 'u16', flags: 'u8',
} as const;

export function createCallTable(): CallTable {
  const callIds: string[] = [];
  const numbers = new Map<string, number>();
  const methods = createTextTable();
  const columns = Object.fromEntries(Object.entries(COLUMNS).map(([name, kind]) => [name, createColumn(kind)])) as Record<keyof typeof COLUMNS, Column>;
  const progress = createCallProgress();
  methods.numberOf('');

  function read(number: number): CallProgress {
    const flags = columns.flags.get(number);
    progress.method = methods.textOf(columns.method.get(number));
    progress.success = columns.success.get(number);
    progress.failure = columns.failure.get(number);
    progress.provisional = columns.provisional.get(number);
    progress.hasRequest = (flags & FLAGS.hasRequest) !== 0;
    progress.isOver = (flags & FLAGS.isOver) !== 0;
    return progress;
  }

  function write(number: number): void {
    columns.method.set(number, methods.numberOf(progress.method));
    columns.success.set(number, progress.success);
    columns.failure.set(number, progress.failure);
    columns.provisional.set(number, progress.provisional);
    columns.flags.set(number, (progress.hasRequest ? FLAGS.hasRequest : 0) | (progress.isOver ? FLAGS.isOver : 0));
  }

  function numberOf(callId: string, row: number): number {
    const known = numbers.get(callId);
    if (known !== undefined) return known;
    const own = ownText(callId);
    numbers.set(own, callIds.length);
    columns.first.set(callIds.length, row);
    return callIds.push(own) - 1;
  }

  return {
    get count() {
      return callIds.length;
    },
    get methods() {
      return methods.texts;
    },
    numberOf: (callId) => numbers.get(callId),
    costOf: ({ callId, method }) => (numbers.has(callId) ? 0 : CALL_BYTES + callId.length) + methods.costOf(method),
    add(row, fields, atMs) {
      const number = numberOf(fields.callId, row);
      const before = columns.count.get(number) === 0 ? undefined : columns.last.get(number);
      columns.last.set(number, row);
      columns.count.set(number, columns.count.get(number) + 1);
      if (fields.hasSdp && columns.described.get(number) === 0) columns.described.set(number, row + 1);
      if (columns.request.get(number) === 0 && fields.status === undefined && fields.method !== '') columns.request.set(number, row + 1);
      follow(read(number), fields);
      write(number);
      if (fields.method === 'INVITE' && isSuccess(fields.status) && columns.answeredAtMs.get(number) === 0) columns.answeredAtMs.set(number, atMs);
      return { call: number, before };
    },
    call(number) {
      const callId = callIds[number];
      if (callId === undefined) return undefined;
      const request = columns.request.get(number);
      const described = columns.described.get(number);
      const first = columns.first.get(number);
      return {
        callId, progress: { ...read(number) }, first, last: columns.last.get(number), head: request === 0 ? first : request - 1, count: columns.count.get(number),
        described: described === 0 ? undefined : described - 1, answeredAtMs: columns.answeredAtMs.get(number) || undefined,
      };
    },
    callId: (number) => callIds[number] ?? '',
    first: columns.first.get,
    messages: columns.count.get,
  };
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}
