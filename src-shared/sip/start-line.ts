/** Request-Line and Status-Line (RFC 3261 7.1, 7.2). */
import { isToken } from './lexer.ts';
import type { Note, ParseError, SipRequest, SipResponse } from './message.ts';

type Line = Pick<SipRequest, 'kind' | 'method' | 'uri'> | Pick<SipResponse, 'kind' | 'status' | 'reason'>;

export interface StartLine {
  /** Undefined when this is not SIP at all. */
  line: Line | undefined;
  note?: Note;
  problem?: ParseError;
}

/** `offset` is where the line stands in the datagram. */
export function readStartLine(text: string, offset: number): StartLine {
  return /^SIP\//i.test(text) ? readStatusLine(text, offset) : readRequestLine(text, offset);
}

function readRequestLine(text: string, offset: number): StartLine {
  const methodEnd = text.indexOf(' ');
  const trimmed = text.trimEnd();
  const uriEnd = trimmed.lastIndexOf(' ');
  const version = trimmed.slice(uriEnd + 1);
  if (methodEnd < 0 || !/^SIP\/\d/i.test(version) || !isToken(text.slice(0, methodEnd))) {
    return { line: undefined, problem: { rule: 'start-line', section: '7.1', offset, message: 'This is not a SIP message: neither request nor status line.' } };
  }
  const line: Line = { kind: 'request', method: text.slice(0, methodEnd), uri: text.slice(methodEnd + 1, Math.max(methodEnd + 1, uriEnd)).trim() };
  const problem = (rule: string, section: string, at: number, message: string, answer: number): StartLine => {
    return { line, problem: { rule, section, offset: offset + at, message, answer } };
  };
  if (version.toUpperCase() !== 'SIP/2.0') return problem('version', '21.5.6', uriEnd + 1, `The version is ${version}; only SIP/2.0 is spoken here.`, 505);
  if (line.uri === '') return problem('request-line', '7.1', methodEnd, 'The Request-URI is missing.', 400);
  if (text.length !== line.method.length + line.uri.length + version.length + 2) {
    return problem('request-line', '7.1', methodEnd, 'Method, Request-URI and version are separated by one space each, and nothing stands around them.', 400);
  }
  return { line };
}

function readStatusLine(text: string, offset: number): StartLine {
  const drop = (rule: string, at: number, message: string): StartLine => {
    return { line: undefined, problem: { rule, section: '7.2', offset: offset + at, message } };
  };
  const parts = /^SIP\/2\.0 (\d+)( ?)/i.exec(text);
  if (!parts) return drop('status-line', 0, 'The status line is not "SIP/2.0", a status code and a reason phrase.');
  const [matched, digits, space] = parts as unknown as [string, string, string];
  const status = Number(digits);
  if (digits.length !== 3 || status < 100 || status > 699) return drop('status-code', 8, 'The status code is not a number from 100 to 699.');
  if (space === '' && text.length > matched.length) return drop('status-line', matched.length, 'A space must follow the status code.');
  const line: Line = { kind: 'response', status, reason: text.slice(matched.length) };
  if (space !== '') return { line };
  return { line, note: { section: '7.2', text: 'The space after the status code is missing; it must be there even when the reason phrase is empty.' } };
}
