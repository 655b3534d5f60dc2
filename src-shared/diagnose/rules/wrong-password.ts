import { challengesOf } from '../credentials.ts';
import type { Rule } from '../types.ts';
import { authLoop } from './auth-loop.ts';

/** RFC 3261 22.3: asked again after credentials were given, and not because the nonce was stale. */
export const wrongPassword: Rule = {
  name: 'wrong-password',
  severity: 'error',
  section: 'RFC 3261 22.3',
  texts: {
    en: {
      message: 'The server {realm} did not accept the password of user "{user}".',
      advice: 'Check user name, authentication name and password of the account.',
    },
    de: {
      message: 'Der Server {realm} hat das Kennwort des Benutzers „{user}“ nicht angenommen.',
      advice: 'Prüfen Sie Benutzername, Anmeldename und Kennwort des Kontos.',
    },
  },
  find(call) {
    if (call.failure?.status !== 401 && call.failure?.status !== 407) return undefined;
    if (authLoop.find(call)) return undefined;
    const rejected = challengesOf(call).find((challenge) => challenge.user !== undefined && !challenge.stale);
    return rejected && { seq: rejected.response.seq, params: { realm: rejected.realm, user: rejected.user ?? '' } };
  },
};
