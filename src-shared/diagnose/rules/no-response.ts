import { targetOf } from '../call-trace.ts';
import type { Rule } from '../types.ts';
import { unansweredOf } from '../unanswered.ts';
import { oversizedRequest } from './oversized-request.ts';
import { refused } from './refused.ts';

/** RFC 3261 17.1.1.2: nothing at all came back until timer B or F. */
export const noResponse: Rule = {
  name: 'no-response',
  severity: 'error',
  section: 'RFC 3261 17.1.1.2',
  texts: {
    en: {
      message: '{method} was sent to {peer} {times} times over {transport} and nothing came back.',
      advice: 'Check address and port, that the other side is running, and that no firewall stands between. Try TCP.',
    },
    de: {
      message: '{method} ging {times}-mal über {transport} an {peer}, und nichts kam zurück.',
      advice: 'Prüfen Sie Adresse und Port, ob die Gegenseite läuft und ob eine Firewall dazwischensteht. Versuchen Sie es mit TCP.',
    },
  },
  find(call) {
    // What waited in vain is told of: by its cause, or by the proxy that says so.
    if (refused.find(call) || oversizedRequest.find(call) || call.failure?.status === 408) return undefined;
    const found = unansweredOf(call);
    if (!found) return undefined;
    const { request, repeats } = found;
    const params = { method: request.method, peer: targetOf(request), times: repeats.length + 1, transport: request.transport.toUpperCase() };
    return { seq: request.seq, params };
  },
};
