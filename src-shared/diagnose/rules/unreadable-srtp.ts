import { oneWayFor } from '../one-way-reason.ts';
import type { Rule } from '../types.ts';

/** RFC 3711 3.3: what does not authenticate is discarded. */
export const unreadableSrtp: Rule = {
  name: 'unreadable-srtp',
  severity: 'error',
  section: 'RFC 3711 3.3',
  texts: {
    en: {
      message: 'Encrypted sound arrives that cannot be read: it was not made with the key that was agreed.',
      advice: 'A server that changed the description on its way, or an older key after a re-INVITE, does this. Compare the a=crypto lines that both sides see; try once without SRTP.',
    },
    de: {
      message: 'Verschlüsselter Ton kommt an und lässt sich nicht lesen: Er wurde nicht mit dem vereinbarten Schlüssel gemacht.',
      advice: 'Das kommt vor, wenn ein Server die Beschreibung unterwegs ändert oder nach einem Re-INVITE ein alter Schlüssel gilt. Vergleichen Sie die a=crypto-Zeilen beider Seiten; versuchen Sie es einmal ohne SRTP.',
    },
  },
  find: (call) => oneWayFor(call, 'srtp-not-authentic'),
};
