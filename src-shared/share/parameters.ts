/** `;name=value` of headers and URIs with other names in them. What is not known to be harmless becomes a token. */
import type { Names } from './names.ts';

/** Values that the protocol knows: they name nobody. */
const PLAIN_VALUES = new Set([
  'transport', 'user', 'method', 'ttl', 'rport', 'expires', 'q', 'purpose', 'cause', 'counter', 'privacy', 'screen', 'party', 'comp', 'refresher', 'index',
  'reg-id', 'nat', 'id', 'reason', 'handling', 'alg', 'keep', 'early-only', 'retry-after', 'min-se', 'limit',
]);
const HOST_VALUES = new Set(['received', 'maddr', 'phone-context']);
const TAG_VALUES = new Set(['tag', 'to-tag', 'from-tag', 'ftag']);
const PLAIN = /^[\w.%+-]{0,40}$/;
const SHORT_NUMBER = /^\d{1,4}$/;

/** At each semicolon that stands outside quotes. */
export function splitSemicolons(text: string): string[] {
  return text.match(/(?:"(?:[^"\\]|\\.)*"?|[^;"])+/g) ?? [];
}

/** `text` begins with its first semicolon, or is empty. */
export function renamedParameters(text: string, names: Names): string {
  return splitSemicolons(text).map((part) => part.trim()).filter((part) => part !== '').map((part) => `;${renamed(part, names)}`).join('');
}

function renamed(part: string, names: Names): string {
  const equals = part.indexOf('=');
  const name = (equals < 0 ? part : part.slice(0, equals)).trim();
  const shownName = /^[A-Za-z+.-]{1,40}$/.test(name) ? name : names.token(name);
  return equals < 0 ? shownName : `${shownName}=${renamedValue(name.toLowerCase(), part.slice(equals + 1).trim(), names)}`;
}

function renamedValue(name: string, value: string, names: Names): string {
  const quotes = value.startsWith('"') ? '"' : '';
  const inside = quotes ? value.slice(1, value.endsWith('"') && value.length > 1 ? -1 : undefined) : value;
  return quotes + renamedInside(name, inside, names) + quotes;
}

function renamedInside(name: string, value: string, names: Names): string {
  if (name === 'branch') return names.branch(value);
  if (TAG_VALUES.has(name)) return names.tag(value);
  if (HOST_VALUES.has(name)) return renamedHost(value, names);
  const isPlain = PLAIN_VALUES.has(name) && PLAIN.test(value) && !/\d{6,}/.test(value);
  return isPlain || SHORT_NUMBER.test(value) || value === '' ? value : names.token(value);
}

/** IPv6 with or without brackets; a telephone number of a phone-context too. */
export function renamedHost(text: string, names: Names): string {
  if (text.startsWith('[')) return `[${names.host(text.slice(1, text.endsWith(']') ? -1 : undefined))}]`;
  return text.startsWith('+') ? names.user(text) : names.host(text);
}
