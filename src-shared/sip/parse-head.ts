/** The head of a message: start line and header fields (RFC 3261 7), in one pass over its text. */
import { asciiOrUndefined, indexOfBlankLine, latin1, NO_BYTES, utf8FromOctets } from './bytes.ts';
import { canonicalName, isKnown, usualNameAt } from './headers-known.ts';
import { Headers } from './headers.ts';
import { COLON, indexOfOrEnd, isSpace, isToken } from './lexer.ts';
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
  bytes: Uint8Array;
  text: string;
  /** Octet offset of `text`. */
  base: number;
  isAscii: boolean;
  headers: Headers;
  problem: ParseError | undefined;
  contentLength: number | undefined;
  hasBareLf: boolean;
  hasOtherCharset: boolean;
}

/** Up to this many octets a message is decoded whole: cheaper than looking for the end of its head first. */
const DECODED_WHOLE = 4096;

/** Reads the head that starts at `from`. Never fails: what is wrong is told in `problem`, the rest is read all the same. */
export function parseHead(bytes: Uint8Array, from: number): Head {
  const isShort = bytes.length - from <= DECODED_WHOLE;
  const whole = isShort ? asciiOrUndefined(bytes, from, bytes.length) : undefined;
  const end = whole === undefined ? endOfHead(bytes, from) : bytes.length;
  const ascii = whole ?? asciiOrUndefined(bytes, from, end);
  const text = ascii ?? latin1(bytes, from, end);
  const headers = new Headers();
  const notes: Note[] = [];
  const reading: Reading = {
    bytes, text, base: from, isAscii: ascii !== undefined, headers, problem: undefined, contentLength: undefined, hasBareLf: false, hasOtherCharset: false,
  };
  const newline = indexOfOrEnd(text, '\n', 0);
  const start = readStartLine(decoded(reading, text.slice(0, withoutCr(text, 0, newline))), from);
  const message: SipMessage | undefined = start.line && { ...start.line, headers, body: NO_BYTES, notes };
  reading.problem = start.problem;
  const bodyAt = readHeaders(reading, newline + 1);
  if (bodyAt < 0) refuse(reading, 'head-end', '7', text.length, 'The empty line that ends the header fields is missing; the message is cut short.');
  if (start.note) notes.push(start.note);
  if (reading.hasBareLf) notes.push({ section: '7', text: 'Lines end with LF alone; SIP wants CR LF.' });
  if (reading.hasOtherCharset) notes.push({ section: '7.3.1', text: 'Some text is not UTF-8; it is read as ISO-8859-1.' });
  return { message, bodyAt: bodyAt < 0 ? bytes.length : from + bodyAt, contentLength: reading.contentLength, problem: reading.problem };
}

/** Behind the first empty line, or the end of the octets. */
function endOfHead(bytes: Uint8Array, from: number): number {
  const blank = indexOfBlankLine(bytes, from);
  return blank < 0 ? bytes.length : blank + 4;
}

/** Reads field lines from `from` on. The offset behind the empty line, or -1 when the text ends before one. */
function readHeaders(reading: Reading, from: number): number {
  const { text } = reading;
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
    const colon = colonIn(reading.bytes, reading.base + at, reading.base + lineTo) - reading.base;
    if (colon < at) refuse(reading, 'header-colon', '7.3.1', at, 'A header line has no colon.');
    else readField(reading, at, colon, withoutCr(text, at, newline), isFolded);
    at = newline + 1;
  }
  return -1;
}

/** Names are short: stepping is quicker than searching, and never leaves the line. */
function colonIn(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) if (bytes[at] === COLON) return at;
  return -1;
}

function readField(reading: Reading, from: number, colon: number, to: number, isFolded: boolean): void {
  const { text, headers } = reading;
  const name = usualNameAt(reading.bytes, reading.base + from, reading.base + colon) ?? otherName(headers, text, from, colon);
  if (name === undefined) return refuse(reading, 'header-name', '25.1', from, 'A header field name holds characters that no token has.');
  let valueFrom = colon + 1;
  while (valueFrom < to && isSpace(text.charCodeAt(valueFrom))) valueFrom++;
  let valueTo = to;
  while (valueTo > valueFrom && isSpace(text.charCodeAt(valueTo - 1))) valueTo--;
  let value = text.slice(valueFrom, valueTo);
  // RFC 3261 7.3.1: a line that starts with white space continues the one before; the fold means one space.
  if (isFolded) value = value.replace(/\r?\n[ \t]+/g, ' ').trim();
  if (!reading.isAscii) value = decoded(reading, value);
  headers.add(name, value);
  if (name === 'content-length') readContentLength(reading, value, valueFrom);
}

/** RFC 3261 7.3.1: white space may stand between the name and the colon. */
function otherName(headers: Headers, text: string, from: number, colon: number): string | undefined {
  let to = colon;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  const spelling = text.slice(from, to);
  if (!isToken(spelling)) return undefined;
  const name = canonicalName(spelling);
  if (!isKnown(name)) headers.rememberSpelling(name, spelling);
  return name;
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
