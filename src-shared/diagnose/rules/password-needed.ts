import { challengesOf } from '../credentials.ts';
import type { Rule } from '../types.ts';
import { wrongRealm } from './wrong-realm.ts';

/** RFC 3261 22.2: challenged, and no credentials followed. */
export const passwordNeeded: Rule = {
  name: 'password-needed',
  severity: 'error',
  section: 'RFC 3261 22.2',
  texts: {
    en: {
      message: 'The server {realm} asks for a password, and none was given.',
      advice: 'Give the account a password, or call through the account that belongs to this server.',
    },
    de: {
      message: 'Der Server {realm} verlangt ein Kennwort, und es wurde keines genannt.',
      advice: 'Tragen Sie im Konto ein Kennwort ein oder rufen Sie über das Konto an, das zu diesem Server gehört.',
    },
  },
  find(call) {
    if (call.failure?.status !== 401 && call.failure?.status !== 407) return undefined;
    if (wrongRealm.find(call)) return undefined;
    const challenges = challengesOf(call);
    if (challenges.some((challenge) => challenge.user !== undefined)) return undefined;
    const last = challenges.at(-1);
    return last && { seq: last.response.seq, params: { realm: last.realm } };
  },
};
