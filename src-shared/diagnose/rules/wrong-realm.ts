import { challengesOf } from '../credentials.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 22.1: credentials belong to one realm (protection domain), and are of no use in another. */
export const wrongRealm: Rule = {
  name: 'wrong-realm',
  severity: 'error',
  section: 'RFC 3261 22.1',
  texts: {
    en: {
      message: 'The password was given for the realm "{given}", and the server asks for the realm "{realm}".',
      advice: 'Take the fixed realm out of the account, or correct it; the server names its own in each challenge.',
    },
    de: {
      message: 'Das Kennwort galt dem Realm „{given}“, der Server fragt aber für den Realm „{realm}“.',
      advice: 'Nehmen Sie den festen Realm aus dem Konto oder berichtigen Sie ihn; der Server nennt seinen in jeder Anfrage.',
    },
  },
  find(call) {
    if (call.failure?.status !== 401 && call.failure?.status !== 407) return undefined;
    const challenges = challengesOf(call);
    const asked = challenges.map(({ realm }) => realm);
    const last = challenges.at(-1);
    const given = last?.user === undefined ? last?.givenRealms.find((realm) => !asked.includes(realm)) : undefined;
    return last && given !== undefined ? { seq: last.response.seq, params: { given, realm: last.realm } } : undefined;
  },
};
