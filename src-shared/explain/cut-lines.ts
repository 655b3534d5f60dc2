/** A message's text cut into lines, none of it lost: what the inspector explains and the comparison matches. It shows what was on the wire,
 *  also where no parser would accept it. */
import { canonicalName } from '../sip/headers-known.ts';

export type LineKind = 'start' | 'header' | 'blank' | 'sdp' | 'body';

/** A line with its folded ones (RFC 3261 7.3.1). Offsets count characters of the text. */
export interface CutLine {
  kind: LineKind;
  /** Canonical name of a header field, letter of an SDP line; '' where there is none. */
  name: string;
  /** Header fields unfolded; an SDP line without its letter. */
  value: string;
  from: number;
  /** Where the value begins, and where the line ends without its line end. */
  valueFrom: number;
  to: number;
  /** Behind the line end. */
  end: number;
}

interface Cutting {
  raw: string;
  at: number;
  lines: CutLine[];
}

export function cutLines(raw: string): CutLine[] {
  const cutting: Cutting = { raw, at: 0, lines: [] };
  // A session description by itself: announced (RFC 2974), or out of a file.
  if (raw.startsWith('v=')) {
    cutBody(cutting);
    return cutting.lines;
  }
  // RFC 3261 7.5: empty lines before the start line are ignored.
  while (raw[cutting.at] === '\r' || raw[cutting.at] === '\n') cutting.lines.push(blankLine(cutting));
  if (cutting.at < raw.length) cutting.lines.push(line(cutting, 'start'));
  cutHeaders(cutting);
  cutBody(cutting);
  return cutting.lines;
}

function cutHeaders(cutting: Cutting): void {
  const { raw, lines } = cutting;
  while (cutting.at < raw.length) {
    if (raw[cutting.at] === '\n' || raw.startsWith('\r\n', cutting.at)) {
      lines.push(blankLine(cutting));
      return;
    }
    lines.push(headerLine(cutting));
  }
}

function headerLine(cutting: Cutting): CutLine {
  const { raw, at: from } = cutting;
  const first = line(cutting, 'header');
  while (raw[cutting.at] === ' ' || raw[cutting.at] === '\t') {
    const folded = line(cutting, 'header');
    first.to = folded.to;
    first.end = folded.end;
  }
  const text = raw.slice(from, first.to);
  const colon = text.indexOf(':');
  if (colon < 0) return { ...first, value: unfolded(text) };
  const gap = /^[ \t]*/.exec(text.slice(colon + 1))?.[0].length ?? 0;
  return { ...first, name: canonicalName(text.slice(0, colon).trim()), value: unfolded(text.slice(colon + 1)), valueFrom: from + colon + 1 + gap };
}

/** RFC 3261 7.3.1: the fold means one space. */
function unfolded(text: string): string {
  return text.replace(/\r?\n[ \t]+/g, ' ').trim();
}

/** SDP by itself, or as a part of several (RFC 5621). */
function cutBody(cutting: Cutting): void {
  const type = cutting.lines.find(({ name }) => name === 'content-type')?.value.toLowerCase() ?? '';
  const isMultipart = type.startsWith('multipart/');
  const isDescription = type.startsWith('application/sdp') || (type === '' && cutting.raw.startsWith('v=', cutting.at));
  let inSdp = isDescription;
  while (cutting.at < cutting.raw.length) {
    const next = line(cutting, 'body');
    const text = cutting.raw.slice(next.from, next.to);
    if (isMultipart) inSdp = inSdp ? !text.startsWith('--') : text === 'v=0';
    cutting.lines.push(inSdp && text[1] === '=' ? { ...next, kind: 'sdp', name: text.charAt(0), value: text.slice(2), valueFrom: next.from + 2 } : next);
  }
}

function blankLine(cutting: Cutting): CutLine {
  return line(cutting, 'blank');
}

function line(cutting: Cutting, kind: LineKind): CutLine {
  const { raw, at: from } = cutting;
  const newline = raw.indexOf('\n', from);
  const end = newline < 0 ? raw.length : newline + 1;
  const to = newline < 0 ? end : newline > from && raw[newline - 1] === '\r' ? newline - 1 : newline;
  cutting.at = end;
  return { kind, name: '', value: raw.slice(from, to), from, valueFrom: from, to, end };
}

/** The first session description in the message, alone or as a part of several; '' when there is none. */
export function sdpText(raw: string): string {
  const lines = cutLines(raw);
  const first = lines.findIndex(({ kind }) => kind === 'sdp');
  if (first < 0) return '';
  const length = lines.slice(first).findIndex(({ kind, name }, at) => kind !== 'sdp' || (at > 0 && name === 'v'));
  return raw.slice((lines[first] as CutLine).from, length < 0 ? undefined : (lines[first + length] as CutLine).from);
}
