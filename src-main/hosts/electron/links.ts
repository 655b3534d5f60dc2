/** `sip:`, `sips:`, `tel:` and `callto:` links, from the command line of a second start (Linux, Windows) or open-url (macOS). */

export const SCHEMES = ['sip', 'sips', 'tel', 'callto'] as const;

const LINK = new RegExp(`^(?:${SCHEMES.join('|')}):.+`, 'i');
const MAX_LENGTH = 2048;

/** The first link among a program's arguments. It only fills the dial field: a link never dials by itself. */
export function linkIn(args: readonly string[]): string | undefined {
  const link = args.find((arg) => arg.length <= MAX_LENGTH && LINK.test(arg) && !/[\u0000-\u001f\u007f]/.test(arg));
  return link?.replace(/^callto:/i, 'sip:');
}
