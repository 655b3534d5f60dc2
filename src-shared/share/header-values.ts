/** Header values with other names in them. What is kept is listed; everything else is taken out: a header that nobody knows could hold anything. */
import { splitCommas } from '../sip/lexer.ts';
import { renamedAddress, renamedHostPort, renamedReplaces, renamedUri } from './addresses.ts';
import type { Names } from './names.ts';
import { renamedParameters, splitSemicolons } from './parameters.ts';

const REMOVED = 'removed';

const ADDRESSES = new Set([
  'from', 'to', 'contact', 'route', 'record-route', 'path', 'service-route', 'p-asserted-identity', 'p-preferred-identity', 'p-associated-uri',
  'remote-party-id', 'diversion', 'history-info', 'refer-to', 'referred-by', 'reply-to', 'p-called-party-id', 'alert-info', 'call-info', 'error-info',
]);
const DIALOGS = new Set(['call-id', 'in-reply-to', 'replaces', 'join', 'target-dialog']);
const CREDENTIALS = new Set([
  'authorization', 'proxy-authorization', 'www-authenticate', 'proxy-authenticate', 'authentication-info', 'proxy-authentication-info',
]);
/** Words and numbers of the protocol. */
const PROTOCOL = new Set([
  'cseq', 'max-forwards', 'content-type', 'allow', 'supported', 'require', 'proxy-require', 'unsupported', 'expires', 'min-expires', 'session-expires', 'min-se',
  'rseq', 'rack', 'event', 'allow-events', 'subscription-state', 'accept', 'accept-encoding', 'accept-language', 'content-encoding', 'content-language',
  'content-disposition', 'priority', 'privacy', 'date', 'retry-after', 'timestamp', 'mime-version', 'p-early-media', 'refer-sub', 'recv-info', 'info-package',
  'answer-mode', 'priv-answer-mode', 'flow-timer', 'max-breadth', 'resource-priority', 'request-disposition', 'accept-contact', 'reject-contact',
]);
const PRODUCTS = new Set(['user-agent', 'server']);
const TEXTS = new Set(['reason', 'warning']);
const TOKENS = new Set(['sip-etag', 'sip-if-match', 'session-id']);
const PROTOCOL_VALUE = /^[\w \t,;:=./*+"!?-]{0,500}$/;
/** No number as long as this is a word of the protocol, but CSeq, RSeq and a year may be. */
const LONG_NUMBER = /\d{6,}/;
const COUNTERS = new Set(['cseq', 'rseq', 'rack', 'timestamp']);

/** `name` canonical. */
export function renamedHeader(name: string, value: string, names: Names): string {
  if (ADDRESSES.has(name)) return members(value).map((member) => renamedAddress(member, names)).join(', ');
  if (name === 'via') return members(value).map((member) => renamedVia(member, names)).join(', ');
  if (DIALOGS.has(name)) return members(value).map((member) => renamedReplaces(member, names)).join(', ');
  if (CREDENTIALS.has(name)) return renamedCredentials(value, names);
  if (name === 'content-length') return value;
  if (PROTOCOL.has(name)) return isProtocolValue(name, value) ? value : names.text(value);
  if (PRODUCTS.has(name)) return names.text(value, true);
  if (TEXTS.has(name)) return names.text(value);
  if (TOKENS.has(name)) return names.token(value);
  return REMOVED;
}

function isProtocolValue(name: string, value: string): boolean {
  if (COUNTERS.has(name)) return /^[\d. A-Za-z]{1,60}$/.test(value);
  return PROTOCOL_VALUE.test(value) && !LONG_NUMBER.test(value) && !value.includes('::');
}

function members(value: string): string[] {
  const list: string[] = [];
  splitCommas(value, list);
  return list;
}

/** RFC 3261 20.42. */
function renamedVia(value: string, names: Names): string {
  const protocol = /^(SIP[ \t]*\/[ \t]*2\.0[ \t]*\/[ \t]*[A-Za-z-]{1,20})[ \t]+([^;]*)(.*)$/is.exec(value);
  if (!protocol) return REMOVED;
  return `${protocol[1]} ${renamedHostPort((protocol[2] ?? '').trim(), names)}${renamedParameters(protocol[3] ?? '', names)}`;
}

/** What is told of the method stays, what identifies gets another name, what is made of the password goes. */
function renamedCredentials(value: string, names: Names): string {
  const scheme = /^[A-Za-z]{1,20}/.exec(value.trim())?.[0] ?? '';
  if (scheme.toLowerCase() !== 'digest' && !value.includes('=')) return `${scheme} ***`.trim();
  if (!['', 'digest'].includes(scheme.toLowerCase()) && !/^[a-z]+[ \t]*=/i.test(value.trim())) return `${scheme} ***`;
  const body = scheme.toLowerCase() === 'digest' ? value.trim().slice(scheme.length) : value;
  const parameters = members(body).map((member) => renamedCredential(member.trim(), names)).filter((text) => text !== '');
  return `${scheme.toLowerCase() === 'digest' ? 'Digest ' : ''}${parameters.join(', ')}`;
}

const PLAIN_CREDENTIALS = new Set(['algorithm', 'qop', 'stale', 'nc', 'charset', 'userhash']);

function renamedCredential(member: string, names: Names): string {
  const equals = member.indexOf('=');
  if (equals < 0) return '';
  const name = member.slice(0, equals).trim().toLowerCase();
  const given = splitSemicolons(member.slice(equals + 1).trim())[0] ?? '';
  const value = given.replace(/^"|"$/g, '');
  if (PLAIN_CREDENTIALS.has(name)) return /^[\w,. -]{0,40}$/.test(value) ? `${name}=${given}` : '';
  if (name === 'realm') return `${name}="${value.includes('.') ? names.host(value) : names.person(value)}"`;
  if (name === 'username') return `${name}="${renamedLogin(value, names)}"`;
  if (name === 'uri') return `${name}="${renamedUri(value, names)}"`;
  if (name === 'nonce' || name === 'nextnonce' || name === 'opaque') return `${name}="${names.token(value)}"`;
  return ['response', 'cnonce', 'rspauth'].includes(name) ? `${name}="***"` : '';
}

function renamedLogin(value: string, names: Names): string {
  const at = value.indexOf('@');
  return at < 0 ? names.user(value) : `${names.user(value.slice(0, at))}@${names.host(value.slice(at + 1))}`;
}
