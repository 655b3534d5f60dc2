import { numberOf } from '../../sip/typed-headers.ts';
import { messageOf, statusText } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 21.5; Retry-After: 20.33. */
export const serverError: Rule = {
  name: 'server-error',
  severity: 'error',
  section: 'RFC 3261 21.5',
  texts: {
    en: { message: 'The server failed ({status}).', advice: 'Try again {when}. If it goes on, tell the operator of the server.' },
    de: { message: 'Der Server hat versagt ({status}).', advice: 'Versuchen Sie es {wann} noch einmal. Bleibt es dabei, sagen Sie es dem Betreiber.' },
  },
  find({ failure }) {
    const status = failure?.status ?? 0;
    if (!failure || status < 500 || status > 599) return undefined;
    const message = messageOf(failure);
    const retryAfterS = message && numberOf(message, 'retry-after');
    const when = retryAfterS === undefined ? { when: 'later', wann: 'später' } : { when: `in ${retryAfterS} s`, wann: `in ${retryAfterS} s` };
    return { seq: failure.seq, params: { status: statusText(failure), ...when } };
  },
};
