/** Texts that many rows have, each once under a number. */

export interface TextTable {
  /** Octets that it takes to have this text too; 0: it is there. */
  costOf(text: string): number;
  numberOf(text: string): number;
  /** Undefined: it is not there. */
  find(text: string): number | undefined;
  textOf(number: number): string;
  /** In order of number. */
  readonly texts: readonly string[];
}

/** The text's object, its place in the list and in the map. */
const TEXT_BYTES = 100;

export function createTextTable(): TextTable {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  return {
    costOf: (text) => (numbers.has(text) ? 0 : TEXT_BYTES + text.length),
    numberOf(text) {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      const own = ownText(text);
      numbers.set(own, texts.length);
      return texts.push(own) - 1;
    },
    find: (text) => numbers.get(text),
    textOf: (number) => texts[number] ?? '',
    texts,
  };
}

/** A copy: what the parser gives is a part of the whole head, and would keep that. Nothing shorter makes V8 copy it. */
export function ownText(text: string): string {
  return text.split('').join('');
}
