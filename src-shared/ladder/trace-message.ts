/** From bytes to the fields of a TracedMessage, and the finding of retransmissions: one function for the live tap and for files. */
import type { Direction, TracedMessage, TransportName } from '../model.ts';
import type { SipMessage } from '../sip/message.ts';
import { parseDatagram } from '../sip/parse.ts';
import { callIdOf, cseqOf, tagsOf, topBranchOf } from '../sip/typed-headers.ts';
import type { Redacted } from './redact.ts';
import { redactAndDecode } from './redact.ts';
import { createRepetitionFinder } from './repetitions.ts';

export interface RawTraced {
  seq: number;
  atMs: number;
  direction: Direction;
  transport: TransportName;
  local: string;
  remote: string;
  bytes: Uint8Array;
  /** `bytes` without secrets: already made, or made here. */
  redacted?: Redacted;
  /** Already parsed, or parsed here. */
  message?: SipMessage;
  note?: string;
}

/** Keeps what it needs to know a repetition (same way, same transaction, same start line), bounded in memory. */
export interface MessageTracer {
  trace(raw: RawTraced): TracedMessage;
}

/** Begins, in the note of a message, what the capture's maker wrote to it: last of all. */
export const COMMENT = 'Comment: ';
const MAX_START = 1024;
const MAX_NOTE = 500;

export type MessageFields = Pick<TracedMessage, 'callId' | 'method' | 'status' | 'cseq' | 'branch' | 'fromTag' | 'toTag' | 'hasSdp'>;

export function createMessageTracer(): MessageTracer {
  const repetitionOf = createRepetitionFinder();

  return {
    trace(raw) {
      const parsed = raw.message ? { message: raw.message } : parse(raw.bytes);
      const traced = assemble(raw, parsed);
      const repeated = repetitionOf(traced, rseqOf(parsed.message));
      if (repeated !== undefined) traced.retransmissionOf = repeated;
      return traced;
    },
  };
}

/** One message by itself: whether it is a repetition is for the caller to know. */
export function traceMessage(raw: RawTraced): TracedMessage {
  return assemble(raw, raw.message ? { message: raw.message } : parse(raw.bytes));
}

function assemble(raw: RawTraced, parsed: Parsed): TracedMessage {
  const { text } = raw.redacted ?? redactAndDecode(raw.bytes);
  const fields = parsed.message ? fieldsOf(parsed.message) : fieldsOfUnparsable(text);
  const { seq, atMs, direction, transport, local, remote } = raw;
  const traced: TracedMessage = { seq, atMs, direction, transport, local, remote, start: firstLine(text), ...fields, raw: text };
  const note = noteOf(raw.note, parsed);
  if (note !== '') traced.note = note;
  return traced;
}

interface Parsed {
  message?: SipMessage;
  error?: string;
}

/** What could be read of it, also where it must be refused. */
export function messageIn(bytes: Uint8Array): SipMessage | undefined {
  return parse(bytes).message;
}

function parse(bytes: Uint8Array): Parsed {
  const result = parseDatagram(bytes);
  if (result.ok) return { message: result.value };
  const error = reasoned(result.error.message, result.error.section);
  return result.error.request ? { message: result.error.request, error } : { error };
}

export function fieldsOf(message: SipMessage): MessageFields {
  const cseq = cseqOf(message);
  const tags = tagsOf(message);
  const fields: MessageFields = {
    callId: callIdOf(message),
    method: message.kind === 'request' ? message.method : cseq?.method ?? '',
    branch: topBranchOf(message),
    fromTag: tags.from,
    toTag: tags.to,
    hasSdp: carriesSdp(message),
  };
  if (message.kind === 'response') fields.status = message.status;
  if (cseq) fields.cseq = cseq.number;
  return fields;
}

/** As its own type, or as a part of several (RFC 5621). */
function carriesSdp(message: SipMessage): boolean {
  if (message.body.length === 0) return false;
  const type = message.headers.first('content-type')?.trim().toLowerCase() ?? '';
  if (type.startsWith('application/sdp')) return true;
  return type.startsWith('multipart/') && /\ncontent-type[ \t]*:[ \t]*application\/sdp/i.test(new TextDecoder().decode(message.body));
}

/** Enough to show it in the right ladder. */
export function fieldsOfUnparsable(text: string): MessageFields {
  const callId = /^(?:call-id|i)[ \t]*:[ \t]*(\S{1,256})/im.exec(text)?.[1] ?? '';
  return { callId, method: '', branch: '', fromTag: '', toTag: '', hasSdp: false };
}

/** At most so much of it as is shown. */
function firstLine(text: string): string {
  const line = /^[\r\n]*([^\r\n]*)/.exec(text)?.[1] ?? '';
  return line.slice(0, MAX_START);
}

function noteOf(given: string | undefined, parsed: Parsed): string {
  const noted = parsed.message?.notes.map((note) => reasoned(note.text, note.section)) ?? [];
  return [given, parsed.error, ...noted].filter((text) => text !== undefined).join('; ').slice(0, MAX_NOTE);
}

/** Sections of RFC 3261 itself come without its number. */
function reasoned(text: string, section: string): string {
  return `${text} (${/^\d/.test(section) ? 'RFC 3261 ' : ''}${section})`;
}

/** A reliable provisional response is a new one when its RSeq is (RFC 3262 3). */
export function rseqOf(message: SipMessage | undefined): string {
  return message?.kind === 'response' && message.status < 200 ? message.headers.first('rseq') ?? '' : '';
}
