/** A traced message cut into lines for display. It shows what was on the wire, also where no parser would accept it. */

export interface HeaderLine {
  name: string;
  /** Unfolded. */
  value: string;
}
export interface MessageLines {
  start: string;
  headers: HeaderLine[];
  body: string;
}

export function messageLines(raw: string): MessageLines {
  const end = /\r?\n\r?\n/.exec(raw);
  const head = end ? raw.slice(0, end.index) : raw;
  const [start = '', ...lines] = head.split(/\r?\n/);
  return { start, headers: unfold(lines).map(splitHeader), body: end ? raw.slice(end.index + end[0].length) : '' };
}

/** RFC 3261 7.3.1: a line that begins with white space continues the one before. */
function unfold(lines: string[]): string[] {
  const result: string[] = [];
  for (const line of lines) {
    if (/^[ \t]/.test(line) && result.length > 0) result[result.length - 1] += ` ${line.trim()}`;
    else if (line !== '') result.push(line);
  }
  return result;
}

function splitHeader(line: string): HeaderLine {
  const colon = line.indexOf(':');
  if (colon < 0) return { name: '', value: line };
  return { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
}

export interface RawLine {
  /** How the marked part is set: start line or header name; absent where nothing is marked. */
  tag?: 'strong' | 'b';
  marked: string;
  rest: string;
}

/** Every line as it came, folded lines folded; the start line and the header names are marked. */
export function rawLines(raw: string): RawLine[] {
  let inHead = true;
  return raw.split(/\r?\n/).map((line, index): RawLine => {
    if (index === 0) return { tag: 'strong', marked: line, rest: '' };
    if (line === '') inHead = false;
    const name = inHead ? /^[^\s:]+(?=\s*:)/.exec(line)?.[0] : undefined;
    return name === undefined ? { marked: '', rest: line } : { tag: 'b', marked: name, rest: line.slice(name.length) };
  });
}

export interface SdpLine {
  type: string;
  value: string;
  /** First line of a media description. */
  opensMedia: boolean;
}

export function sdpLines(body: string): SdpLine[] {
  return body.split(/\r?\n/).filter((line) => line.trim() !== '').map((line) => ({
    type: line.charAt(1) === '=' ? line.charAt(0) : '',
    value: line.charAt(1) === '=' ? line.slice(2) : line,
    opensMedia: line.startsWith('m='),
  }));
}
