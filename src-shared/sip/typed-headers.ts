/** Typed readers for header field values. Each takes the raw value (or the message) and decodes on demand;
 *  undefined means absent or malformed — `checkMessage` has already told a malformed mandatory one apart. */
import { hostText } from '../endpoint-text.ts';
import type { SipMessage } from './message.ts';
import { parseIpv6 } from './ip-address.ts';
import {
  COMMA, LESS, QUOTE, SEMICOLON, closingComment, closingQuote, firstMember, indexOfOrEnd, isDigit, isSpace, isToken, parameterOf, parseParameters, quote, unquote,
} from './lexer.ts';
import type { Parameters } from './uri.ts';

export interface NameAddr {
  /** Unquoted, unescaped. */
  displayName: string;
  /** As on the wire, without <>. */
  uri: string;
  /** Header parameters (after >), such as tag, expires, q. */
  parameters: Parameters;
}
export interface Via {
  /** `UDP`, `TCP`, `TLS`… upper case. */
  transport: string;
  host: string;
  port?: number;
  /** branch, received, rport ('' when it is a bare flag), ttl, maddr … */
  parameters: Parameters;
}
export interface CSeq {
  number: number;
  method: string;
}
/** WWW-/Proxy-Authenticate, (Proxy-)Authorization: scheme lower case, parameter names lower case, values unquoted. */
export interface AuthValue {
  scheme: string;
  parameters: Parameters;
}

/** Where the parts of a name-addr or addr-spec stand in its text. */
interface NameAddrParts {
  nameEnd: number;
  uriFrom: number;
  uriTo: number;
  /** First `;` of the header parameters, or the end. */
  parametersAt: number;
}

/** Finds the parts without decoding them; undefined when the value is no address. */
export function nameAddrParts(value: string): NameAddrParts | undefined {
  let less = -1;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code === LESS) {
      less = at;
      break;
    }
    if (code !== QUOTE) continue;
    at = closingQuote(value, at);
    if (at < 0) return undefined;
  }
  if (less < 0) return addrSpecParts(value);
  const greater = value.indexOf('>', less);
  if (greater < 0) return undefined;
  const semicolon = value.indexOf(';', greater);
  return { nameEnd: less, uriFrom: less + 1, uriTo: greater, parametersAt: semicolon < 0 ? value.length : semicolon };
}

/** RFC 3261 20: without <> every parameter is the header's, so the URI ends at the first semicolon. RFC 2543 lets a comment follow. */
function addrSpecParts(value: string): NameAddrParts | undefined {
  let end = value.indexOf(';');
  if (end < 0) end = value.length;
  let uriFrom = 0;
  while (isSpace(value.charCodeAt(uriFrom))) uriFrom++;
  let uriTo = uriFrom;
  while (uriTo < end && !isSpace(value.charCodeAt(uriTo)) && value.charCodeAt(uriTo) !== QUOTE) uriTo++;
  if (uriTo === uriFrom || !isOnlyComments(value.slice(uriTo, end))) return undefined;
  return { nameEnd: 0, uriFrom, uriTo, parametersAt: end };
}

function isOnlyComments(text: string): boolean {
  const rest = text.trim();
  return rest === '' || (rest.startsWith('(') && closingComment(rest, 0) === rest.length - 1);
}

/** `"Name" <uri>;params`, `Name <uri>;params` or `uri;params` (RFC 3261 20.10, 25.1). */
export function parseNameAddr(value: string): NameAddr | undefined {
  const parts = nameAddrParts(value);
  if (!parts) return undefined;
  const uri = value.slice(parts.uriFrom, parts.uriTo);
  return {
    displayName: unquote(value.slice(0, parts.nameEnd).trim()),
    uri,
    parameters: parseParameters(value, parts.parametersAt + 1, SEMICOLON),
  };
}

/** Quotes and escapes the display name where needed; always <>. */
export function formatNameAddr(value: NameAddr): string {
  const name = value.displayName;
  const isPlain = /^[A-Za-z0-9\-.!%*_+`'~ ]*$/.test(name) && name === name.trim();
  return `${name === '' ? '' : `${isPlain ? name : quote(name)} `}<${value.uri}>${formatParameters(value.parameters)}`;
}

function formatParameters(parameters: Parameters): string {
  let text = '';
  for (const [name, value] of parameters) text += value === '' ? `;${name}` : `;${name}=${parameterValue(name, value)}`;
  return text;
}

/** gen-value is a token, a host or a quoted-string (RFC 3261 25.1); feature parameters are always quoted (RFC 3840 9). */
function parameterValue(name: string, value: string): string {
  return !name.startsWith('+') && /^[A-Za-z0-9\-.!%*_+`'~[\]:]+$/.test(value) ? value : quote(value);
}

/** `SIP/2.0/UDP host:port;params` with white space wherever RFC 3261 25.1 lets it stand. */
export function parseVia(value: string): Via | undefined {
  const protocol = /^SIP[ \t]*\/[ \t]*2\.0[ \t]*\/[ \t]*([A-Za-z0-9\-.!%*_+`'~]+)[ \t]+/i.exec(value);
  if (!protocol) return undefined;
  const from = protocol[0].length;
  const semicolon = value.indexOf(';', from);
  const end = semicolon < 0 ? value.length : semicolon;
  const sentBy = parseSentBy(withoutComment(value.slice(from, end)));
  if (!sentBy) return undefined;
  const via: Via = { transport: (protocol[1] as string).toUpperCase(), host: sentBy.host, parameters: parseParameters(value, end + 1, SEMICOLON) };
  if (sentBy.port !== undefined) via.port = sentBy.port;
  return via;
}

/** RFC 2543 6.40 lets a comment end a Via value. */
function withoutComment(text: string): string {
  const open = text.indexOf('(');
  return open >= 0 && isOnlyComments(text.slice(open)) ? text.slice(0, open).trim() : text.trim();
}

/** `host`, `host : port`, `[2001:db8::1]:5060`; lower case, brackets taken off. */
function parseSentBy(text: string): { host: string; port?: number } | undefined {
  const close = text.charCodeAt(0) === 91 ? text.indexOf(']') : -1;
  const colon = text.indexOf(':', close + 1);
  const hostText = (colon < 0 ? text : text.slice(0, colon)).trim();
  const host = close > 0 ? hostText.slice(1, -1) : hostText;
  const isHost = close > 0 ? hostText.endsWith(']') && parseIpv6(host) !== undefined : /^[A-Za-z0-9_.-]+$/.test(host);
  if (!isHost) return undefined;
  if (colon < 0) return { host: host.toLowerCase() };
  const digits = text.slice(colon + 1).trim();
  if (!/^\d{1,5}$/.test(digits) || Number(digits) > 65535) return undefined;
  return { host: host.toLowerCase(), port: Number(digits) };
}

/** `SIP/2.0/UDP host:port;params`; IPv6 in brackets. */
export function formatVia(value: Via): string {
  return `SIP/2.0/${value.transport} ${hostText(value.host)}${value.port === undefined ? '' : `:${value.port}`}${formatParameters(value.parameters)}`;
}

/** RFC 3261 20.16: expressible as a 32-bit unsigned integer (a sender stays below 2**31, 8.1.1.5). */
const MAX_UNSIGNED = 0xffffffff;

export function parseCSeq(value: string): CSeq | undefined {
  let at = 0;
  while (isDigit(value.charCodeAt(at))) at++;
  if (at === 0 || !isSpace(value.charCodeAt(at))) return undefined;
  const number = Number(value.slice(0, at));
  const method = value.slice(at).trim();
  return number <= MAX_UNSIGNED && isToken(method) ? { number, method } : undefined;
}

/** `Digest a=1, b="2"`. Credentials of other shapes (Basic) have no parameters. */
export function parseAuth(value: string): AuthValue | undefined {
  const scheme = /^[A-Za-z0-9\-.!%*_+`'~]+(?=[ \t]|$)/.exec(value)?.[0];
  if (scheme === undefined) return undefined;
  return { scheme: scheme.toLowerCase(), parameters: parseParameters(value, scheme.length, COMMA) };
}

export function fromOf(message: SipMessage): NameAddr | undefined {
  return nameAddrOf(message, 'from');
}

/** RFC 3323 4.1.1.3: who does not say who they are; also shown where a From cannot be read. */
export const ANONYMOUS: NameAddr = { displayName: '', uri: 'sip:anonymous@anonymous.invalid', parameters: new Map() };

export function toOf(message: SipMessage): NameAddr | undefined {
  return nameAddrOf(message, 'to');
}

function nameAddrOf(message: SipMessage, name: string): NameAddr | undefined {
  const value = message.headers.first(name);
  return value === undefined ? undefined : parseNameAddr(value);
}

/** While a message goes up through the layers and its response down, each asks for the same few values: the last answer is kept. */
function rememberingLast<T>(read: (value: string) => T): (value: string) => T {
  let last: { value: string; answer: T } | undefined;
  return (value) => {
    if (last?.value !== value) last = { value, answer: read(value) };
    return last.answer;
  };
}

const readTopVia = rememberingLast((line) => parseVia(firstMember(line)));

/** The first Via alone; the rest of its line is not read. Not to be changed: others get the same. */
export function topViaOf(message: SipMessage): Readonly<Via> | undefined {
  const line = message.headers.first('via');
  return line === undefined ? undefined : readTopVia(line);
}

/** The branch of the top Via alone, '' when absent: what transactions are matched by. */
export function topBranchOf(message: SipMessage): string {
  const via = firstMember(message.headers.first('via') ?? '');
  return parameterOf(via, indexOfOrEnd(via, ';', 0), 'branch') ?? '';
}

/** Malformed entries are left out. */
export function viasOf(message: SipMessage): Via[] {
  return message.headers.all('via').map(parseVia).filter((via) => via !== undefined);
}

export function cseqOf(message: SipMessage): CSeq | undefined {
  const value = message.headers.first('cseq');
  return value === undefined ? undefined : parseCSeq(value);
}

/** `*` is the string '*'. Malformed entries are left out. */
export function contactsOf(message: SipMessage): NameAddr[] | '*' {
  const values = message.headers.all('contact');
  if (values.length === 1 && values[0] === '*') return '*';
  return nameAddrs(values);
}

/** The URI of the first Contact alone, as on the wire; undefined for `*`. */
export function firstContactUriOf(message: SipMessage): string | undefined {
  const contact = firstMember(message.headers.first('contact') ?? '');
  const parts = contact === '*' ? undefined : nameAddrParts(contact);
  return parts && contact.slice(parts.uriFrom, parts.uriTo);
}

function nameAddrs(values: string[]): NameAddr[] {
  return values.map(parseNameAddr).filter((value) => value !== undefined);
}

export function callIdOf(message: SipMessage): string {
  return message.headers.first('call-id') ?? '';
}

/** Tags of From and To, '' when absent. */
export function tagsOf(message: SipMessage): { from: string; to: string } {
  return { from: fromTagOf(message.headers.first('from') ?? ''), to: toTagOf(message.headers.first('to') ?? '') };
}

const fromTagOf = rememberingLast(tagOf);
const toTagOf = rememberingLast(tagOf);

/** Reads the tag alone, without decoding the rest: every message needs it. */
function tagOf(value: string): string {
  const parts = nameAddrParts(value);
  return parts === undefined ? '' : (parameterOf(value, parts.parametersAt, 'tag') ?? '');
}

/** Route / Record-Route in order. */
export function routesOf(message: SipMessage, name: 'route' | 'record-route' | 'path' | 'service-route'): NameAddr[] {
  return nameAddrs(message.headers.all(name));
}

/** A non-negative decimal field (Expires, Min-Expires, Max-Forwards, Retry-After, RSeq…); undefined when absent, malformed or
 *  above 2**32-1 (RFC 4475 3.1.2.4: then the default holds). Parameters and a comment may follow (Retry-After: 120 (in a meeting);duration=60). */
export function numberOf(message: SipMessage, name: string): number | undefined {
  const digits = /^\d+(?=[ \t;(]|$)/.exec(message.headers.first(name) ?? '')?.[0];
  const number = Number(digits);
  return digits !== undefined && number <= MAX_UNSIGNED ? number : undefined;
}

/** Comma list of tokens (Allow, Supported, Require, Unsupported, Proxy-Require…), as on the wire. */
export function tokensOf(message: SipMessage, name: string): string[] {
  return message.headers.all(name);
}

/** Whether Supported, Require, Unsupported… name this option tag, in whatever case. `tag` in lower case. */
export function hasOptionTag(message: SipMessage, name: string, tag: string): boolean {
  return tokensOf(message, name).some((named) => named.toLowerCase() === tag);
}
