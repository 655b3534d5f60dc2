/** From the bytes of a description to its text (RFC 8866 6.10: `a=charset` of the session; UTF-8 without it). */

interface DecodedText {
  text: string;
  /** Bytes a character takes, for offsets: known only for single-byte character sets. */
  singleByte: boolean;
  /** What was odd about the encoding. */
  problem?: string;
}

const SINGLE_BYTE = new Set(['iso-8859-1', 'iso_8859-1', 'latin1', 'l1', 'us-ascii', 'ascii']);
const UTF_8 = new Set(['utf-8', 'utf8', 'iso-10646', 'iso-10646-utf-8']);
const REPLACEMENT = '\uFFFD';
const LATIN1_CHUNK = 8192;

export function decodeSdp(bytes: Uint8Array): DecodedText {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const charset = declaredCharset(text);
  if (SINGLE_BYTE.has(charset)) return { text: decodeLatin1(bytes), singleByte: true };
  if (!UTF_8.has(charset)) {
    return { text, singleByte: false, problem: `the character set ${charset} is not known here: read as UTF-8` };
  }
  if (text.includes(REPLACEMENT)) return { text, singleByte: false, problem: 'some bytes are not valid UTF-8' };
  return { text, singleByte: false };
}

/** Value of the session's `a=charset`, lower case; `utf-8` without one. */
function declaredCharset(text: string): string {
  const at = text.indexOf('\na=charset:');
  if (at < 0) return 'utf-8';
  const firstMedia = text.indexOf('\nm=');
  if (firstMedia >= 0 && firstMedia < at) return 'utf-8';
  const start = at + '\na=charset:'.length;
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? text.length : end).trim().toLowerCase();
}

/** ISO-8859-1 proper: TextDecoder's label of that name means windows-1252. */
function decodeLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += LATIN1_CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + LATIN1_CHUNK));
  }
  return text;
}
