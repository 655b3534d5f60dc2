/** Which SIP messages there are and which call each belongs to, with no more kept of each than where its octets stand. */
import type { Column } from './columns.ts';
import { createColumn } from './columns.ts';
import type { TracedMessage, TransportName } from '../model.ts';
import { fieldsOf, fieldsOfUnparsable, messageIn, rseqOf, traceMessage } from '../ladder/trace-message.ts';
import { createRepetitionFinder } from '../ladder/repetitions.ts';
import { latin1 } from '../sip/bytes.ts';
import type { SipMessage } from '../sip/message.ts';
import { fromOf, toOf } from '../sip/typed-headers.ts';
import type { CallProgress } from './call-progress.ts';
import { createCallProgress, follow, stateOf, statusOf } from './call-progress.ts';
import type { OctetStore } from './octet-store.ts';
import type { CapturedCall } from './trace-source.ts';

/** One message as it was found. */
export interface FoundMessage {
  atMs: number;
  transport: TransportName;
  /** `address:port` */
  source: string;
  destination: string;
  bytes: Uint8Array;
  /** Where `bytes` stand in the store; absent: they are kept there now. */
  position?: number | undefined;
}

export interface TraceIndex {
  /** In the order of the file. */
  add(message: FoundMessage): void;
  readonly messageCount: number;
  /** In order of first message. Rows are made when they are asked for. */
  readonly calls: readonly CapturedCall[];
  messages(callIds?: ReadonlySet<string>): TracedMessage[];
  /** Those alone that carry a session description. */
  descriptions(): Iterable<IndexedDescription>;
  /** When an INVITE of the call first succeeded. */
  answeredAtMs(callId: string): number | undefined;
  /** When the last message of the call came. */
  lastAtMs(callId: string): number | undefined;
}

export interface IndexedDescription {
  callId: string;
  atMs: number;
  /** The whole message. */
  bytes: Uint8Array;
}

interface IndexedCall {
  callId: string;
  progress: CallProgress;
  first: number;
  last: number;
  /** The first request; -1: none yet. */
  request: number;
  count: number;
  hasSdp: boolean;
  answeredAtMs: number | undefined;
  /** Undefined when something came since it was made. */
  row: CapturedCall | undefined;
}

/** A row a message. Texts that repeat are numbers of a table. */
interface Rows {
  position: Column;
  length: Column;
  atMs: Column;
  transport: Column;
  source: Column;
  destination: Column;
  call: Column;
  /** The next message of the same call, and the one that this repeats, as `seq`; 0: none. */
  next: Column;
  repeats: Column;
  hasSdp: Column;
}

const TRANSPORTS: readonly TransportName[] = ['udp', 'tcp', 'tls'];

export function createTraceIndex(store: OctetStore): TraceIndex {
  const rows: Rows = {
    position: createColumn('f64'), length: createColumn('u32'), atMs: createColumn('f64'), transport: createColumn('u8'), source: createColumn('u32'),
    destination: createColumn('u32'), call: createColumn('u32'), next: createColumn('u32'), repeats: createColumn('u32'), hasSdp: createColumn('u8'),
  };
  const endpoints = createTextTable();
  const calls: IndexedCall[] = [];
  const callNumbers = new Map<string, number>();
  const repetitionOf = createRepetitionFinder();
  let count = 0;
  let listed: readonly CapturedCall[] | undefined;

  function add(found: FoundMessage): void {
    const { bytes, source, destination } = found;
    const message = messageIn(bytes);
    const fields = message ? fieldsOf(message) : fieldsOfUnparsable(latin1(bytes, 0, bytes.length));
    const row = count++;
    const repeated = repetitionOf({ ...fields, seq: row + 1, direction: 'out', local: source, remote: destination, start: startOf(message) }, rseqOf(message));
    rows.position.set(row, found.position ?? store.keep(bytes));
    rows.length.set(row, bytes.length);
    rows.atMs.set(row, found.atMs);
    rows.transport.set(row, TRANSPORTS.indexOf(found.transport));
    rows.source.set(row, endpoints.numberOf(source));
    rows.destination.set(row, endpoints.numberOf(destination));
    rows.repeats.set(row, repeated ?? 0);
    rows.hasSdp.set(row, fields.hasSdp ? 1 : 0);
    const number = callNumber(fields.callId, row);
    rows.call.set(row, number);
    const call = calls[number] as IndexedCall;
    if (call.last !== row) rows.next.set(call.last, row);
    call.last = row;
    call.count++;
    call.hasSdp ||= fields.hasSdp;
    if (call.request < 0 && fields.status === undefined && fields.method !== '') call.request = row;
    follow(call.progress, fields);
    if (fields.method === 'INVITE' && isSuccess(fields.status)) call.answeredAtMs ??= found.atMs;
    call.row = undefined;
    listed = undefined;
  }

  function callNumber(callId: string, row: number): number {
    const known = callNumbers.get(callId);
    if (known !== undefined) return known;
    // A copy: what the parser gives is a part of the whole head, and would keep that.
    const text = [callId, ''].join('');
    callNumbers.set(text, calls.length);
    calls.push({ callId: text, progress: createCallProgress(), first: row, last: row, request: -1, count: 0, hasSdp: false, answeredAtMs: undefined, row: undefined });
    return calls.length - 1;
  }

  function bytesOf(row: number): Uint8Array {
    return store.read(rows.position.get(row), rows.length.get(row));
  }

  function traced(row: number): TracedMessage {
    const message = traceMessage({
      seq: row + 1, atMs: rows.atMs.get(row), direction: 'out', transport: TRANSPORTS[rows.transport.get(row)] ?? 'udp',
      local: endpoints.textOf(rows.source.get(row)), remote: endpoints.textOf(rows.destination.get(row)), bytes: bytesOf(row),
    });
    const repeats = rows.repeats.get(row);
    if (repeats > 0) message.retransmissionOf = repeats;
    return message;
  }

  function rowOf(call: IndexedCall): CapturedCall {
    const message = messageIn(bytesOf(call.request < 0 ? call.first : call.request));
    return {
      callId: call.callId,
      from: (message && fromOf(message)?.uri) ?? '',
      to: (message && toOf(message)?.uri) ?? '',
      method: call.progress.method,
      uri: message?.kind === 'request' ? message.uri : '',
      ...statusOf(call.progress),
      state: stateOf(call.progress),
      startedAtMs: rows.atMs.get(call.first),
      endedAtMs: rows.atMs.get(call.last),
      messages: call.count,
      firstSeq: call.first + 1,
      source: endpoints.textOf(rows.source.get(call.first)),
      destination: endpoints.textOf(rows.destination.get(call.first)),
      hasSdp: call.hasSdp,
    };
  }

  function* rowsOf(callIds: ReadonlySet<string> | undefined): Generator<number> {
    if (!callIds) {
      for (let row = 0; row < count; row++) yield row;
      return;
    }
    for (const callId of callIds) {
      const call = callOf(callId);
      if (!call) continue;
      for (let row = call.first, left = call.count; left > 0; left--, row = rows.next.get(row)) yield row;
    }
  }

  function callOf(callId: string): IndexedCall | undefined {
    return calls[callNumbers.get(callId) ?? -1];
  }

  return {
    add,
    get messageCount() {
      return count;
    },
    get calls() {
      listed ??= calls.map((call) => (call.row ??= rowOf(call)));
      return listed;
    },
    messages: (callIds) => [...rowsOf(callIds)].sort((a, b) => a - b).map(traced),
    *descriptions() {
      for (let row = 0; row < count; row++) {
        if (rows.hasSdp.get(row) === 0) continue;
        yield { callId: calls[rows.call.get(row)]?.callId ?? '', atMs: rows.atMs.get(row), bytes: bytesOf(row) };
      }
    },
    answeredAtMs: (callId) => callOf(callId)?.answeredAtMs,
    lastAtMs(callId) {
      const call = callOf(callId);
      return call && rows.atMs.get(call.last);
    },
  };
}

/** What tells start lines apart. Of what cannot be read no repetition is known. */
function startOf(message: SipMessage | undefined): string {
  if (!message) return '';
  return message.kind === 'request' ? message.uri : `${message.status} ${message.reason}`;
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

interface TextTable {
  numberOf(text: string): number;
  textOf(number: number): string;
}

function createTextTable(): TextTable {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  return {
    numberOf(text) {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, texts.length);
      return texts.push(text) - 1;
    },
    textOf: (number) => texts[number] ?? '',
  };
}
