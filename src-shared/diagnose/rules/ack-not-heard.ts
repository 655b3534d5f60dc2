import { targetOf } from '../call-trace.ts';
import { repeatedSuccessOf } from '../repeated-success.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 13.2.2.4: the ACK goes to the Contact of the 2xx through its route set, not to where the 2xx came from. */
export const ackNotHeard: Rule = {
  name: 'ack-not-heard',
  severity: 'error',
  section: 'RFC 3261 13.2.2.4',
  texts: {
    en: {
      message: 'ACK was sent to {target}, but the answer was still repeated {repeats} times: the ACK does not arrive. The call will drop after about 32 seconds.',
      advice: 'The Contact of the answer probably names an address that cannot be reached from here (a private one behind NAT). Correct it there, or let the proxy record-route.',
    },
    de: {
      message: 'ACK ging an {target}, doch die Antwort wurde weiter wiederholt ({repeats}-mal): Das ACK kommt nicht an. Nach etwa 32 Sekunden bricht das Gespräch ab.',
      advice: 'Der Contact der Antwort nennt vermutlich eine Adresse, die von hier nicht erreichbar ist (eine private hinter NAT). Berichtigen Sie sie dort oder lassen Sie den Proxy Record-Route setzen.',
    },
  },
  find(call) {
    const found = repeatedSuccessOf(call);
    return found?.ack && { seq: found.ack.seq, params: { target: targetOf(found.ack), repeats: found.repeats } };
  },
};
