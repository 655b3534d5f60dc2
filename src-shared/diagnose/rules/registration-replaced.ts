import type { SipMessage } from '../../sip/message.ts';
import { contactsOf, firstContactUriOf } from '../../sip/typed-headers.ts';
import { isSuccess } from '../dialog-steps.ts';
import { messageOf } from '../message-text.ts';
import { grantedSecondsOf } from '../registration-time.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 10.3 step 8: the 200 to REGISTER lists every binding there is. */
export const registrationReplaced: Rule = {
  name: 'registration-replaced',
  severity: 'error',
  section: 'RFC 3261 10.3',
  texts: {
    en: {
      message: 'The registrar no longer lists our address {contact}: another registration has replaced it. Calls go to {others}.',
      advice: 'Somebody else uses the same account, and the server keeps one phone for each: give this phone an account of its own, or let the server allow several contacts.',
    },
    de: {
      message: 'Der Registrar führt unsere Adresse {contact} nicht mehr: Eine andere Anmeldung hat sie ersetzt. Anrufe gehen an {andere}.',
      advice: 'Jemand anders benutzt dasselbe Konto, und der Server behält ein Telefon je Konto: Geben Sie diesem Telefon ein eigenes, oder lassen Sie dort mehrere Kontakte zu.',
    },
  },
  find({ transactions }) {
    const listed = new Set<string>();
    for (const { request, responses } of transactions) {
      const granted = request.method === 'REGISTER' ? responses.find(({ status }) => isSuccess(status)) : undefined;
      const [asked, answered] = [granted && messageOf(request), granted && messageOf(granted)];
      const contact = asked && firstContactUriOf(asked);
      if (!granted || !asked || !answered || contact === undefined || isRemoval(asked)) continue;
      const uris = contactUris(answered);
      if (uris.some((uri) => sameAddress(uri, contact))) listed.add(contact);
      else if (listed.has(contact)) return { seq: granted.seq, params: { contact, others: uris.join(', ') || 'nobody', andere: uris.join(', ') || 'niemanden' } };
    }
    return undefined;
  },
};

function contactUris(message: SipMessage): string[] {
  const contacts = contactsOf(message);
  return contacts === '*' ? [] : contacts.map(({ uri }) => uri);
}

const isRemoval = (asked: SipMessage): boolean => grantedSecondsOf(asked, undefined) === 0;

/** Parameters of the URI may be added and lost on the way. */
const sameAddress = (a: string, b: string): boolean => a.split(';')[0] === b.split(';')[0];
