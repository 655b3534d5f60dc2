/** The text of a MESSAGE (RFC 3428). */
import { latin1, utf8OrLatin1 } from '../../src-shared/sip/bytes.ts';
import type { Body } from '../sip/subscription/types.ts';

export const TEXT_TYPE = 'text/plain';
/** As many as the contract lets a person send. */
const MAX_CHARACTERS = 10_000;
const MAX_BYTES = 4 * MAX_CHARACTERS;

export type TextBody = { ok: true; text: string } | { ok: false; status: number; headers: [string, string][] };

/** What a person may read, or how to answer instead. */
export function readText(body: Body | undefined): TextBody {
  if (!body) return { ok: true, text: '' };
  const { contentType, bytes } = body;
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase();
  // RFC 3428 7: what is not understood is refused, and the sender told what would be.
  if (type !== TEXT_TYPE) return { ok: false, status: 415, headers: [['accept', TEXT_TYPE]] };
  if (bytes.length > MAX_BYTES) return { ok: false, status: 413, headers: [] };
  const text = clean(decode(bytes, charsetOf(contentType)));
  return text.length > MAX_CHARACTERS ? { ok: false, status: 413, headers: [] } : { ok: true, text };
}

function charsetOf(contentType: string): string {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
}

/** UTF-8 unless the sender says otherwise (RFC 3261 7.4.1), and ISO-8859-1 where that is what it is in truth. */
function decode(bytes: Uint8Array, charset: string): string {
  if (charset !== 'utf-8' && charset !== 'us-ascii') {
    try {
      return new TextDecoder(charset).decode(bytes);
    } catch {
      // A character set that nobody knows: most of it will be readable.
    }
  }
  return utf8OrLatin1(latin1(bytes, 0, bytes.length));
}

/** Line feeds and tabs are the only control characters that belong into a text. */
function clean(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').trimEnd();
}
