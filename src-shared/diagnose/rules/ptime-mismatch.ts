import { attributeValue } from '../../sdp/attributes.ts';
import type { SdpMedia } from '../../sdp/types.ts';
import { firstAgreementOf } from '../dialog-steps.ts';
import { audioOf } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 8866 6.4: ptime is a wish, maxptime a limit; some phones bear no other packet length than their own. */
export const ptimeMismatch: Rule = {
  name: 'ptime-mismatch',
  severity: 'warning',
  section: 'RFC 8866 6.4',
  texts: {
    en: {
      message: 'The two sides want packets of different length: {offered} ms and {answered} ms. Some phones make gaps or crackling of that.',
      advice: 'Set the same packet time on both sides; 20 ms works everywhere.',
    },
    de: {
      message: 'Beide Seiten wollen verschieden lange Pakete: {offered} ms und {answered} ms. Manche Telefone machen daraus Lücken oder Knacken.',
      advice: 'Stellen Sie auf beiden Seiten dieselbe Paketdauer ein; 20 ms gehen überall.',
    },
  },
  find(call) {
    const agreed = firstAgreementOf(call);
    const [offer, answer] = [agreed && audioOf(agreed.offer), agreed && audioOf(agreed.answer)];
    const [offered, answered] = [offer && packetMs(offer), answer && packetMs(answer)];
    if (!agreed || offered === undefined || answered === undefined || offered === answered) return undefined;
    return { seq: agreed.answer.seq, params: { offered, answered } };
  },
};

function packetMs({ attributes }: SdpMedia): number | undefined {
  const value = Number(attributeValue(attributes, 'ptime'));
  return value > 0 ? value : undefined;
}
