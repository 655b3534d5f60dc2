import { statusRule } from '../status-rule.ts';
import { unknownAccount } from './unknown-account.ts';

/** RFC 3261 21.4.4. */
export const forbidden = statusRule({
  name: 'forbidden',
  severity: 'error',
  section: 'RFC 3261 21.4.4',
  texts: {
    en: {
      message: 'The server understood the request and refuses it ({status}).',
      advice: 'Ask its operator whether this account may do that. Some servers answer so to a wrong password, too.',
    },
    de: {
      message: 'Der Server hat die Anfrage verstanden und lehnt sie ab ({status}).',
      advice: 'Fragen Sie den Betreiber, ob dieses Konto das darf. Manche Server antworten so auch auf ein falsches Kennwort.',
    },
  },
}, (status) => status === 403, undefined, unknownAccount);
