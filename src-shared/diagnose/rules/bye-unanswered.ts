import { targetOf } from '../call-trace.ts';
import { unansweredOf } from '../unanswered.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 15.1.1: who sends BYE is done with the call, whether or not it is answered. */
export const byeUnanswered: Rule = {
  name: 'bye-unanswered',
  severity: 'warning',
  section: 'RFC 3261 15.1.1',
  texts: {
    en: {
      message: 'BYE was sent to {peer} {times} times and not answered: the other side may still believe that the call goes on.',
      advice: 'The other side is gone, or BYE goes to an address (its Contact) that cannot be reached. If calls stay open there, use session timers.',
    },
    de: {
      message: 'BYE ging {times}-mal an {peer} und blieb ohne Antwort: Die Gegenseite glaubt vielleicht, das Gespräch gehe weiter.',
      advice: 'Die Gegenseite ist weg, oder BYE geht an eine unerreichbare Adresse (ihren Contact). Bleiben dort Gespräche stehen, helfen Sitzungs-Zeitgeber.',
    },
  },
  find(call) {
    const found = unansweredOf(call, (method) => method === 'BYE');
    return found && { seq: found.request.seq, params: { peer: targetOf(found.request), times: found.repeats.length + 1 } };
  },
};
