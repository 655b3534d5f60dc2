/** The session description that a message carries: as its body, or as a part of several (RFC 5621 3.1, RFC 2046 5.1). */
import { latin1 } from './bytes.ts';
import type { SipMessage } from './message.ts';

/** Undefined: none. A body without a type that begins as one is taken for one. */
export function descriptionIn({ headers, body }: SipMessage): Uint8Array | undefined {
  if (body.length === 0) return undefined;
  const type = headers.first('content-type')?.trim() ?? '';
  if (/^multipart\//i.test(type)) return partIn(body, type);
  return type === '' || /^application\/sdp\b/i.test(type) ? body : undefined;
}

/** The first part of that type. */
function partIn(body: Uint8Array, type: string): Uint8Array | undefined {
  const boundary = /;[ \t]*boundary[ \t]*=[ \t]*(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(type);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return undefined;
  const text = latin1(body, 0, body.length);
  const delimiter = `--${mark}`;
  for (let at = text.indexOf(delimiter); at >= 0; ) {
    const from = at + delimiter.length;
    const next = text.indexOf(`\n${delimiter}`, from);
    const found = descriptionOf(text, from, next < 0 ? text.length : next);
    if (found) return body.subarray(found.from, found.to);
    at = next < 0 ? -1 : next + 1;
  }
  return undefined;
}

/** The line break before a delimiter belongs to it, and not to the part. */
function descriptionOf(text: string, from: number, end: number): { from: number; to: number } | undefined {
  const part = text.slice(from, end);
  const blank = /\r?\n\r?\n/.exec(part);
  if (!blank || !/\ncontent-type[ \t]*:[ \t]*application\/sdp\b/i.test(part.slice(0, blank.index))) return undefined;
  return { from: from + blank.index + blank[0].length, to: text.charAt(end - 1) === '\r' ? end - 1 : end };
}
