/** SIP text is attacker input: terminals obey escape sequences, and direction marks can turn a line around. */

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;

/** One line of text with every control, format and private-use character replaced by U+FFFD, safe for a terminal. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\uFFFD');
}

/** The same, at most `length` characters long; an ellipsis says that something was cut. */
export function shortened(text: string, length: number): string {
  // Cut before the replacing: a hostile line may be as long as a datagram.
  const characters = [...printable(text.slice(0, length * 2 + 2))];
  return characters.length <= length ? characters.join('') : `${characters.slice(0, Math.max(0, length - 1)).join('')}…`;
}
