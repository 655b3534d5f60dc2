/** Keeps what people, files and other programs supply from becoming more than the one value it is: no line break ever
 *  reaches a header or a start line (RFC 3261 25.1: TEXT-UTF8-TRIM has no CR and no LF). */

const CONTROL = /[\u0000-\u001f\u007f]/;
const CONTROLS = /[\u0000-\u001f\u007f]+/g;
const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]+$/;

/** Fields that this user agent writes itself, or that let a link act in a person's name (RFC 3261 19.1.5). */
const PROTECTED: ReadonlySet<string> = new Set([
  'via', 'v', 'from', 'f', 'to', 't', 'call-id', 'i', 'cseq', 'route', 'record-route', 'path', 'service-route',
  'contact', 'm', 'max-forwards', 'content-length', 'l', 'content-type', 'c', 'content-encoding', 'e', 'content-disposition',
  'mime-version', 'body', 'authorization', 'proxy-authorization', 'www-authenticate', 'proxy-authenticate', 'authentication-info',
  'accept', 'accept-encoding', 'accept-language', 'allow', 'supported', 'k', 'require', 'proxy-require', 'user-agent', 'server',
  'organization', 'identity', 'p-asserted-identity', 'p-preferred-identity', 'remote-party-id', 'diversion', 'history-info',
]);

/** May this field be added to a request from outside? `name` in any case. */
export function mayAddHeader(name: string, value: string): boolean {
  return TOKEN.test(name) && !PROTECTED.has(name.toLowerCase()) && !hasControls(value);
}

export function hasControls(text: string): boolean {
  return CONTROL.test(text);
}

/** Reason phrases, display names: control characters become one space. */
export function oneLine(text: string): string {
  return text.replace(CONTROLS, ' ').trim();
}

/** A quoted-string (RFC 3261 25.1) of one line. */
export function quoted(text: string): string {
  return `"${oneLine(text).replace(/["\\]/g, '\\$&')}"`;
}
