import { challengesOf } from '../credentials.ts';
import type { Rule } from '../types.ts';

/** Once more than a person who corrects a typing error would. */
const ENOUGH = 3;

/** RFC 3261 22.1: the same credentials are not to be tried again and again. */
export const authLoop: Rule = {
  name: 'auth-loop',
  severity: 'error',
  section: 'RFC 3261 22.1',
  texts: {
    en: {
      message: '{realm} asked for the password {times} times, and got it each time: the two never come to an end.',
      advice: 'Correct the password of the account. If it is right, the server and this side compute the answer differently: compare algorithm, qop and the URI in the Authorization field.',
    },
    de: {
      message: '{realm} hat {times}-mal nach dem Kennwort gefragt und es jedes Mal bekommen: Beide kommen zu keinem Ende.',
      advice: 'Berichtigen Sie das Kennwort des Kontos. Stimmt es, rechnen Server und diese Seite verschieden: Vergleichen Sie algorithm, qop und die URI im Authorization-Feld.',
    },
  },
  find(call) {
    if (call.failure?.status !== 401 && call.failure?.status !== 407) return undefined;
    const answered = challengesOf(call).filter(({ user, stale }) => user !== undefined && !stale);
    const last = answered.at(-1);
    return last && answered.length >= ENOUGH ? { seq: last.response.seq, params: { realm: last.realm, times: answered.length } } : undefined;
  },
};
