/** Is a message fit for the transaction layer? The judgement of RFC 3261 8.1.1, 8.2, 16.3 and 18, and of the torture tests (RFC 4475). */
import { isToken } from './lexer.ts';
import type { ParseError, SipMessage, SipRequest } from './message.ts';
import { parseCSeq, parseNameAddr, parseVia } from './typed-headers.ts';
import { parseUri } from './uri.ts';

/** Mandatory headers present, single and well-formed, CSeq method right, URI readable… Errors carry the answer a UAS gives; for responses
 *  they carry none. */
export function checkMessage(message: SipMessage): ParseError | undefined {
  return checkHeaders(message) ?? (message.kind === 'request' ? checkRequest(message) : undefined);
}

const SINGLE = ['from', 'to', 'call-id', 'cseq', 'max-forwards', 'content-type'];

function checkHeaders(message: SipMessage): ParseError | undefined {
  const { headers } = message;
  for (const name of ['via', 'from', 'to', 'call-id', 'cseq']) if (!headers.first(name)) return bad(message, 'missing', '8.1.1', `${name} is missing`);
  for (const name of SINGLE) {
    const at = headers.names.indexOf(name);
    if (at >= 0 && headers.names.indexOf(name, at + 1) >= 0) return bad(message, 'repeated', '7.3.1', `${name} stands more than once`);
  }
  if (!parseVia(headers.all('via')[0] ?? '')) return bad(message, 'via', '20.42', 'The top Via is malformed.');
  for (const name of ['from', 'to']) {
    const address = parseNameAddr(headers.first(name) ?? '');
    if (!address || !parseUri(address.uri).ok) return bad(message, name, '20.20', `${name} is malformed.`);
  }
  const cseq = parseCSeq(headers.first('cseq') ?? '');
  if (!cseq) return bad(message, 'cseq', '8.1.1.5', 'CSeq is malformed.');
  if (message.kind === 'request' && cseq.method !== message.method) return bad(message, 'cseq-method', '8.1.1.5', 'CSeq names another method.');
  return undefined;
}

function checkRequest(message: SipRequest): ParseError | undefined {
  const uri = parseUri(message.uri);
  if (!isToken(message.method) || !uri.ok) return bad(message, 'request-uri', '8.2.2.1', 'The Request-URI is malformed.');
  return undefined;
}

function bad(message: SipMessage, rule: string, section: string, text: string): ParseError {
  const error = { rule, section, offset: 0, message: text };
  return message.kind === 'request' ? { ...error, answer: 400 } : error;
}
