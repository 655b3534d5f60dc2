import { headerOf, statusText } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 6665 4.2.2: 481 to a NOTIFY ends the subscription. */
export const notifyRefused: Rule = {
  name: 'notify-refused',
  severity: 'warning',
  section: 'RFC 6665 4.2.2',
  texts: {
    en: {
      message: 'A notification about "{event}" was refused ({status}): its receiver knows no such subscription.',
      advice: 'The receiver was restarted, or the NOTIFY came before the answer to SUBSCRIBE was understood. It has to subscribe anew.',
    },
    de: {
      message: 'Eine Nachricht über „{event}“ wurde abgelehnt ({status}): Ihr Empfänger kennt kein solches Abonnement.',
      advice: 'Der Empfänger wurde neu gestartet, oder das NOTIFY kam, ehe die Antwort auf SUBSCRIBE verstanden war. Er muss neu abonnieren.',
    },
  },
  find({ transactions }) {
    const refused = transactions.find(({ request, responses }) => request.method === 'NOTIFY' && responses.some(({ status }) => status === 481));
    const response = refused?.responses.find(({ status }) => status === 481);
    return refused && response && { seq: response.seq, params: { event: headerOf(refused.request, 'event') ?? '?', status: statusText(response) } };
  },
};
