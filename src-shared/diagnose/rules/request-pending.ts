import { pendingOf } from '../request-pending.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 14.1: whoever gets 491 has to wait a moment and try again. */
export const requestPending: Rule = {
  name: 'request-pending',
  severity: 'warning',
  section: 'RFC 3261 14.1',
  texts: {
    en: {
      message: 'A change of the session ({method}) met another one that was under way (491), and was not tried again.',
      advice: 'Do it again by hand. The side that got 491 should have tried again after up to 4 seconds: that is a fault of its software.',
    },
    de: {
      message: 'Eine Änderung der Sitzung ({method}) traf auf eine andere, die gerade lief (491), und wurde nicht wiederholt.',
      advice: 'Wiederholen Sie sie von Hand. Wer 491 bekommt, müsste es nach höchstens 4 Sekunden selbst noch einmal versuchen: Das ist ein Fehler seiner Software.',
    },
  },
  find(call) {
    const pending = pendingOf(call);
    return pending && !pending.triedAgain ? { seq: pending.response.seq, params: { method: pending.response.method } } : undefined;
  },
};
