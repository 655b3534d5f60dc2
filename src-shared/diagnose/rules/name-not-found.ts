import { hostOf } from '../../sip/uri.ts';
import type { Rule } from '../types.ts';

const CODES = ['name-not-found', 'dns-failed'];

/** RFC 3263 4: nothing was sent, as no address was found to send it to. */
export const nameNotFound: Rule = {
  name: 'name-not-found',
  severity: 'error',
  section: 'RFC 3263 4',
  texts: {
    en: {
      message: 'The name of the server could not be turned into an address: DNS has no answer for {name}.',
      advice: 'Check the spelling of the domain and the connection to the name server; try the IP address in place of the name.',
    },
    de: {
      message: 'Der Name des Servers ließ sich in keine Adresse auflösen: DNS hat keine Antwort auf {name}.',
      advice: 'Prüfen Sie die Schreibweise der Domäne und die Verbindung zum Nameserver; versuchen Sie es mit der IP-Adresse statt des Namens.',
    },
  },
  find({ messages, errorCodes, callId, target }) {
    if (!errorCodes.some((code) => CODES.includes(code))) return undefined;
    const request = messages.find(({ status }) => status === undefined);
    return { seq: request?.seq ?? 0, params: { name: hostOf(request?.start.split(' ')[1] ?? target ?? '') ?? target ?? callId } };
  },
};
