import { statusRule } from '../status-rule.ts';

const STATUSES = [408, 480, 487];

/** RFC 3261 21.4.9, 21.4.18, 21.4.25 (the answer to an INVITE that was cancelled). */
export const noAnswer = statusRule({
  name: 'no-answer',
  severity: 'info',
  section: 'RFC 3261 21.4.18',
  texts: {
    en: { message: 'Nobody took the call ({status}).', advice: 'Ring longer, or check that a phone is registered at that address.' },
    de: { message: 'Niemand hat den Anruf angenommen ({status}).', advice: 'Lassen Sie länger klingeln oder prüfen Sie, ob unter dieser Adresse ein Telefon angemeldet ist.' },
  },
}, (status) => STATUSES.includes(status));
