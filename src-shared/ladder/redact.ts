/** Takes secrets out of a SIP message before it is stored or shown: digest responses (and cnonce), Basic credentials, SDES keys
 *  (`a=crypto`), `k=` lines, passwords in URIs. Length-preserving is not promised; the shape of the message is. */
import { asciiOrUndefined, latin1, utf8Bytes } from '../sip/bytes.ts';

const decoder = new TextDecoder();
const HIDDEN = '***';
const CREDENTIALS_NEAR = /\n(?:proxy-)?auth/i;
const PASSWORD_NEAR = /sips?:[^\s:@<>"]*:[^\s:@<>"]*@/i;
/** The header with its folded lines. */
const CREDENTIALS = /^((?:proxy-)?authorization|(?:proxy-)?authentication-info)([ \t]*:[^\n]*(?:\n[ \t][^\n]*)*)/gim;
const DIGEST = /^[ \t]*:\s*digest\b/i;
const AFTER_SCHEME = /^([ \t]*:\s*\S+(?:\s+(?=\S))?)[\s\S]*?(\r?)$/;
const DIGEST_SECRETS = /\b(response|cnonce|rspauth)([ \t\r\n]*=[ \t\r\n]*)(?:"[^"\r\n]*"?|[^\s,]+)/gi;
/** RFC 3261 19.1.1: the password stands between the user's colon and the @. */
const URI_PASSWORD = /(sips?:[^\s:@<>"]*:)[^\s:@<>"]+@/gi;
const SDP_BODY = /(?:^|\n)v=0/;
/** RFC 4568 9.1: the key and salt follow `inline:`, up to the lifetime. */
const SDES_KEY = /^a=crypto:[^\r\n]*/gm;
const INLINE_KEY = /(inline:)([^|;\s]+)/gi;
/** RFC 8866 5.12: what follows the method is the key. */
const K_LINE = /^(k=(?:clear|base64|uri):)([^\r\n]+)/gm;

export interface Redacted {
  bytes: Uint8Array;
  /** The bytes as UTF-8; what is not UTF-8 is U+FFFD. */
  text: string;
}

/** Takes the secrets out and decodes, each once. */
export function redactAndDecode(bytes: Uint8Array): Redacted {
  const ascii = asciiOrUndefined(bytes, 0, bytes.length);
  const clean = redact(bytes, ascii);
  if (clean === bytes && ascii !== undefined) return { bytes, text: ascii };
  return { bytes: clean, text: asciiOrUndefined(clean, 0, clean.length) ?? decoder.decode(clean) };
}

/** Bytes that hold no secret come back as they are (same object). Body lengths stay, so that Content-Length keeps its truth.
 *  `text`: the bytes with a character for each, where that is at hand. */
export function redact(bytes: Uint8Array, text = latin1(bytes, 0, bytes.length)): Uint8Array {
  if (!isSuspect(text)) return bytes;
  const bodyAt = bodyStart(text);
  const head = redactHead(text.slice(0, bodyAt));
  const body = text.slice(bodyAt);
  const redacted = head + (SDP_BODY.test(body) ? redactSdp(body) : body);
  return redacted === text ? bytes : octets(redacted);
}

/** A quick look that nearly every message passes: none of the words that stand beside a secret. */
function isSuspect(text: string): boolean {
  return text.includes('a=crypto:') || text.includes('\nk=') || CREDENTIALS_NEAR.test(text) || PASSWORD_NEAR.test(text);
}

function bodyStart(text: string): number {
  const blank = /\r?\n\r?\n/.exec(text);
  return blank ? blank.index + blank[0].length : text.length;
}

function redactHead(head: string): string {
  return head
    .replace(CREDENTIALS, (_all, name: string, value: string) => name + redactCredentials(name, value))
    .replace(URI_PASSWORD, `$1${HIDDEN}@`);
}

/** Of other schemes than Digest (Basic, Bearer) all but the name is secret. */
function redactCredentials(name: string, value: string): string {
  if (DIGEST.test(value) || /info$/i.test(name)) return value.replace(DIGEST_SECRETS, `$1$2"${HIDDEN}"`);
  return value.replace(AFTER_SCHEME, `$1${HIDDEN}$2`);
}

function redactSdp(body: string): string {
  const starred = (_all: string, before: string, secret: string): string => before + '*'.repeat(secret.length);
  return body
    .replace(SDES_KEY, (line: string) => line.replace(INLINE_KEY, starred))
    .replace(K_LINE, starred);
}

function octets(text: string): Uint8Array {
  const encoded = utf8Bytes(text);
  // As long as the text: all of it is ASCII, which nearly every message is.
  if (encoded.length === text.length) return encoded;
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
