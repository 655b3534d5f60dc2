/** The small pieces of RFC 3261 25.1 that every header is made of: quoted strings, comma lists, parameters, tokens. All of it
 *  linear in the length of the text. */
import { utf8OrLatin1 } from './bytes.ts';

/** Parameter names lower case, values unquoted (headers) or unescaped (URIs); a flag has the value ''. */
export type Parameters = ReadonlyMap<string, string>;
/** Most URIs and addresses have none: one Map for them all. */
export const NO_PARAMETERS: Parameters = new Map();

const TAB = 9;
export const SP = 32;
export const QUOTE = 34;
export const COMMA = 44;

export const COLON = 58;
export const SEMICOLON = 59;
export const LESS = 60;
const EQUALS = 61;

const BACKSLASH = 92;
const OPEN_COMMENT = 40;
const CLOSE_COMMENT = 41;

export const isSpace = (code: number): boolean => code === SP || code === TAB;
export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

const tokenPattern = /^[A-Za-z0-9\-.!%*_+`'~]+$/;

/** RFC 3261 25.1 token. */
export function isToken(text: string): boolean {
  return tokenPattern.test(text);
}

/** Index of the quote that closes the one at `open`, or -1. */
export function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return -1;
}

/** Index of the parenthesis that closes the comment at `open` (RFC 3261 25.1: comments nest), or -1. */
export function closingComment(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === OPEN_COMMENT) depth++;
    else if (code === CLOSE_COMMENT && --depth === 0) return at;
  }
  return -1;
}

/** `"a \"b\""` without its quotes and escapes; text that is not quoted comes back as it is. */
export function unquote(text: string): string {
  if (text.charCodeAt(0) !== QUOTE) return text;
  const inner = text.slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined);
  return inner.includes('\\') ? inner.replace(/\\([^])/g, '$1') : inner;
}

/** As a quoted-string. Line ends, which it cannot hold, become spaces. */
export function quote(text: string): string {
  return `"${text.replace(/[\r\n]+/g, ' ').replace(/["\\]/g, '\\$&')}"`;
}

/** Appends the members of a comma list to `list`; empty ones are left out. Commas in quotes, in <> and in comments do not count. */
export function splitCommas(value: string, list: string[]): void {
  for (let from = 0; from < value.length; ) {
    const end = memberEnd(value, from);
    const member = value.slice(from, end).trim();
    if (member !== '') list.push(member);
    from = end + 1;
  }
}

/** How many members `splitCommas` finds. */
export function countMembers(value: string): number {
  let count = 0;
  for (let from = 0; from < value.length; ) {
    const end = memberEnd(value, from);
    if (value.slice(from, end).trim() !== '') count++;
    from = end + 1;
  }
  return count;
}

/** The first member of a comma list, '' when there is none. */
export function firstMember(value: string): string {
  if (!value.includes(',')) return value;
  for (let from = 0; from < value.length; ) {
    const end = memberEnd(value, from);
    const member = value.slice(from, end).trim();
    if (member !== '') return member;
    from = end + 1;
  }
  return '';
}

/** Where the member of a comma list that starts at `from` ends: at a comma, or with the text. */
function memberEnd(value: string, from: number): number {
  if (value.indexOf(',', from) < 0) return value.length;
  for (let at = from; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code === COMMA) return at;
    if (code !== QUOTE && code !== LESS && code !== OPEN_COMMENT) continue;
    const close = code === LESS ? value.indexOf('>', at) : code === QUOTE ? closingQuote(value, at) : closingComment(value, at);
    // An opener that nothing closes takes the rest: two members must not be made out of one broken one.
    if (close < 0) return value.length;
    at = close;
  }
  return value.length;
}

/** End of a parameter that starts at `from`: the next `separator` outside quotes, or the end of the text. */
function parameterEnd(text: string, from: number, separator: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === separator) return at;
    if (code !== QUOTE) continue;
    const close = closingQuote(text, at);
    if (close < 0) return text.length;
    at = close;
  }
  return text.length;
}

/** `a=1;b="two";c` (or with commas between) from `from` on. Of a name that comes twice the first value counts. */
export function parseParameters(text: string, from: number, separator: number): Parameters {
  if (from >= text.length) return NO_PARAMETERS;
  const parameters = new Map<string, string>();
  let equals = from - 1;
  for (let at = from; at < text.length; ) {
    const end = parameterEnd(text, at, separator);
    // Sought once, not again for every flag before it.
    if (equals < at) equals = indexOfOrEnd(text, '=', at);
    const hasValue = equals < end;
    const name = text.slice(at, hasValue ? equals : end).trim().toLowerCase();
    if (name !== '' && !parameters.has(name)) parameters.set(name, hasValue ? unquote(text.slice(equals + 1, end).trim()) : '');
    at = end + 1;
  }
  return parameters;
}

/** Where `character` comes next, or the end of the text. */
export function indexOfOrEnd(text: string, character: string, from: number): number {
  const at = text.indexOf(character, from);
  return at < 0 ? text.length : at;
}

/** The value of one parameter of `;a=1;b`, without a map of all of them; `at` is the first `;`. `name` in lower case; a flag is ''. */
export function parameterOf(text: string, at: number, name: string): string | undefined {
  while (at < text.length) {
    const end = parameterEnd(text, at + 1, SEMICOLON);
    let from = at + 1;
    while (isSpace(text.charCodeAt(from))) from++;
    let to = from + name.length;
    if (to <= end && equalsIgnoringCase(text, from, name)) {
      while (to < end && isSpace(text.charCodeAt(to))) to++;
      if (to === end) return '';
      if (text.charCodeAt(to) === EQUALS) return unquote(text.slice(to + 1, end).trim());
    }
    at = end;
  }
  return undefined;
}

function equalsIgnoringCase(text: string, from: number, lower: string): boolean {
  if (text.startsWith(lower, from)) return true;
  return text.slice(from, from + lower.length).toLowerCase() === lower;
}

/** Percent-escapes undone, read as UTF-8 (ISO-8859-1 where they are not UTF-8); `%` without two hex digits stays as it is. */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    let octets = '';
    for (let at = 1; at < run.length; at += 3) octets += String.fromCharCode(parseInt(run.slice(at, at + 2), 16));
    return utf8OrLatin1(octets);
  });
}
