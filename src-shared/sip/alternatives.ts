/** Where else to try: the Contacts of a 3xx or 485. */
import type { SipResponse } from './message.ts';
import type { NameAddr } from './typed-headers.ts';
import { contactsOf } from './typed-headers.ts';

/** What a single response can make us remember. */
const MAX_CONTACTS = 20;

/** Best q first; equal ones in the order of the message (RFC 3261 20.10: q defaults to 1). */
export function alternativesOf(response: SipResponse): NameAddr[] {
  const contacts = contactsOf(response);
  if (contacts === '*') return [];
  return contacts.slice(0, MAX_CONTACTS).sort((a, b) => qOf(b) - qOf(a));
}

function qOf(contact: NameAddr): number {
  const q = Number(contact.parameters.get('q') ?? '1');
  return q >= 0 && q <= 1 ? q : 0;
}
