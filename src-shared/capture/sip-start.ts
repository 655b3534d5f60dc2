/** Does a SIP message begin here? For captures, where ports say nothing. */

const CR = 13;
const LF = 10;
const SPACE = 32;
/** The first line of a request fits into it. */
const LONGEST_LINE = 2048;
/** `SIP/2.0` */
const VERSION_BYTES = 7;

/** `SIP/2.0 …`, or a first line of a method and more that ends with ` SIP/2.0` or another version. Empty lines before it are stepped over. */
export function startsLikeSip(bytes: Uint8Array): boolean {
  let from = 0;
  while (bytes[from] === CR || bytes[from] === LF) from++;
  const first = bytes[from];
  // Methods are tokens, and nearly all of them letters: RTP, RTCP, STUN, DNS and DTLS end here.
  if (first === undefined || first < 0x21 || first > 0x7e) return false;
  if (isVersionAt(bytes, from) && bytes[from + VERSION_BYTES] === SPACE) return true;
  const end = endOfLine(bytes, from);
  return end > from && isVersionAt(bytes, end - VERSION_BYTES) && bytes[end - VERSION_BYTES - 1] === SPACE;
}

/** Only the digits may be others: SIP/3.0 is for the parser to refuse. */
function isVersionAt(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x53 && bytes[at + 1] === 0x49 && bytes[at + 2] === 0x50 && bytes[at + 3] === 0x2f
    && isDigit(bytes[at + 4]) && bytes[at + 5] === 0x2e && isDigit(bytes[at + 6]);
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39;
}

/** -1: a character that no line of text has comes first, or the line is too long. */
function endOfLine(bytes: Uint8Array, from: number): number {
  const most = Math.min(bytes.length, from + LONGEST_LINE);
  for (let at = from; at < most; at++) {
    const code = bytes[at]!;
    if (code === CR || code === LF) return at;
    if (code < SPACE) return -1;
  }
  return most === bytes.length ? most : -1;
}
