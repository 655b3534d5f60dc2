/** Reads (WWW-|Proxy-)Authenticate and (Proxy-)Authorization fields (RFC 3261 20.7, RFC 7235 2.1), malformed ones as far as they go. */

export interface AuthFields {
  /** Lower case: `digest`, `basic`. */
  scheme: string;
  /** Names in lower case; what stands between quotes is kept as it is, escapes included: hashes are made over that (RFC 7616 3.3). */
  parameters: Map<string, string>;
}

const QUOTE = 34;
const BACKSLASH = 92;
const EQUALS = 61;

/** All challenges or credentials of one field line; a line may hold several (RFC 7235 4.1). Linear; never throws. */
export function parseAuthFields(line: string): AuthFields[] {
  const found: AuthFields[] = [];
  let at = skipSeparators(line, 0);
  while (at < line.length) {
    const wordEnd = endOfWord(line, at);
    const word = line.slice(at, wordEnd).toLowerCase();
    const next = skipBlanks(line, wordEnd);
    if (line.charCodeAt(next) === EQUALS) {
      at = readValue(line, skipBlanks(line, next + 1), word, found.at(-1)?.parameters);
    } else {
      if (word !== '') found.push({ scheme: word, parameters: new Map() });
      // A character that begins no word is stepped over.
      at = Math.max(next, at + 1);
    }
    at = skipSeparators(line, at);
  }
  return found;
}

/** Reads a quoted or bare value into `parameters`; gives the offset behind it. The first of several equal names stands. */
function readValue(line: string, at: number, name: string, parameters: Map<string, string> | undefined): number {
  const isQuoted = line.charCodeAt(at) === QUOTE;
  const from = isQuoted ? at + 1 : at;
  const to = isQuoted ? closingQuote(line, from) : endOfWord(line, from);
  if (parameters && name !== '' && !parameters.has(name)) parameters.set(name, line.slice(from, to));
  return isQuoted ? to + 1 : to;
}

function closingQuote(line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return line.length;
}

/** Ends at a blank, comma, quote or equals sign. */
function endOfWord(line: string, from: number): number {
  let at = from;
  while (at < line.length && !' \t,="'.includes(line.charAt(at))) at++;
  return at;
}

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line.charAt(at) === ' ' || line.charAt(at) === '\t') at++;
  return at;
}

function skipSeparators(line: string, from: number): number {
  let at = from;
  while (at < line.length && ' \t,'.includes(line.charAt(at))) at++;
  return at;
}
