/** What is wrong or odd in a message, and where: what the parsers refuse and what they tolerate. */
import { parseSdp } from '../sdp/parse.ts';
import { strictNotes } from '../sdp/strict.ts';
import { utf8Bytes } from '../sip/bytes.ts';
import type { ParseError } from '../sip/message.ts';
import { odditiesOf } from '../sip/oddities.ts';
import { checkMessage, parseDatagram } from '../sip/parse.ts';
import type { CutLine } from './cut-lines.ts';

export interface Fault {
  /** `malformed`: a reason to refuse the message. */
  kind: 'malformed' | 'odd';
  section: string;
  text: string;
  /** Characters of the message, where the parser can tell. */
  from?: number;
  to?: number;
}

/** Defined in RFC 2543 and dropped since; of SDP the key in the open (RFC 8866 5.12). */
const OBSOLETE_FIELDS = new Set(['encryption', 'hide', 'response-key', 'also', 'location']);

export function isObsolete({ kind, name }: CutLine): boolean {
  return kind === 'header' ? OBSOLETE_FIELDS.has(name) : kind === 'sdp' && name === 'k';
}

/** `lines`: of `cutLines(raw)`. */
export function faultsOf(raw: string, lines: readonly CutLine[]): Fault[] {
  const isDescription = lines[0]?.kind === 'sdp';
  return isDescription ? sdpFaults(raw, lines) : [...sipFaults(raw, lines), ...sdpFaults(raw, lines)];
}

function sipFaults(raw: string, lines: readonly CutLine[]): Fault[] {
  const bytes = utf8Bytes(raw);
  const parsed = parseDatagram(bytes);
  const refused = parsed.ok ? checkMessage(parsed.value, bytes) : parsed.error;
  const message = parsed.ok ? parsed.value : parsed.error.request;
  // What was not UTF-8 is longer here than it was on the wire: lengths tell nothing then.
  const hasLengths = !raw.includes('\uFFFD');
  const odd = (message ? odditiesOf(message) : [])
    .filter(({ section }) => section !== 'RFC 2543 6' && (hasLengths || section !== '18.3'))
    .map(({ section, text }): Fault => ({ kind: 'odd', section: named(section), text }));
  const malformed = refused && (hasLengths || refused.section !== '18.3') ? [malformedAt(raw, bytes, lines, refused)] : [];
  return [...malformed, ...odd];
}

/** Sections of RFC 3261 itself come without its number. */
function named(section: string): string {
  return /^\d/.test(section) ? `RFC 3261 ${section}` : section;
}

function malformedAt(raw: string, bytes: Uint8Array, lines: readonly CutLine[], { section, message, offset }: ParseError): Fault {
  const at = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, offset)).length;
  const line = lines.find(({ from, end }) => at >= from && at < end) ?? lines.at(-1);
  const from = Math.min(at, raw.length);
  return { kind: 'malformed', section: named(section), text: message, ...(line && { from: from < line.to ? from : line.from, to: line.to }) };
}

function sdpFaults(raw: string, lines: readonly CutLine[]): Fault[] {
  const description = lines.filter(({ kind }) => kind === 'sdp');
  const [first] = description;
  const last = description.at(-1);
  if (!first || !last) return [];
  const text = raw.slice(first.from, last.end);
  const parsed = parseSdp(text);
  const body = lines.slice(lines.indexOf(first), lines.indexOf(last) + 1);
  const place = (line: number): Pick<Fault, 'from' | 'to'> => {
    const guilty = body[line - 1];
    return guilty ? { from: guilty.from, to: guilty.to } : {};
  };
  if (!parsed.ok) return [{ kind: 'malformed', section: parsed.error.section, text: parsed.error.message, ...place(parsed.error.line) }];
  // k= is marked as obsolete already.
  const strict = strictNotes(text, parsed.value.description).filter(({ section }) => section !== 'RFC 8866 5.12');
  return [...parsed.value.notes, ...strict].map(({ line, section, text }): Fault => ({ kind: 'odd', section, text, ...place(line) }));
}
