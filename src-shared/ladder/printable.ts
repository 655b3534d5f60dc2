/** SIP text is attacker input: terminals obey escape sequences, and direction marks can turn a line around. */

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;

/** One line of text with every control, format and private-use character replaced by U+FFFD, safe for a terminal. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\uFFFD');
}

/** Several lines for the eye: each such character as a sign that tells which one it is, `‹U+202E›`; tabs and line ends stay. */
export function visible(text: string): string {
  return text.replace(UNPRINTABLE, sign);
}

function sign(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point === 9 || point === 10 || point === 13) return character;
  return `\u2039U+${point.toString(16).toUpperCase().padStart(4, '0')}\u203a`;
}

/** One line of text with such characters replaced, at most `length` characters long; an ellipsis says that something was cut. */
export function shortened(text: string, length: number): string {
  // Cut before the replacing: a hostile line may be as long as a datagram.
  const characters = [...printable(text.slice(0, length * 2 + 2))];
  return characters.length <= length ? characters.join('') : `${characters.slice(0, Math.max(0, length - 1)).join('')}…`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** As text or attribute value of XML and HTML. */
export function escapedXml(content: string): string {
  return content.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
