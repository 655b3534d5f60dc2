/** Is a message fit for the transaction layer? One judgement for the transport and for `rung parse`: RFC 3261 8.1.1, 8.2, 18, 20, and
 *  the verdicts of the torture tests (RFC 4475). What is odd but can be borne is not judged here: see oddities.ts. */
import { isToken } from './lexer.ts';
import type { ParseError, SipMessage, SipRequest } from './message.ts';
import { METHODS } from './methods.ts';
import { nameAddrParts, parseCSeq, parseNameAddr, parseVia } from './typed-headers.ts';
import { parseUri } from './uri.ts';

/** What is wrong, before it is known where. */
interface Finding {
  rule: string;
  section: string;
  message: string;
  /** The field line it stands in; the start line when absent. */
  line?: number;
  answer?: number;
}

/** The first reason to refuse the message, or undefined. For requests the error carries the answer a UAS gives; a response is dropped.
 *  With `bytes`, the message as it came, the error's offset points at the guilty line. */
export function checkMessage(message: SipMessage, bytes?: Uint8Array): ParseError | undefined {
  const finding = checkMandatory(message) ?? checkAddresses(message) ?? checkVias(message) ?? checkCSeq(message)
    ?? (message.kind === 'request' ? checkRequest(message) : undefined);
  if (!finding) return undefined;
  const { rule, section, message: text, line, answer } = finding;
  const error: ParseError = { rule, section, offset: bytes ? offsetOfLine(bytes, line ?? -1) : 0, message: text };
  if (message.kind === 'request') error.answer = answer ?? 400;
  return error;
}

const MANDATORY: [name: string, spelling: string][] = [['via', 'Via'], ['from', 'From'], ['to', 'To'], ['call-id', 'Call-ID'], ['cseq', 'CSeq']];
/** Two of these contradict each other, and which one counts would be a guess. */
const SINGLE: [name: string, spelling: string][] = [...MANDATORY.slice(1), ['max-forwards', 'Max-Forwards'], ['content-type', 'Content-Type']];

function checkMandatory(message: SipMessage): Finding | undefined {
  const { names } = message.headers;
  for (const [name, spelling] of MANDATORY) {
    // RFC 3261 8.1.1: without these a request can neither be matched nor answered (Max-Forwards was optional in RFC 2543).
    if (!names.includes(name)) return { rule: 'header-missing', section: '8.1.1', message: `The mandatory header field ${spelling} is missing.` };
  }
  for (const [name, spelling] of SINGLE) {
    const second = names.indexOf(name, names.indexOf(name) + 1);
    if (second >= 0 && names.indexOf(name) !== second) {
      return { rule: 'header-repeated', section: '7.3.1', line: second, message: `${spelling} stands more than once; only one may.` };
    }
  }
  const callId = names.indexOf('call-id');
  if (/^[\x21-\x7e]+$/.test(message.headers.values[callId] as string)) return undefined;
  return { rule: 'call-id', section: '25.1', line: callId, message: 'Call-ID is empty, or holds white space or characters outside ASCII.' };
}

function checkAddresses(message: SipMessage): Finding | undefined {
  for (const [name, spelling] of [['from', 'From'], ['to', 'To']] as const) {
    const line = message.headers.names.indexOf(name);
    const wrong = checkNameAddr(message.headers.values[line] as string, spelling);
    if (wrong) return { ...wrong, line };
  }
  return undefined;
}

function checkNameAddr(value: string, spelling: string): Finding | undefined {
  const parts = nameAddrParts(value);
  if (!parts) return { rule: 'name-addr', section: '25.1', message: `${spelling} is not an address: a quote, a bracket or the URI itself is missing.` };
  const name = value.slice(0, parts.nameEnd).trim();
  // RFC 4475 3.1.2.15: these characters in an unquoted name leave open where the name ends. Others are borne.
  if (name.charCodeAt(0) !== 34 && /[,;:"\\]/.test(name)) {
    return { rule: 'display-name', section: '25.1', message: `The display name in ${spelling} holds characters that need quotes.` };
  }
  const text = value.slice(parts.uriFrom, parts.uriTo);
  const uri = parseUri(text);
  if (!uri.ok) return { rule: uri.error.rule, section: uri.error.section, message: `${spelling}: ${uri.error.message}` };
  // RFC 3261 20.10: without <> it is not clear whose a question mark or a comma is.
  if (parts.uriFrom === 0 && /[?,]/.test(text)) {
    return { rule: 'name-addr', section: '20.10', message: `The URI in ${spelling} holds a comma or a question mark and must stand in <>.` };
  }
  return undefined;
}

function checkVias(message: SipMessage): Finding | undefined {
  const { names, values } = message.headers;
  const line = names.indexOf('via');
  for (let i = line; i >= 0; i = names.indexOf('via', i + 1)) {
    // RFC 4475 3.1.2.1: empty members and empty parameters are not in the grammar, and responses are routed by what stands here.
    if (/[;,]\s*(?:[;,]|$)/.test(values[i] as string)) {
      return { rule: 'via', section: '20.42', line: i, message: 'Via holds an empty value or an empty parameter.' };
    }
  }
  const vias = message.headers.all('via').map(parseVia);
  if (vias.includes(undefined) || !vias[0]) return { rule: 'via', section: '20.42', line, message: 'A Via value is not "SIP/2.0/transport host:port;parameters".' };
  const branch = vias[0].parameters.get('branch') ?? '';
  if (branch === 'z9hG4bK') {
    // RFC 4475 3.2.1: the cookie promises a unique identifier; without one, all requests of that sender would be one transaction.
    return { rule: 'branch', section: '8.1.1.7', line, message: 'The branch is the magic cookie with nothing behind it: it identifies no transaction.' };
  }
  if (branch === '' || isToken(branch)) return undefined;
  return { rule: 'branch', section: '20.42', line, message: 'The branch of the top Via is not a token.' };
}

function checkCSeq(message: SipMessage): Finding | undefined {
  const line = message.headers.names.indexOf('cseq');
  const cseq = parseCSeq(message.headers.values[line] as string);
  if (!cseq) return { rule: 'cseq', section: '20.16', line, message: 'CSeq is not a number below 2**32 and a method.' };
  if (message.kind === 'response' || cseq.method === message.method) return undefined;
  // RFC 4475 3.1.2.18: of a method that nobody knows, 501 is the answer that will still be right tomorrow.
  const answer = METHODS.has(message.method) ? 400 : 501;
  return { rule: 'cseq-method', section: '8.1.1.5', line, answer, message: `CSeq says ${cseq.method}, the request is ${message.method}.` };
}

function checkRequest(message: SipRequest): Finding | undefined {
  return checkRequestUri(message) ?? checkContacts(message) ?? checkRoutes(message) ?? checkMaxForwards(message);
}

function checkRequestUri(message: SipRequest): Finding | undefined {
  const uri = parseUri(message.uri);
  // A scheme nobody here knows is the core's to answer (416, RFC 3261 8.2.2.1): the message as such is right.
  if (!uri.ok) return { rule: uri.error.rule, section: uri.error.section, message: `Request-URI: ${uri.error.message}` };
  if (uri.value.scheme === 'other' || uri.value.scheme === 'tel' || uri.value.headers.length === 0) return undefined;
  // RFC 4475 3.1.2.11: they must never turn into header fields of the request.
  return { rule: 'uri-headers', section: '19.1.1', message: 'The Request-URI holds a header part (?name=value), which it must not.' };
}

function checkContacts(message: SipRequest): Finding | undefined {
  const contacts = message.headers.all('contact');
  for (const contact of contacts) {
    if (contact === '*' && contacts.length === 1) continue;
    const wrong = checkNameAddr(contact, 'Contact');
    if (wrong) return { ...wrong, line: message.headers.names.indexOf('contact') };
  }
  return undefined;
}

function checkRoutes(message: SipRequest): Finding | undefined {
  for (const [name, spelling] of [['route', 'Route'], ['record-route', 'Record-Route']] as const) {
    for (const route of message.headers.all(name)) {
      const address = parseNameAddr(route);
      if (address && parseUri(address.uri).ok) continue;
      return { rule: 'name-addr', section: '20.34', line: message.headers.names.indexOf(name), message: `A ${spelling} value is not an address in <>.` };
    }
  }
  return undefined;
}

/** Above 255 it is treated as absent (RFC 4475 3.1.2.4); what is no number at all is refused. */
function checkMaxForwards(message: SipRequest): Finding | undefined {
  const value = message.headers.first('max-forwards');
  if (value === undefined || /^\d+$/.test(value)) return undefined;
  return { rule: 'max-forwards', section: '20.22', line: message.headers.names.indexOf('max-forwards'), message: 'Max-Forwards is not a number.' };
}

/** Octet offset of the field line with that index; of the start line for -1. Folded lines belong to the line before. */
function offsetOfLine(bytes: Uint8Array, index: number): number {
  let at = 0;
  while (bytes[at] === 13 || bytes[at] === 10) at++;
  for (let line = -1; line < index; ) {
    const newline = bytes.indexOf(10, at);
    if (newline < 0) return at;
    at = newline + 1;
    if (bytes[at] !== 32 && bytes[at] !== 9) line++;
  }
  return at;
}
