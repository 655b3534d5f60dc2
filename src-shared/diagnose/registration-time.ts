import type { SipMessage } from '../sip/message.ts';
import { contactsOf, numberOf } from '../sip/typed-headers.ts';

/** Seconds that a REGISTER asks for, or a 200 to it grants to this contact (RFC 3261 10.2.1.1, 10.2.4); undefined where nothing is said. */
export function grantedSecondsOf(message: SipMessage, contact: string | undefined): number | undefined {
  const contacts = contactsOf(message);
  if (contacts === '*') return numberOf(message, 'expires');
  const own = contacts.find(({ uri }) => uri.split(';')[0] === contact?.split(';')[0]) ?? contacts[0];
  const expires = own?.parameters.get('expires');
  return expires !== undefined && /^\d+$/.test(expires) ? Number(expires) : numberOf(message, 'expires');
}
