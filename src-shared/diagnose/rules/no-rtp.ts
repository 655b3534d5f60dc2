import { firstAgreementOf, talkMsOf } from '../dialog-steps.ts';
import { leadsIntoGroup } from '../group-offer.ts';
import { isOneWayByWish } from '../sound-ways.ts';
import type { Rule } from '../types.ts';

const ENOUGH_MS = 2_000;

/** RFC 3264 8: after offer and answer both sides may send at once. */
export const noRtp: Rule = {
  name: 'no-rtp',
  severity: 'error',
  section: 'RFC 3264 8',
  texts: {
    en: {
      message: 'Both sides agreed on sound, the call went on for {seconds} s, and not one packet of sound was seen.',
      advice: 'Neither side sends, or the sound takes a way that is not seen here. Compare the c= and m= lines with the addresses of the phones; look for a firewall that lets SIP through only.',
    },
    de: {
      message: 'Beide Seiten hatten Ton vereinbart, das Gespräch dauerte {seconds} s, und kein einziges Tonpaket war zu sehen.',
      advice: 'Keine Seite sendet, oder der Ton nimmt einen Weg, der hier nicht zu sehen ist. Vergleichen Sie die c=- und m=-Zeilen mit den Adressen der Telefone; suchen Sie eine Firewall, die nur SIP durchlässt.',
    },
  },
  find(call) {
    const agreed = firstAgreementOf(call);
    const talkMs = talkMsOf(call);
    const isSilent = call.media.every(({ stats }) => stats !== undefined && stats.sent === 0 && stats.received === 0);
    // Without any sound in the trace nobody has looked for it: a capture of the signalling only.
    if (!agreed || !call.traceHasMedia || !isSilent || talkMs < ENOUGH_MS || isOneWayByWish(call) || leadsIntoGroup(agreed.offer)) return undefined;
    return { seq: agreed.answer.seq, params: { seconds: Math.round(talkMs / 1000) } };
  },
};
