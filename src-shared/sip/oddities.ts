/** What is odd about a message that is acceptable all the same: for `rung parse` and the inspector. Read on demand, never on the way in. */
import type { Note, SipMessage } from './message.ts';
import { METHODS } from './methods.ts';
import { contactsOf, cseqOf, nameAddrParts, tagsOf, topViaOf } from './typed-headers.ts';
import { parseUri } from './uri.ts';

type Finder = (message: SipMessage) => Note | undefined;

/** The notes of a message that `checkMessage` accepts, those of the parser first. */
export function odditiesOf(message: SipMessage): Note[] {
  return [...message.notes, ...FINDERS.map((find) => find(message)).filter((note) => note !== undefined)];
}

const note = (section: string, text: string): Note => ({ section, text });

const methodIsUnknown: Finder = (message) => {
  if (message.kind === 'response' || METHODS.has(message.method)) return undefined;
  return note('8.2.1', `${message.method} is no known method; a user agent answers 501.`);
};

const requestUriIsOdd: Finder = (message) => {
  if (message.kind === 'response') return undefined;
  const uri = parseUri(message.uri);
  if (!uri.ok) return undefined;
  if (uri.value.scheme === 'other') return note('8.2.2.1', 'The scheme of the Request-URI is not known; a user agent answers 416.');
  return uri.value.scheme === 'tel' ? undefined : uri.value.notes?.[0];
};

const branchIsOfRfc2543: Finder = (message) => {
  const branch = topViaOf(message)?.parameters.get('branch') ?? '';
  if (branch.startsWith('z9hG4bK')) return undefined;
  return note('17.2.3', 'The branch lacks the cookie z9hG4bK: the sender speaks RFC 2543, its transactions are matched by header fields.');
};

const responseHasSeveralVias: Finder = (message) => {
  if (message.kind === 'request' || message.headers.all('via').length < 2) return undefined;
  return note('8.1.3.3', 'The response has more than one Via: it is meant for a proxy; a user agent discards it.');
};

const fromHasNoTag: Finder = (message) => {
  return tagsOf(message).from === '' ? note('8.1.1.3', 'From has no tag, as in RFC 2543.') : undefined;
};

const cseqIsLarge: Finder = (message) => {
  return (cseqOf(message)?.number ?? 0) > 0x7fffffff ? note('8.1.1.5', 'The CSeq number is 2**31 or more.') : undefined;
};

const maxForwardsIsOdd: Finder = (message) => {
  if (message.kind === 'response') return undefined;
  const value = message.headers.first('max-forwards');
  if (value === undefined) return note('8.1.1.6', 'Max-Forwards is missing, as in RFC 2543; 70 is assumed.');
  return Number(value) > 255 ? note('20.22', 'Max-Forwards is above 255; it is treated as absent.') : undefined;
};

const expiresIsOdd: Finder = (message) => {
  const value = message.headers.first('expires');
  if (value === undefined || (/^\d+$/.test(value) && Number(value) <= 0xffffffff)) return undefined;
  return note('20.19', 'Expires is not a number below 2**32; it is treated as absent.');
};

const DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const dateIsOdd: Finder = (message) => {
  const value = message.headers.first('date');
  return value === undefined || DATE.test(value) ? undefined : note('20.17', 'Date is not in the one form that is allowed (with GMT); it is ignored.');
};

const addressIsOdd: Finder = (message) => {
  for (const name of ['from', 'to'] as const) {
    const value = message.headers.first(name) ?? '';
    const parts = nameAddrParts(value);
    if (!parts || parts.nameEnd === 0 || value.startsWith('"')) continue;
    if (!/[ \t]/.test(value.charAt(parts.nameEnd - 1))) return note('25.1', 'No space stands between the display name and <; that is borne.');
    if (!/^[A-Za-z0-9\-.!%*_+`'~ \t]*$/.test(value.slice(0, parts.nameEnd))) return note('25.1', 'A display name that is not made of tokens has no quotes.');
  }
  return undefined;
};

const contactIsOdd: Finder = (message) => {
  if (message.headers.all('contact').some((value) => /;\s*(?:;|$)/.test(value))) return note('20.10', 'Contact holds empty parameters; they are ignored.');
  const contacts = contactsOf(message);
  if (contacts === '*') return undefined;
  for (const contact of contacts) {
    const uri = parseUri(contact.uri);
    if (!uri.ok || uri.value.scheme === 'other') return note('20.10', 'A Contact is not a SIP or tel URI; this phone cannot call it.');
    if (uri.value.scheme !== 'tel' && uri.value.notes) return uri.value.notes[0];
  }
  return undefined;
};

/** Defined in RFC 2543 and dropped since. */
const OBSOLETE = ['encryption', 'hide', 'response-key', 'also', 'location'];
const headerIsObsolete: Finder = (message) => {
  const name = OBSOLETE.find((obsolete) => message.headers.has(obsolete));
  return name === undefined ? undefined : note('RFC 2543 6', `The header field ${name} is obsolete; it is shown, and has no effect.`);
};

const FINDERS: readonly Finder[] = [
  methodIsUnknown, requestUriIsOdd, branchIsOfRfc2543, responseHasSeveralVias, fromHasNoTag, cseqIsLarge, maxForwardsIsOdd, expiresIsOdd,
  dateIsOdd, addressIsOdd, contactIsOdd, headerIsObsolete,
];
