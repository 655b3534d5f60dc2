/** Which SIP messages (and announcements of sessions) there are and which call each belongs to, with no more kept of each than where its octets stand. */
import type { Column } from './columns.ts';
import { createColumn } from './columns.ts';
import type { TracedMessage, TransportName } from '../model.ts';
import { printable } from '../ladder/printable.ts';
import { COMMENT, fieldsOf, fieldsOfUnparsable, messageIn, rseqOf, traceMessage } from '../ladder/trace-message.ts';
import { createRepetitionFinder } from '../ladder/repetitions.ts';
import { latin1 } from '../sip/bytes.ts';
import type { SipMessage } from '../sip/message.ts';
import { fromOf, tagsOf, toOf } from '../sip/typed-headers.ts';
import type { Budget } from './budget.ts';
import { stateOf, statusOf } from './call-progress.ts';
import type { IndexedCall } from './call-table.ts';
import { createCallTable } from './call-table.ts';
import type { IcmpError } from './icmp.ts';
import type { Notes } from './notes.ts';
import type { OctetStore } from './octet-store.ts';
import { createSapRows, SAP_ROW_BYTES, tracedSap } from './sap-rows.ts';
import { createTextTable, ownText } from './text-table.ts';
import type { CapturedCall, TraceSource } from './trace-source.ts';
import { ANNOUNCEMENTS } from './trace-source.ts';
import { unmasked } from './websocket.ts';

/** One packet as it was found. */
export interface FoundPacket {
  atMs: number;
  /** `address:port` */
  source: string;
  destination: string;
  bytes: Uint8Array;
  /** Where `bytes` stand in the store; absent: they are kept there now. */
  position?: number | undefined;
}

export interface FoundMessage extends FoundPacket {
  transport: TransportName;
  /** What the file has written to its packet. */
  comment?: string | undefined;
  /** They stand there masked (RFC 6455 5.3) with this number; absent or 0: as they are. */
  mask?: number | undefined;
}

export interface TraceIndex {
  /** In the order of the file. What there is no room for is left out, with a note. */
  add(message: FoundMessage): void;
  /** An announcement of a session; those alike fold. */
  announce(found: FoundPacket): void;
  /** The message that an ICMP error quotes is told so. */
  quote(error: IcmpError): void;
  readonly messageCount: number;
  readonly announcementCount: number;
  readonly callCount: number;
  /** In order of first message, from 0. Made when it is asked for; undefined: there are not so many. */
  callAt(number: number): CapturedCall | undefined;
  /** Of all calls, each once. */
  readonly methods: readonly string[];
  messages: TraceSource['messages'];
  countOf: TraceSource['countOf'];
  /** Those alone that carry a session description. */
  descriptions(): Iterable<IndexedDescription>;
  announcements(): Iterable<Omit<IndexedDescription, 'callId'>>;
  /** When an INVITE of the call first succeeded. */
  answeredAtMs(callId: string): number | undefined;
  /** When the last message of the call came. */
  lastAtMs(callId: string): number | undefined;
  /** Tag of who described a session first. */
  offererOf(callId: string): string | undefined;
}

export interface IndexedDescription {
  callId: string;
  atMs: number;
  /** The whole message. */
  bytes: Uint8Array;
}

/** A row a message. Texts that repeat are numbers of a table; `next` is the next message of the same call, `repeats` the one that this
 *  repeats, as `seq`; 0: none. */
const COLUMNS = {
  position: 'f64', length: 'u32', atMs: 'f64', transport: 'u8', source: 'u32', destination: 'u32', call: 'u32', next: 'u32', repeats: 'u32', hasSdp: 'u8', mask: 'u32',
} as const;
const ROW_BYTES = 46;
const NOTE_BYTES = 100;
const SAP_HEAD_BYTES = 20;
/** How far back an ICMP error may quote. */
const MOST_QUOTED_BACK = 64;
/** Of a call as it is shown: without its texts. */
const SHOWN_BYTES = 450;

const TRANSPORTS: readonly TransportName[] = ['udp', 'tcp', 'tls'];

export function createTraceIndex(store: OctetStore, budget: Budget, notes: Notes): TraceIndex {
  const rows = Object.fromEntries(Object.entries(COLUMNS).map(([name, kind]) => [name, createColumn(kind)])) as Record<keyof typeof COLUMNS, Column>;
  const endpoints = createTextTable();
  const calls = createCallTable();
  /** As they are shown, where there is room to keep them. */
  const shown = new Map<number, CapturedCall>();
  const repetitionOf = createRepetitionFinder();
  const told = new Map<number, string>();
  const sap = createSapRows();
  let count = 0;

  function add(found: FoundMessage): void {
    const { bytes, source, destination } = found;
    const message = messageIn(bytes);
    const fields = message ? fieldsOf(message) : fieldsOfUnparsable(latin1(bytes, 0, bytes.length));
    const isKept = budget.take(costOf(found) + calls.costOf(fields));
    if (!isKept) return notes.add('messages');
    const row = begin(found, found.transport);
    const repeated = repetitionOf({ ...fields, seq: row + 1, direction: 'out', local: source, remote: destination, start: startOf(message) }, rseqOf(message));
    rows.repeats.set(row, repeated ?? 0);
    if (fields.hasSdp) rows.hasSdp.set(row, 1);
    if (found.mask) rows.mask.set(row, found.mask);
    const { call, before } = calls.add(row, fields, found.atMs);
    rows.call.set(row, call);
    if (before !== undefined) rows.next.set(before, row);
    if (shown.delete(call)) budget.release(SHOWN_BYTES);
    if (found.comment !== undefined) tell(row, `${COMMENT}${printable(found.comment.replace(/\s*\n\s*/g, ' '))}`);
  }

  function announce(found: FoundPacket): void {
    const { bytes, source, destination, atMs } = found;
    // Flags, hash and originating source begin the packet (RFC 2974 6).
    const key = `${source} ${destination} ${latin1(bytes, 0, Math.min(bytes.length, SAP_HEAD_BYTES))}`;
    if (sap.again(key, atMs, (row) => rows.length.get(row) === bytes.length && startsAlike(bytesOf(row), bytes))) return;
    if (!budget.take(costOf(found) + SAP_ROW_BYTES + key.length)) return notes.add('announcements');
    sap.begin(key, begin(found, 'udp'));
  }

  function costOf({ bytes, position, source, destination }: FoundPacket): number {
    return ROW_BYTES + (position === undefined ? bytes.length : 0) + endpoints.costOf(source) + endpoints.costOf(destination);
  }

  function begin({ bytes, position, atMs, source, destination }: FoundPacket, transport: TransportName): number {
    const row = count++;
    rows.position.set(row, position ?? store.keep(bytes));
    rows.length.set(row, bytes.length);
    rows.atMs.set(row, atMs);
    rows.transport.set(row, TRANSPORTS.indexOf(transport));
    rows.source.set(row, endpoints.numberOf(source));
    rows.destination.set(row, endpoints.numberOf(destination));
    return row;
  }

  function tell(row: number, text: string): void {
    const before = told.get(row);
    if (before === undefined && budget.take(NOTE_BYTES + text.length)) told.set(row, text);
  }

  function quote({ source, destination, quoted, text }: IcmpError): void {
    const [from, to] = [endpoints.find(source), endpoints.find(destination)];
    if (from === undefined || to === undefined || quoted.length === 0) return;
    for (let row = count - 1; row >= Math.max(0, count - MOST_QUOTED_BACK); row--) {
      if (rows.source.get(row) === from && rows.destination.get(row) === to && startsAlike(bytesOf(row), quoted)) return tell(row, text);
    }
  }

  function bytesOf(row: number): Uint8Array {
    const bytes = store.read(rows.position.get(row), rows.length.get(row));
    const mask = rows.mask.get(row);
    return mask === 0 ? bytes : unmasked(bytes, mask);
  }

  function traced(row: number): TracedMessage {
    const seen = {
      seq: row + 1, atMs: rows.atMs.get(row), direction: 'out', transport: TRANSPORTS[rows.transport.get(row)] ?? 'udp',
      local: endpoints.textOf(rows.source.get(row)), remote: endpoints.textOf(rows.destination.get(row)),
    } as const;
    const bytes = bytesOf(row);
    if (sap.has(row)) return tracedSap(seen, bytes, sap.folded(row));
    const message = traceMessage({ ...seen, bytes });
    const repeats = rows.repeats.get(row);
    if (repeats > 0) message.retransmissionOf = repeats;
    const note = told.get(row);
    if (note !== undefined) message.note = message.note === undefined ? note : `${message.note}; ${note}`;
    return message;
  }

  function callAt(number: number): CapturedCall | undefined {
    const known = shown.get(number);
    if (known) return known;
    const call = calls.call(number);
    if (!call) return undefined;
    const made = shownCall(call);
    if (budget.takeSpare(SHOWN_BYTES)) shown.set(number, made);
    return made;
  }

  function shownCall({ callId, progress, first, last, head, count: messages, described }: IndexedCall): CapturedCall {
    const message = messageIn(bytesOf(head));
    return {
      callId,
      from: ownText((message && fromOf(message)?.uri) ?? ''),
      to: ownText((message && toOf(message)?.uri) ?? ''),
      method: progress.method,
      uri: ownText(message?.kind === 'request' ? message.uri : ''),
      ...statusOf(progress),
      state: stateOf(progress),
      startedAtMs: rows.atMs.get(first),
      endedAtMs: rows.atMs.get(last),
      messages,
      firstSeq: first + 1,
      source: endpoints.textOf(rows.source.get(first)),
      destination: endpoints.textOf(rows.destination.get(first)),
      hasSdp: described !== undefined,
    };
  }

  function* rowsOf(callIds: ReadonlySet<string> | undefined): Generator<number> {
    if (!callIds) {
      for (let row = 0; row < count; row++) yield row;
      return;
    }
    if (callIds.has(ANNOUNCEMENTS)) yield* sap.rows();
    for (const callId of callIds) {
      const call = callId === ANNOUNCEMENTS ? undefined : calls.numberOf(callId);
      if (call === undefined) continue;
      for (let row = calls.first(call), left = calls.messages(call); left > 0; left--, row = rows.next.get(row)) yield row;
    }
  }

  function callOf(callId: string): IndexedCall | undefined {
    return calls.call(calls.numberOf(callId) ?? -1);
  }

  return {
    add,
    announce,
    quote,
    get messageCount() {
      return count - sap.count;
    },
    get announcementCount() {
      return sap.count;
    },
    get callCount() {
      return calls.count;
    },
    callAt,
    get methods() {
      return calls.methods;
    },
    messages: (callIds, from = 0, most = count) => [...rowsOf(callIds)].sort((a, b) => a - b).slice(from, from + most).map(traced),
    countOf: (callIds) => [...callIds].reduce((sum, callId) => sum + (callId === ANNOUNCEMENTS ? sap.count : calls.messages(calls.numberOf(callId) ?? -1)), 0),
    *descriptions() {
      for (let row = 0; row < count; row++) {
        if (rows.hasSdp.get(row) !== 0) yield { callId: calls.callId(rows.call.get(row)), atMs: rows.atMs.get(row), bytes: bytesOf(row) };
      }
    },
    *announcements() {
      for (const row of sap.rows()) yield { atMs: rows.atMs.get(row), bytes: bytesOf(row) };
    },
    answeredAtMs: (callId) => callOf(callId)?.answeredAtMs,
    lastAtMs(callId) {
      const call = callOf(callId);
      return call && rows.atMs.get(call.last);
    },
    offererOf(callId) {
      const described = callOf(callId)?.described;
      const message = described === undefined ? undefined : messageIn(bytesOf(described));
      return message && partyOf(message);
    },
  };
}

export function allCalls({ callCount, callAt }: TraceIndex): CapturedCall[] {
  return Array.from({ length: callCount }, (_, number) => callAt(number)).filter((call) => call !== undefined);
}

/** The tag of who sent it. */
export function partyOf(message: SipMessage): string {
  const { from, to } = tagsOf(message);
  return message.kind === 'request' ? from : to;
}

function startsAlike(one: Uint8Array, other: Uint8Array): boolean {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** What tells start lines apart. Of what cannot be read no repetition is known. */
function startOf(message: SipMessage | undefined): string {
  if (!message) return '';
  return message.kind === 'request' ? message.uri : `${message.status} ${message.reason}`;
}
