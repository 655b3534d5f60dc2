/** What a row of the table of response codes holds. */

/** English, German. */
type Pair = readonly [en: string, de: string];

export interface ResponseRow {
  code: number;
  phrase: string;
  /** Defining RFC with section: `3261 21.4.5`. */
  rfc: string;
  /** For the person who called, in few words. */
  brief: Pair;
  /** One sentence. */
  meaning: Pair;
  /** What this phone does when it receives it. */
  receiving: Pair;
  /** When this phone sends it by itself; `NEVER` where never. */
  sending: Pair;
}

export const NEVER: Pair = ['never', 'nie'];

export const GIVES_UP: Pair = ['Gives up and says why.', 'Gibt auf und sagt, warum.'];

export function row(code: number, phrase: string, rfc: string, texts: Omit<ResponseRow, 'code' | 'phrase' | 'rfc'>): ResponseRow {
  return { code, phrase, rfc, ...texts };
}
