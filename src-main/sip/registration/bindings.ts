/** What a registrar's 200 says of our binding (RFC 3261 10.2.4, 10.3 step 8). */
import { hostText } from '../../../src-shared/endpoint-text.ts';
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import type { NameAddr } from '../../../src-shared/sip/typed-headers.ts';
import { contactsOf, numberOf, topViaOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Uri } from '../../../src-shared/sip/uri.ts';
import { parseUri, uriEquals } from '../../../src-shared/sip/uri.ts';

export interface Bindings {
  /** Remaining life of ours. */
  expiresS: number;
  /** URIs of all. */
  contacts: string[];
}

/** More than any address of record has, less than fills a screen. */
const MAX_CONTACTS = 32;

/** Finds our own binding among all; some registrars rewrite its port, some list nothing, so user and host decide when no
 *  contact is equal, and then the message's Expires, and then what was asked for. */
export function readBindings(response: SipResponse, ownUri: string, askedS: number): Bindings {
  const listed = contactsOf(response);
  const contacts = listed === '*' ? [] : listed.slice(0, MAX_CONTACTS);
  const own = ownContact(contacts, ownUri);
  const expiresS = secondsOf(own?.parameters.get('expires')) ?? numberOf(response, 'expires') ?? askedS;
  return { expiresS, contacts: contacts.map((contact) => contact.uri) };
}

function ownContact(contacts: NameAddr[], ownUri: string): NameAddr | undefined {
  const own = parseUri(ownUri);
  if (!own.ok) return undefined;
  const same = (equal: (uri: Uri) => boolean): NameAddr | undefined => contacts.find((contact) => {
    const uri = parseUri(contact.uri);
    return uri.ok && equal(uri.value);
  });
  return same((uri) => uriEquals(uri, own.value)) ?? same((uri) => sameUserAndHost(uri, own.value));
}

function sameUserAndHost(a: Uri, b: Uri): boolean {
  if (a.scheme === 'tel' || a.scheme === 'other' || b.scheme === 'tel' || b.scheme === 'other') return false;
  return a.user === b.user && a.host === b.host;
}

function secondsOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : undefined;
}

/** Our address as the registrar saw it (RFC 3581), where it is another one than we know: there is a NAT in between. */
export function publicAddressOf(response: SipResponse): string | undefined {
  const via = topViaOf(response);
  if (!via) return undefined;
  const address = via.parameters.get('received') || via.host;
  const port = via.parameters.get('rport') || String(via.port ?? 5060);
  if (address === via.host && port === String(via.port ?? 5060)) return undefined;
  return `${hostText(address)}:${port}`;
}
