import { headerOf } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 6665 4.2.1.3, 8.3.2. */
export const eventRefused: Rule = {
  name: 'event-refused',
  severity: 'error',
  section: 'RFC 6665 8.3.2',
  texts: {
    en: {
      message: 'The other side does not offer the event "{event}". It offers: {offered}.',
      advice: 'Presence and busy lamps need a server that has them: switch them on there, or switch the subscription off here.',
    },
    de: {
      message: 'Die Gegenseite bietet das Ereignis „{event}“ nicht an. Sie bietet: {offered}.',
      advice: 'Anwesenheit und Besetztlampen braucht der Server: Schalten Sie sie dort ein oder das Abonnement hier aus.',
    },
  },
  find({ transactions }) {
    const refused = transactions.find(({ responses }) => responses.some(({ status }) => status === 489));
    const response = refused?.responses.find(({ status }) => status === 489);
    if (!refused || !response) return undefined;
    return { seq: response.seq, params: { event: headerOf(refused.request, 'event') ?? '?', offered: headerOf(response, 'allow-events') ?? '?' } };
  },
};
