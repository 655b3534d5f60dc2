import { challengesOf } from '../credentials.ts';
import type { Rule } from '../types.ts';

const ENOUGH = 3;

/** RFC 7616 3.3: stale=true says that only the nonce was too old, so the client tries again at once. */
export const staleNonceStorm: Rule = {
  name: 'stale-nonce-storm',
  severity: 'error',
  section: 'RFC 7616 3.3',
  texts: {
    en: {
      message: 'The server rejected {times} fresh nonces in a row as too old (stale=true).',
      advice: 'The clocks or the nonce secrets of the machines behind this address differ, or each answer goes to another one: tell the operator. A single proxy address instead of the name helps until then.',
    },
    de: {
      message: 'Der Server hat {times} frische Nonces hintereinander als zu alt abgewiesen (stale=true).',
      advice: 'Uhren oder Nonce-Geheimnisse der Rechner hinter dieser Adresse weichen ab, oder jede Antwort trifft einen anderen: Sagen Sie es dem Betreiber. Bis dahin hilft eine feste Proxy-Adresse statt des Namens.',
    },
  },
  find(call) {
    const finals = call.transactions.flatMap(({ responses }) => responses.filter(({ status = 0, method }) => status >= 200 && method !== 'ACK').slice(0, 1));
    const stale = new Map(challengesOf(call).filter((challenge) => challenge.stale && challenge.user !== undefined).map(({ response }) => [response.seq, response]));
    let inARow = 0;
    for (const { seq } of finals) {
      inARow = stale.has(seq) ? inARow + 1 : 0;
      if (inARow >= ENOUGH) return { seq, params: { times: inARow } };
    }
    return undefined;
  },
};
