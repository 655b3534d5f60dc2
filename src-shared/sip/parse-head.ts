/** The head of a message: start line and header fields (RFC 3261 7), in one pass over its text. */
import { asciiOrUndefined, indexOfBlankLine, latin1, NO_BYTES, utf8FromOctets } from './bytes.ts';
import { canonicalNameAt } from './headers-known.ts';
import { Headers } from './headers.ts';
import { indexOfOrEnd, isSpace } from './lexer.ts';
import type { Note, ParseError, SipMessage } from './message.ts';
import { readStartLine } from './start-line.ts';

const CR = 13;

export interface Head {
  /** Without its body; undefined when the start line is not SIP's. */
  message: SipMessage | undefined;
  /** Octet offset of the body. */
  bodyAt: number;
  contentLength: number | undefined;
  /** The first thing in it for which it must be refused; offsets count from the start of `bytes`. */
  problem: ParseError | undefined;
}

/** What has been found while the lines are read. Text offsets are octet offsets: see bytes.ts. */
interface Reading {
  text: string;
  /** Octet offset of `text`. */
  base: number;
  isAscii: boolean;
  headers: Headers;
  notes: Note[];
  problem: ParseError | undefined;
  contentLength: number | undefined;
  hasBareLf: boolean;
  hasOtherCharset: boolean;
}

/** Reads the head that starts at `from`. Never fails: what is wrong is told in `problem`, the rest is read all the same. */
export function parseHead(bytes: Uint8Array, from: number): Head {
  const blank = indexOfBlankLine(bytes, from);
  const end = blank < 0 ? bytes.length : blank + 2;
  const ascii = asciiOrUndefined(bytes, from, end);
  const reading: Reading = {
    text: ascii ?? latin1(bytes, from, end),
    base: from,
    isAscii: ascii !== undefined,
    headers: new Headers(),
    notes: [],
    problem: undefined,
    contentLength: undefined,
    hasBareLf: false,
    hasOtherCharset: false,
  };
  const { text, headers, notes } = reading;
  const newline = indexOfOrEnd(text, '\n', 0);
  const start = readStartLine(decoded(reading, text.slice(0, withoutCr(text, 0, newline))), from);
  const message: SipMessage | undefined = start.line && { ...start.line, headers, body: NO_BYTES, notes };
  if (start.note) notes.push(start.note);
  reading.problem = start.problem;

  const linesEnd = readHeaders(reading, newline + 1);
  if (reading.hasBareLf) notes.push({ section: '7', text: 'Lines end with LF alone; SIP wants CR LF.' });
  if (reading.hasOtherCharset) notes.push({ section: '7.3.1', text: 'Some text is not UTF-8; it is read as ISO-8859-1.' });
  if (blank < 0 && linesEnd < 0) {
    refuse(reading, 'head-end', '7', text.length, 'The empty line that ends the header fields is missing; the message is cut short.');
  }
  const bodyAt = linesEnd >= 0 ? from + linesEnd : blank < 0 ? bytes.length : blank + 4;
  return { message, bodyAt, contentLength: reading.contentLength, problem: reading.problem };
}

/** Reads field lines from `from` on. The offset behind the empty line, or -1 when the text ends before one. */
function readHeaders(reading: Reading, from: number): number {
  const { text } = reading;
  let colon = -1;
  for (let at = from; at < text.length; ) {
    let newline = indexOfOrEnd(text, '\n', at);
    const lineTo = withoutCr(text, at, newline);
    if (lineTo === at) return newline + 1;
    if (lineTo === newline) reading.hasBareLf = true;
    let isFolded = false;
    while (isSpace(text.charCodeAt(newline + 1))) {
      newline = indexOfOrEnd(text, '\n', newline + 1);
      isFolded = true;
    }
    if (colon < at) colon = indexOfOrEnd(text, ':', at);
    if (colon < lineTo) readField(reading, at, colon, withoutCr(text, at, newline), isFolded);
    else refuse(reading, 'header-colon', '7.3.1', at, 'A header line has no colon.');
    at = newline + 1;
  }
  return -1;
}

function readField(reading: Reading, from: number, colon: number, to: number, isFolded: boolean): void {
  const { text, headers } = reading;
  let nameTo = colon;
  while (nameTo > from && isSpace(text.charCodeAt(nameTo - 1))) nameTo--;
  const name = canonicalNameAt(text, from, nameTo);
  if (name === undefined) return refuse(reading, 'header-name', '25.1', from, 'A header field name holds characters that no token has.');
  let valueFrom = colon + 1;
  while (valueFrom < to && isSpace(text.charCodeAt(valueFrom))) valueFrom++;
  let valueTo = to;
  while (valueTo > valueFrom && isSpace(text.charCodeAt(valueTo - 1))) valueTo--;
  // RFC 3261 7.3.1: a line that starts with white space continues the one before; the fold means one space.
  const value = isFolded ? text.slice(valueFrom, valueTo).replace(/\r?\n[ \t]+/g, ' ').trim() : text.slice(valueFrom, valueTo);
  headers.add(name, reading.isAscii ? value : decoded(reading, value));
  if (name === 'content-length') readContentLength(reading, value, valueFrom);
}

/** RFC 3261 20.14: a decimal number, once; said twice it must say the same. */
function readContentLength(reading: Reading, value: string, at: number): void {
  const length = /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  if (length === undefined) return refuse(reading, 'content-length', '20.14', at, 'Content-Length is not a decimal number.');
  if (reading.contentLength !== undefined && reading.contentLength !== length) {
    return refuse(reading, 'content-length-conflict', '20.14', at, 'Two Content-Length values contradict each other: where the body ends is unsafe to guess.');
  }
  reading.contentLength = length;
}

function refuse(reading: Reading, rule: string, section: string, at: number, message: string): void {
  reading.problem ??= { rule, section, offset: reading.base + at, message, answer: 400 };
}

/** Text of a head that is not all ASCII: UTF-8 where it is UTF-8, else as ISO-8859-1. */
function decoded(reading: Reading, octets: string): string {
  if (reading.isAscii) return octets;
  const text = utf8FromOctets(octets);
  if (text === undefined) reading.hasOtherCharset = true;
  return text ?? octets;
}

function withoutCr(text: string, from: number, newline: number): number {
  return newline > from && text.charCodeAt(newline - 1) === CR ? newline - 1 : newline;
}
