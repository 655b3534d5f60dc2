/** The words of days, months and numbers that people type, English and German, as patterns and as what they stand for. */

const NUMBERS: Record<string, number> = {
  a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12,
  ein: 1, eine: 1, einen: 1, einer: 1, zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6, sieben: 7, acht: 8, neun: 9, zehn: 10, elf: 11, zwölf: 12,
};
const WEEKDAYS: readonly string[][] = [
  ['monday', 'mon', 'montag', 'mo'], ['tuesday', 'tues', 'tue', 'dienstag', 'di'], ['wednesday', 'wed', 'mittwoch', 'mi'],
  ['thursday', 'thurs', 'thur', 'thu', 'donnerstag', 'do'], ['friday', 'fri', 'freitag', 'fr'], ['saturday', 'sat', 'samstag', 'sonnabend', 'sa'],
  ['sunday', 'sun', 'sonntag', 'so'],
];
const MONTHS: readonly string[][] = [
  ['january', 'jan', 'januar', 'jänner'], ['february', 'feb', 'februar'], ['march', 'mar', 'märz', 'mär'], ['april', 'apr'], ['may', 'mai'],
  ['june', 'jun', 'juni'], ['july', 'jul', 'juli'], ['august', 'aug'], ['september', 'sept', 'sep'], ['october', 'oct', 'oktober', 'okt'],
  ['november', 'nov'], ['december', 'dec', 'dezember', 'dez'],
];
const ORDINALS: readonly string[][] = [
  ['first', '1st', 'ersten', 'erste', '1.'], ['second', '2nd', 'zweiten', 'zweite', '2.'], ['third', '3rd', 'dritten', 'dritte', '3.'],
  ['fourth', '4th', 'vierten', 'vierte', '4.'], ['last', 'letzten', 'letzte'],
];

/** Longest first, so that no word hides behind its beginning. */
function anyOf(words: readonly string[]): string {
  return [...words].sort((a, b) => b.length - a.length).map((word) => word.replace('.', '\\.')).join('|');
}

export const NUMBER = `\\d{1,4}|${anyOf(Object.keys(NUMBERS))}`;
export const WEEKDAY = anyOf(WEEKDAYS.flat());
export const MONTH = anyOf(MONTHS.flat());
export const ORDINAL = anyOf(ORDINALS.flat());

export function numberOf(text: string): number {
  return NUMBERS[text] ?? Number(text.replace(',', '.'));
}

/** From 1, Monday; 0 for what is none. `mittwochs` and `wednesdays` are days too. */
export function weekdayNumber(text: string): number {
  const [name, singular] = [text.replace('.', ''), text.replace(/s$/, '')];
  return 1 + WEEKDAYS.findIndex((names) => names.includes(name) || names.includes(singular));
}

/** From 1, January. */
export function monthNumber(text: string): number {
  return 1 + MONTHS.findIndex((names) => names.includes(text.replace('.', '')));
}

/** 5: the last. */
export function ordinalNumber(text: string): number {
  return 1 + ORDINALS.findIndex((names) => names.includes(text));
}
