/** A message with its explanations, as text: for a mail or a ticket. */
import { cutLines } from '../explain/cut-lines.ts';
import type { CutLine } from '../explain/cut-lines.ts';
import { partsOf } from '../explain/cut-parts.ts';
import type { Explanation } from '../explain/explanation.ts';
import { visible } from '../ladder/printable.ts';

/** Lines that are explained; of longer messages the rest is left out. */
const MAX_LINES = 500;
const MAX_LINE = 1_000;

/** `explained`: what a whole line means. Control characters are made visible. */
export function decodedText(raw: string, language: 'en' | 'de', explained: (line: CutLine) => Explanation | undefined): string {
  const told = (meaning: Explanation): string => `${meaning[language]} (${meaning.section})`;
  return cutLines(raw).slice(0, MAX_LINES).flatMap((line) => {
    const meaning = explained(line);
    const parts = partsOf(line, raw).flatMap((part) => (part.meaning ? [`      ${visible(raw.slice(part.from, Math.min(part.to, part.from + MAX_LINE)))}: ${told(part.meaning)}`] : []));
    return [visible(raw.slice(line.from, Math.min(line.to, line.from + MAX_LINE))), ...(meaning ? [`    ${told(meaning)}`] : []), ...parts];
  }).join('\n');
}
