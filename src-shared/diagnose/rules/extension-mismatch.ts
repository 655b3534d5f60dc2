import { tokensOf } from '../../sip/typed-headers.ts';
import { messageOf, statusText } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 8.1.3.5, 21.4.15, 21.4.16: one side requires an extension that the other does not speak or was not told of. */
export const extensionMismatch: Rule = {
  name: 'extension-mismatch',
  severity: 'error',
  section: 'RFC 3261 8.1.3.5',
  texts: {
    en: {
      message: 'The two sides do not agree on the extensions of SIP ({status}): {extensions}.',
      advice: 'With 420, do not require it there; with 421, switch it on here or stop requiring it there.',
    },
    de: {
      message: 'Beide Seiten sind sich über Erweiterungen von SIP nicht einig ({status}): {extensions}.',
      advice: 'Bei 420: dort nicht verlangen; bei 421: hier einschalten oder dort nicht mehr verlangen.',
    },
  },
  find({ failure }) {
    if (failure?.status !== 420 && failure?.status !== 421) return undefined;
    const message = messageOf(failure);
    const named = message ? tokensOf(message, failure.status === 420 ? 'unsupported' : 'require') : [];
    return { seq: failure.seq, params: { status: statusText(failure), extensions: named.join(', ') || '?' } };
  },
};
