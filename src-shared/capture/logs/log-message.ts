/** The lines of a log back to the bytes of a SIP message. Lines are ISO-8859-1 text: one character an octet, whatever the log holds. */

const START_LINE = /^(?:SIP\/2\.0 \d{3}(?: .*)?|[A-Za-z!%*_+`'~.-]{1,32} \S+ SIP\/2\.0)$/;
const CONTENT_LENGTH = /^(?:content-length|l)[ \t]*:[ \t]*(\d{1,7})\s*$/i;
/** More than any datagram holds. */
const MAX_CHARACTERS = 70_000;

export interface MessageLines {
  /** True: it is complete, or cannot become one. */
  add(line: string): boolean;
  /** Undefined: these lines were no SIP message. */
  bytes(): Uint8Array | undefined;
}

/** Gathers the lines behind a heading, up to the length that the message itself names. */
export function createMessageLines(): MessageLines {
  const head: string[] = [];
  const body: string[] = [];
  let isInBody = false;
  let contentLength: number | undefined;
  let characters = 0;
  /** Of the body, with an LF a line as logged, and with CR and LF. */
  let logged = 0;
  let withCr = 0;
  let isForeign = false;
  /** ngrep prints a dot for the CR. */
  let endsWithDot = false;

  function begin(line: string): boolean {
    const start = line.trimEnd();
    if (start === '') return false;
    endsWithDot = / SIP\/2\.0\.$|^SIP\/2\.0 .*\.$/.test(start) && !line.endsWith('\r');
    isForeign = !START_LINE.test(endsWithDot ? start.slice(0, -1) : start);
    head.push(line);
    return isForeign;
  }

  function addToHead(line: string): boolean {
    const text = line.trimEnd();
    if (text === '' || (endsWithDot && text === '.')) {
      isInBody = true;
      return contentLength === 0;
    }
    head.push(line);
    const named = CONTENT_LENGTH.exec(endsWithDot ? text.replace(/\.$/, '') : text);
    if (named) contentLength = Number(named[1]);
    return false;
  }

  function addToBody(line: string): boolean {
    body.push(line);
    logged += line.length + 1;
    withCr += line.length + (line.endsWith('\r') || endsWithDot ? 1 : 2);
    return contentLength !== undefined && (logged >= contentLength || withCr === contentLength || withCr === contentLength + 2);
  }

  return {
    add(line) {
      characters += line.length + 2;
      if (characters > MAX_CHARACTERS) return true;
      if (head.length === 0) return begin(line);
      return isInBody ? addToBody(line) : addToHead(line);
    },
    bytes() {
      if (isForeign || head.length === 0) return undefined;
      const clean = endsWithDot ? (line: string) => line.replace(/\.$/, '') : (line: string) => line;
      const top = head.map((line) => clean(line.replace(/\r$/, ''))).join('\r\n');
      return octets(`${top}\r\n\r\n${bodyText(body.map(clean), contentLength)}`);
    },
  };
}

/** Logs lose CRs and the last line's end: of the ways to put the lines together, the one that has the length the message names. */
function bodyText(lines: readonly string[], contentLength: number | undefined): string {
  const last = lines.findLastIndex((line) => line.trimEnd() !== '');
  const kept = lines.slice(0, last + 1);
  const asLogged = kept.join('\n');
  const withCr = kept.map((line) => line.replace(/\r$/, '')).join('\r\n');
  const ways = [`${withCr}\r\n`, withCr, `${asLogged}\n`, asLogged];
  const fitting = ways.find((text) => text.length === contentLength);
  if (fitting !== undefined) return fitting;
  if (contentLength === 0 || kept.length === 0) return '';
  return `${withCr}\r\n`;
}

function octets(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
