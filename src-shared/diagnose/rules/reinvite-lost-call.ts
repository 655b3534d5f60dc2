import { statusText } from '../message-text.ts';
import { refusedChangeOf } from '../refused-change.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 12.2.1.2: 408 and 481 to a request within a dialog end it. */
export const reinviteLostCall: Rule = {
  name: 'reinvite-lost-call',
  severity: 'error',
  section: 'RFC 3261 12.2.1.2',
  texts: {
    en: {
      message: 'A change of the session (re-INVITE) was refused ({status}), and the call was lost with it.',
      advice: 'With 481 or 408 the other side, or a server between, has lost the call before. Otherwise do without the change: no hold by re-INVITE, no session timer.',
    },
    de: {
      message: 'Eine Änderung der Sitzung (Re-INVITE) wurde abgelehnt ({status}), und damit ging das Gespräch verloren.',
      advice: 'Bei 481 oder 408 hatte die Gegenseite oder ein Server dazwischen das Gespräch schon verloren. Sonst verzichten Sie auf die Änderung: kein Halten per Re-INVITE, kein Sitzungs-Zeitgeber.',
    },
  },
  find(call) {
    const refusal = refusedChangeOf(call);
    return refusal?.isLost ? { seq: refusal.response.seq, params: { status: statusText(refusal.response) } } : undefined;
  },
};
