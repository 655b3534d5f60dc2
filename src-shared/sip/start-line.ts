/** Request-Line and Status-Line (RFC 3261 7.1, 7.2). */
import { SP, isToken } from './lexer.ts';
import type { Note, ParseError, SipRequest, SipResponse } from './message.ts';
import { METHODS } from './methods.ts';

type Line = Pick<SipRequest, 'kind' | 'method' | 'uri'> | Pick<SipResponse, 'kind' | 'status' | 'reason'>;

export interface StartLine {
  /** Undefined when this is not SIP at all. */
  line: Line | undefined;
  note: Note | undefined;
  problem: ParseError | undefined;
}

/** `offset` is where the line stands in the datagram. */
export function readStartLine(text: string, offset: number): StartLine {
  return text.startsWith('SIP/') || /^SIP\//i.test(text) ? readStatusLine(text, offset) : readRequestLine(text, offset);
}

function readRequestLine(text: string, offset: number): StartLine {
  const methodEnd = text.indexOf(' ');
  const method = text.slice(0, Math.max(0, methodEnd));
  if (!METHODS.has(method) && !isToken(method)) return notSip(offset);
  if (text.endsWith(' SIP/2.0')) {
    const uri = text.slice(methodEnd + 1, -8);
    if (uri !== '' && uri.charCodeAt(0) !== SP && uri.charCodeAt(uri.length - 1) !== SP) return { line: { kind: 'request', method, uri }, problem: undefined, note: undefined };
  }
  return readOddRequestLine(text, method, offset);
}

/** Anything but method, URI and version with one space between them. */
function readOddRequestLine(text: string, method: string, offset: number): StartLine {
  const trimmed = text.trimEnd();
  const versionAt = trimmed.lastIndexOf(' ') + 1;
  const version = trimmed.slice(versionAt).toUpperCase();
  if (!/^SIP\/\d/.test(version)) return notSip(offset);
  const line: Line = { kind: 'request', method, uri: trimmed.slice(method.length, versionAt).trim() };
  const problem = (rule: string, section: string, at: number, message: string, answer: number): StartLine => {
    return { line, problem: { rule, section, offset: offset + at, message, answer }, note: undefined };
  };
  // RFC 3261 7.1: the version is compared without regard to case.
  if (version !== 'SIP/2.0') return problem('version', '21.5.6', versionAt, `The version is ${version}; only SIP/2.0 is spoken here.`, 505);
  if (line.uri === '') return problem('request-line', '7.1', method.length, 'The Request-URI is missing.', 400);
  if (text.length === line.method.length + line.uri.length + version.length + 2) return { line, problem: undefined, note: undefined };
  return problem('request-line', '7.1', method.length, 'Method, Request-URI and version are separated by one space each, and nothing stands around them.', 400);
}

function notSip(offset: number): StartLine {
  const problem = { rule: 'start-line', section: '7.1', offset, message: 'This is not a SIP message: neither request nor status line.' };
  return { line: undefined, problem, note: undefined };
}

function readStatusLine(text: string, offset: number): StartLine {
  const drop = (rule: string, at: number, message: string): StartLine => {
    return { line: undefined, problem: { rule, section: '7.2', offset: offset + at, message }, note: undefined };
  };
  const parts = /^SIP\/2\.0 (\d+)( ?)/i.exec(text);
  if (!parts) return drop('status-line', 0, 'The status line is not "SIP/2.0", a status code and a reason phrase.');
  const [matched, digits, space] = parts as unknown as [string, string, string];
  const status = Number(digits);
  if (digits.length !== 3 || status < 100 || status > 699) return drop('status-code', 8, 'The status code is not a number from 100 to 699.');
  if (space === '' && text.length > matched.length) return drop('status-line', matched.length, 'A space must follow the status code.');
  const line: Line = { kind: 'response', status, reason: text.slice(matched.length) };
  if (space !== '') return { line, problem: undefined, note: undefined };
  return { line, problem: undefined, note: { section: '7.2', text: 'The space after the status code is missing; it must be there even when the reason phrase is empty.' } };
}
