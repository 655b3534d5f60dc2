/** Texts with named places, as the readers write them: found again in a finished text, and filled in another language. */

/** From an English text to the German one. `{name}` is a place; in `{fault}` stands another text that is translated too. */
export type FaultWords = Readonly<Record<string, string>>;

export interface FaultTemplate {
  /** What stands before, between and after the places. */
  literals: readonly string[];
  names: readonly string[];
  german: string;
}

const PLACE = /\{([A-Za-z]+)\}/;

export function compileTemplate(english: string, german: string): FaultTemplate {
  const pieces = english.split(PLACE);
  return { literals: pieces.filter((_, at) => at % 2 === 0), names: pieces.filter((_, at) => at % 2 === 1), german };
}

/** What stands in the places where the text is of this template, all of it; else undefined. Linear in the length of the text. */
export function placesIn({ literals, names }: FaultTemplate, text: string): ReadonlyMap<string, string> | undefined {
  const first = literals[0] ?? '';
  const last = literals.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return undefined;
  const places = new Map<string, string>();
  let at = first.length;
  for (const [index, name] of names.entries()) {
    const isLast = index === names.length - 1;
    const to = isLast ? text.length - last.length : text.indexOf(literals[index + 1] ?? '', at);
    if (to < at) return undefined;
    places.set(name, text.slice(at, to));
    at = to + (literals[index + 1] ?? '').length;
  }
  return places;
}

/** The German text with its places filled. */
export function filledTemplate({ german }: FaultTemplate, places: ReadonlyMap<string, string>): string {
  return german.split(PLACE).map((piece, at) => (at % 2 === 0 ? piece : places.get(piece) ?? '')).join('');
}
