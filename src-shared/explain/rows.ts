/** Tables of explanations, as they are written. */
import type { Explanation } from './explanation.ts';

/** `section` with its RFC. */
export type Row = [name: string, section: string, en: string, de: string];

/** By the names as written. */
export function byName(rows: readonly Row[]): ReadonlyMap<string, Explanation> {
  return new Map(rows.map(([name, section, en, de]) => [name, { en, de, section }]));
}
