/** SIP, SIPS and tel URIs (RFC 3261 19.1 and 25.1, RFC 3966), IPv6 references (RFC 5118). */
import { hostText } from '../endpoint-text.ts';
import type { Result } from '../result.ts';
import { err, ok } from '../result.ts';
import { utf8Bytes } from './bytes.ts';
import { canonicalName } from './headers-known.ts';
import { hostEquals, parseIpv6 } from './ip-address.ts';
import type { Parameters } from './lexer.ts';
import { NO_PARAMETERS, percentDecode } from './lexer.ts';
import type { Note, ParseError } from './message.ts';

/** Parameter names lower case, values unescaped; a flag has the value ''. */
export type { Parameters };

export interface SipUri {
  scheme: 'sip' | 'sips';
  /** Unescaped; undefined where there is no userinfo. */
  user?: string;
  password?: string;
  /** Lower case; IPv6 without brackets. */
  host: string;
  port?: number;
  parameters: Parameters;
  /** Header part, unescaped, in order: `?subject=x&priority=urgent`. */
  headers: [string, string][];
  /** What is odd about its spelling; absent where nothing is. */
  notes?: Note[];
}
export interface TelUri {
  scheme: 'tel';
  /** As written, with its visual separators. */
  number: string;
  parameters: Parameters;
}
export interface OtherUri {
  scheme: 'other';
  text: string;
}
export type Uri = SipUri | TelUri | OtherUri;

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*$/;
/** What no URI holds unescaped, and what would break the header field around it. */
const FORBIDDEN = /[\x00-\x20<>"\x7f]/;
/** RFC 3261 25.1 hostname, with the underscore that real networks use. */
const HOSTNAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/;

/** Reads a URI without <>. Errors name the part that is wrong; offsets count from the start of `text`. */
export function parseUri(text: string): Result<Uri, ParseError> {
  const bad = FORBIDDEN.exec(text);
  if (bad) return refuse('uri-character', bad.index, 'A space, a control character or one of < > " stands in the URI.');
  const colon = text.indexOf(':');
  if (colon < 0) return refuse('uri-scheme', 0, 'The URI has no scheme (sip:, sips: or tel:).');
  const scheme = text.slice(0, colon).toLowerCase();
  if (scheme === 'sip' || scheme === 'sips') return parseSip(text, scheme, colon + 1);
  if (scheme === 'tel') return parseTel(text, colon + 1);
  if (!SCHEME.test(scheme)) return refuse('uri-scheme', 0, 'The URI scheme is not a name of letters and digits.');
  return ok({ scheme: 'other', text });
}

/** The same for a URI that has to be a SIP or SIPS one; undefined for anything else. */
export function parseSipUri(text: string): SipUri | undefined {
  const uri = parseUri(text);
  return uri.ok && uri.value.scheme !== 'tel' && uri.value.scheme !== 'other' ? uri.value : undefined;
}

function parseSip(text: string, scheme: 'sip' | 'sips', from: number): Result<Uri, ParseError> {
  const slashes = text.startsWith('//', from) && !isUserOfSlashes(text, from);
  const userAt = slashes ? from + 2 : from;
  const at = text.indexOf('@', userAt);
  const hostAt = at < 0 ? userAt : at + 1;
  const hostEnd = endOfHost(text, hostAt);
  const host = readHost(text, hostAt, hostEnd);
  if (host === undefined) return refuse('uri-host', hostAt, 'The host of the URI is neither a name nor an IP address (IPv6 needs brackets).');
  const portEnd = text.charCodeAt(hostEnd) === 58 ? endOfPort(text, hostEnd + 1) : hostEnd;
  const port = portEnd > hostEnd ? readPort(text.slice(hostEnd + 1, portEnd)) : undefined;
  // RFC 5118 4.2: an IPv6 address without its brackets looks like a host and a strange port.
  if (portEnd > hostEnd && text.slice(hostEnd + 1, portEnd).includes(':')) return refuse('uri-host', hostAt, 'An IPv6 address in a URI needs brackets: sip:[2001:db8::1].');
  if (portEnd > hostEnd && port === undefined) return refuse('uri-port', hostEnd + 1, 'The port of the URI is not a number from 1 to 65535.');

  const uri: SipUri = { scheme, host, parameters: NO_PARAMETERS, headers: [] };
  if (at >= 0) readUser(text.slice(userAt, at), uri);
  if (port !== undefined) uri.port = port;
  if (portEnd < text.length) readRest(text, portEnd, uri);
  if (slashes) uri.notes = [{ section: '19.1.1', text: `"${scheme}://" is the spelling of older texts; "${scheme}:" is meant.` }];
  return ok(uri);
}

/** `sip:/@host` and `sip://x/@host` are odd users, not the `//` of older texts: a user may hold slashes (25.1 user-unreserved). */
function isUserOfSlashes(text: string, from: number): boolean {
  const at = text.indexOf('@', from);
  return at >= 0 && text.slice(from + 2, at).includes('/');
}

function endOfHost(text: string, from: number): number {
  if (text.charCodeAt(from) === 91) {
    const close = text.indexOf(']', from);
    return close < 0 ? text.length : close + 1;
  }
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 58 || code === 59 || code === 63) return at;
  }
  return text.length;
}

function endOfPort(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 59 || code === 63) return at;
  }
  return text.length;
}

function readHost(text: string, from: number, to: number): string | undefined {
  const host = text.slice(from, to);
  if (host.charCodeAt(0) !== 91) return HOSTNAME.test(host) ? host.toLowerCase() : undefined;
  const address = host.slice(1, -1);
  return host.endsWith(']') && parseIpv6(address) ? address.toLowerCase() : undefined;
}

function readPort(digits: string): number | undefined {
  if (!/^\d{1,5}$/.test(digits)) return undefined;
  const port = Number(digits);
  return port >= 1 && port <= 65535 ? port : undefined;
}

function readUser(userinfo: string, uri: SipUri): void {
  const colon = userinfo.indexOf(':');
  uri.user = percentDecode(colon < 0 ? userinfo : userinfo.slice(0, colon));
  if (colon >= 0) uri.password = percentDecode(userinfo.slice(colon + 1));
}

/** Parameters from the first `;`, headers from the first `?` after them. */
function readRest(text: string, from: number, uri: SipUri): void {
  const question = text.indexOf('?', from);
  const parametersEnd = question < 0 ? text.length : question;
  uri.parameters = readParameters(text.slice(from, parametersEnd));
  if (question < 0) return;
  for (const pair of text.slice(question + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    uri.headers.push(equals < 0 ? [percentDecode(pair), ''] : [percentDecode(pair.slice(0, equals)), percentDecode(pair.slice(equals + 1))]);
  }
}

function readParameters(text: string): Parameters {
  const parameters = new Map<string, string>();
  for (const part of text.split(';')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = percentDecode(equals < 0 ? part : part.slice(0, equals)).toLowerCase();
    if (!parameters.has(name)) parameters.set(name, equals < 0 ? '' : percentDecode(part.slice(equals + 1)));
  }
  return parameters;
}

/** RFC 3966 3: a global number starts with +; a local one may hold hex digits, * and #. */
function parseTel(text: string, from: number): Result<Uri, ParseError> {
  const semicolon = text.indexOf(';', from);
  const number = percentDecode(text.slice(from, semicolon < 0 ? text.length : semicolon));
  const isGlobal = number.startsWith('+');
  const digits = isGlobal ? /^\+[\d\-.()]*\d[\d\-.()]*$/ : /^[\dA-Fa-f*#\-.()]*[\dA-Fa-f*#][\dA-Fa-f*#\-.()]*$/;
  if (number.length > 256 || !digits.test(number)) return refuse('uri-number', from, 'A tel: URI holds digits, + at the front and - . ( ) only.');
  return ok({ scheme: 'tel', number, parameters: semicolon < 0 ? NO_PARAMETERS : readParameters(text.slice(semicolon)) });
}

function refuse(rule: string, offset: number, message: string): Result<never, ParseError> {
  return err({ rule, section: '19.1.1', offset, message, answer: 400 });
}

/** The host part of a SIP URI text and nothing else, as on the wire (IPv6 with its brackets); undefined for other schemes. For hot paths. */
export function hostOf(text: string): string | undefined {
  const colon = text.indexOf(':');
  if (colon !== 3 && colon !== 4) return undefined;
  if (!/^sips?$/i.test(text.slice(0, colon))) return undefined;
  const from = text.indexOf('@') + 1 || colon + 1;
  return text.slice(from, endOfHost(text, from));
}

const USER_FREE = /[^A-Za-z0-9\-_.!~*'()&=+$,;?/]/g;
const PASSWORD_FREE = /[^A-Za-z0-9\-_.!~*'()&=+$,]/g;
const PARAMETER_FREE = /[^A-Za-z0-9\-_.!~*'()[\]/:&+$]/g;
const HEADER_FREE = /[^A-Za-z0-9\-_.!~*'()[\]/?:+$]/g;

/** RFC 3261 19.1.2: each part has its own set of characters that need no escape. */
function escape(text: string, needsEscape: RegExp): string {
  if (text.search(needsEscape) < 0) return text;
  let escaped = '';
  for (const character of text) {
    if (character.search(needsEscape) < 0) escaped += character;
    else for (const octet of utf8Bytes(character)) escaped += `%${octet < 16 ? '0' : ''}${octet.toString(16).toUpperCase()}`;
  }
  return escaped;
}

/** Escapes what must be, brackets IPv6. */
export function formatUri(uri: Uri): string {
  if (uri.scheme === 'other') return uri.text;
  if (uri.scheme === 'tel') return `tel:${uri.number}${formatParameters(uri.parameters)}`;
  let text = `${uri.scheme}:`;
  if (uri.user !== undefined) {
    text += escape(uri.user, USER_FREE);
    if (uri.password !== undefined) text += `:${escape(uri.password, PASSWORD_FREE)}`;
    text += '@';
  }
  text += hostText(uri.host);
  if (uri.port !== undefined) text += `:${uri.port}`;
  text += formatParameters(uri.parameters);
  const headers = uri.headers.map(([name, value]) => `${escape(name, HEADER_FREE)}=${escape(value, HEADER_FREE)}`);
  return headers.length > 0 ? `${text}?${headers.join('&')}` : text;
}

function formatParameters(parameters: Parameters): string {
  let text = '';
  for (const [name, value] of parameters) {
    text += `;${escape(name, PARAMETER_FREE)}${value === '' ? '' : `=${escape(value, PARAMETER_FREE)}`}`;
  }
  return text;
}

/** Parameters that make two URIs different when only one of them has them (RFC 3261 19.1.4). */
const TELLING_PARAMETERS = ['user', 'ttl', 'method', 'maddr', 'transport'];

/** RFC 3261 19.1.4; RFC 3966 5 for tel. */
export function uriEquals(a: Uri, b: Uri): boolean {
  if (a.scheme === 'other') return b.scheme === 'other' && a.text === b.text;
  if (a.scheme === 'tel') return b.scheme === 'tel' && telKey(a) === telKey(b);
  if (b.scheme !== a.scheme) return false;
  if (a.user !== b.user || a.password !== b.password || a.port !== b.port || !hostEquals(a.host, b.host)) return false;
  return parametersEqual(a.parameters, b.parameters) && headersEqual(a.headers, b.headers);
}

function parametersEqual(a: Parameters, b: Parameters): boolean {
  for (const name of TELLING_PARAMETERS) if (a.has(name) !== b.has(name)) return false;
  for (const [name, value] of a) {
    const other = b.get(name);
    if (other !== undefined && other.toLowerCase() !== value.toLowerCase()) return false;
  }
  return true;
}

/** Header parts are never ignored; their order does not matter. */
function headersEqual(a: [string, string][], b: [string, string][]): boolean {
  const key = (headers: [string, string][]) => headers.map(([name, value]) => `${canonicalName(name)}=${value}`).sort().join('&');
  return a.length === b.length && key(a) === key(b);
}

/** Visual separators do not count; all parameters do. */
function telKey(uri: TelUri): string {
  const parameters = [...uri.parameters].map(([name, value]) => `${name}=${value.toLowerCase()}`).sort();
  return [uri.number.replace(/[-.()]/g, '').toLowerCase(), ...parameters].join(';');
}
