/** Pieces of a message's text and how they are found: linear, and bounded in number. */
import { closingQuote } from '../sip/lexer.ts';
import type { Explanation } from './explanation.ts';

export interface Span {
  from: number;
  to: number;
}

/** A piece that has a name and mostly an explanation. Offsets count characters of the whole message. */
export interface Part extends Span {
  /** As the RFCs call it: `branch`, `host`, `payload type`. */
  name: string;
  meaning?: Explanation;
}

/** What is found in one line: more of them help nobody. */
export const MAX_PARTS = 200;

export function addPart(parts: Part[], name: string, span: Span, meaning: Explanation | undefined): void {
  if (span.to > span.from && parts.length < MAX_PARTS) parts.push({ name, from: span.from, to: span.to, ...(meaning && { meaning }) });
}

/** Without the white space around it, folds included. */
export function trimmed(text: string, { from, to }: Span): Span {
  while (from < to && /\s/.test(text.charAt(from))) from++;
  while (to > from && /\s/.test(text.charAt(to - 1))) to--;
  return { from, to };
}

/** The pieces between separators that stand neither in quotes nor in <>, trimmed; empty ones left out. */
export function split(text: string, span: Span, separator: string): Span[] {
  const pieces: Span[] = [];
  let from = span.from;
  for (let at = span.from; at < span.to && pieces.length < MAX_PARTS; at++) {
    const sign = text.charAt(at);
    if (sign === separator) {
      pieces.push(trimmed(text, { from, to: at }));
      from = at + 1;
    } else if (sign === '"' || sign === '<') {
      const close = sign === '"' ? closingQuote(text, at) : text.indexOf('>', at);
      // What nothing closes takes the rest.
      at = close < 0 || close >= span.to ? span.to : close;
    }
  }
  if (pieces.length < MAX_PARTS) pieces.push(trimmed(text, { from, to: span.to }));
  return pieces.filter((piece) => piece.to > piece.from);
}

/** The pieces between white space. */
export function words(text: string, span: Span): Span[] {
  const pieces: Span[] = [];
  const pattern = /\S+/g;
  pattern.lastIndex = span.from;
  for (let match = pattern.exec(text); match && match.index < span.to && pieces.length < MAX_PARTS; match = pattern.exec(text)) {
    pieces.push({ from: match.index, to: Math.min(span.to, match.index + match[0].length) });
  }
  return pieces;
}

/** `name=value` and `name`: where the name ends, and the value without its quotes. */
export function nameAndValue(text: string, { from, to }: Span): { name: string; value: string } {
  const equals = text.indexOf('=', from);
  if (equals < 0 || equals >= to) return { name: text.slice(from, to), value: '' };
  return { name: text.slice(from, equals).trim(), value: text.slice(equals + 1, to).trim().replace(/^"|"$/g, '') };
}
