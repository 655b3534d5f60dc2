import { pendingOf } from '../request-pending.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 14.1: both sides changed the session at once; 491, and each tries again after a time of its own. */
export const glare: Rule = {
  name: 'glare',
  severity: 'info',
  section: 'RFC 3261 14.1',
  texts: {
    en: {
      message: 'Both sides wanted to change the session at the same moment (491); it was tried again, and worked.',
      advice: 'Nothing to do. If it comes often, one side sends re-INVITEs without need.',
    },
    de: {
      message: 'Beide Seiten wollten die Sitzung im selben Moment ändern (491); der nächste Versuch gelang.',
      advice: 'Nichts zu tun. Kommt es oft vor, sendet eine Seite unnötig Re-INVITEs.',
    },
  },
  find(call) {
    const pending = pendingOf(call);
    return pending?.triedAgain ? { seq: pending.response.seq } : undefined;
  },
};
