import { statusText } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** Challenges and glare are answered by another try. */
const NO_REFUSAL = [401, 407, 491];

/** RFC 3311 5.2: whoever offers UPDATE in Allow has to take it; the session stays as it was. */
export const updateRefused: Rule = {
  name: 'update-refused',
  severity: 'warning',
  section: 'RFC 3311 5.2',
  texts: {
    en: {
      message: 'A change of the session (UPDATE) was refused ({status}); the call goes on as it was.',
      advice: 'If the call drops later, the session timer may depend on UPDATE: let it use re-INVITE, or correct Allow at the side that refuses.',
    },
    de: {
      message: 'Eine Änderung der Sitzung (UPDATE) wurde abgelehnt ({status}); das Gespräch geht weiter wie zuvor.',
      advice: 'Bricht es später ab, hängt der Sitzungs-Zeitgeber vielleicht an UPDATE: Lassen Sie ihn re-INVITE nehmen oder berichtigen Sie Allow auf der ablehnenden Seite.',
    },
  },
  find({ transactions }) {
    for (const { request, responses } of transactions) {
      const refusal = request.method === 'UPDATE' ? responses.find(({ status = 0 }) => status >= 300 && !NO_REFUSAL.includes(status)) : undefined;
      if (refusal) return { seq: refusal.seq, params: { status: statusText(refusal) } };
    }
    return undefined;
  },
};
