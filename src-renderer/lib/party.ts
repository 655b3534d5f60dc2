/** How the other side of a call is named in little space. */
import { printable } from '../../src-shared/ladder/printable.ts';

/** `sip:bob@example.org;transport=tcp` as `bob@example.org`. */
export function shortUri(uri: string): string {
  const bare = uri.replace(/^<|>$/g, '').replace(/^(sips?|tel):(\/\/)?/i, '');
  const end = bare.search(/[;?>]/);
  // Control and direction characters could make one name look like another.
  return printable(end < 0 ? bare : bare.slice(0, end));
}

/** The display name where there is one, else the address. */
export function partyName(party: { remoteName: string; remoteUri: string }): string {
  return printable(party.remoteName.trim()) || shortUri(party.remoteUri);
}

/** Is there anything to say beside the name? */
export function hasOwnName(party: { remoteName: string; remoteUri: string }): boolean {
  const name = party.remoteName.trim();
  return name !== '' && name !== shortUri(party.remoteUri);
}

/** Text of several lines, with emoji and their joiners, but without what controls a terminal or turns a line around. */
export function printableLines(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/(?![\n\t])[\p{Cc}\p{Co}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/gu, '\uFFFD');
}
