/** Finding in text for people what may tell who they are. */
const MAIL = /[\w.+-]+@[\w.-]+/;
const IPV4 = /\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/;
const HARDWARE = /(?:[\da-f]{2}[:-]){5}[\da-f]{2}\b/;
const BARE_HARDWARE = /\b[\da-f]{12}\b/;
const IPV6 = /[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}/;
const LONG_NUMBER = /\+?\d{6,}/;

/** In this order of looking. */
export const TELLING = anyOf(MAIL, IPV4, HARDWARE, IPV6, BARE_HARDWARE, LONG_NUMBER);
export const TELLING_OF_PRODUCT = anyOf(MAIL, HARDWARE, BARE_HARDWARE);

function anyOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), 'gi');
}
