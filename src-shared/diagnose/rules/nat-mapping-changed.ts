import { endpointText } from '../../endpoint-text.ts';
import { topViaOf } from '../../sip/typed-headers.ts';
import { messageOf } from '../message-text.ts';
import type { Rule } from '../types.ts';
import { algMeddling } from './alg-meddling.ts';

/** RFC 3581 4: received and rport in the Via of a response say how the NAT in between shows us. */
export const natMappingChanged: Rule = {
  name: 'nat-mapping-changed',
  severity: 'warning',
  section: 'RFC 3581 4',
  texts: {
    en: {
      message: 'The NAT on the way changed its mapping: {via} was seen as {before}, and now as {after}. What is sent to the old address is lost.',
      advice: 'Send keep-alives more often than the NAT forgets (every 25 s), or use TCP; register again after each change.',
    },
    de: {
      message: 'Das NAT unterwegs hat seine Zuordnung geändert: {via} war als {before} zu sehen, jetzt als {after}. Was an die alte Adresse geht, ist verloren.',
      advice: 'Senden Sie Keep-Alives öfter, als das NAT vergisst (alle 25 s), oder nehmen Sie TCP; melden Sie nach jedem Wechsel neu an.',
    },
  },
  find(call) {
    // A router that rewrites messages leaves other traces of itself in Via.
    const transactions = algMeddling.find(call) ? [] : call.transactions;
    const seenAs = new Map<string, string>();
    for (const { request, responses } of transactions) {
      const response = responses.find(({ status = 0 }) => status >= 200);
      const message = response && messageOf(response);
      const via = message && topViaOf(message);
      const port = via?.parameters.get('rport');
      if (!response || !via || request.transport !== 'udp' || !port) continue;
      const sentBy = endpointText({ address: via.host, port: via.port ?? 5060 });
      const after = endpointText({ address: via.parameters.get('received') ?? via.host, port: Number(port) });
      const before = seenAs.get(sentBy);
      if (before !== undefined && before !== after) return { seq: response.seq, params: { via: sentBy, before, after } };
      seenAs.set(sentBy, after);
    }
    return undefined;
  },
};
