import { statusText } from '../message-text.ts';
import { refusedChangeOf } from '../refused-change.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 14.1: a re-INVITE that is refused leaves the session as it was. */
export const reinviteRefused: Rule = {
  name: 'reinvite-refused',
  severity: 'warning',
  section: 'RFC 3261 14.1',
  texts: {
    en: {
      message: 'A change of the session (re-INVITE, for hold or another codec) was refused ({status}); the call goes on as it was.',
      advice: 'The other side cannot do what was asked: hold by silence instead, or leave the codec as it is.',
    },
    de: {
      message: 'Eine Änderung der Sitzung (Re-INVITE, für Halten oder einen anderen Codec) wurde abgelehnt ({status}); das Gespräch geht weiter wie zuvor.',
      advice: 'Die Gegenseite kann nicht, was verlangt wurde: Halten Sie stumm, oder lassen Sie den Codec, wie er ist.',
    },
  },
  find(call) {
    const refusal = refusedChangeOf(call);
    return refusal && !refusal.isLost ? { seq: refusal.response.seq, params: { status: statusText(refusal.response) } } : undefined;
  },
};
