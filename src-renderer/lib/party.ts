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
