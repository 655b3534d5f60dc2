import { firstAgreementOf } from '../dialog-steps.ts';
import { leadsIntoGroup, soundAddressOf } from '../group-offer.ts';
import type { Rule } from '../types.ts';

/** RFC 3264 6.2: address and port of the answer MUST be those of the offer. */
export const multicastMisunderstood: Rule = {
  name: 'multicast-misunderstood',
  severity: 'error',
  section: 'RFC 3264 6.2',
  texts: {
    en: {
      message: 'The call was to lead into a session on the group {group}; the answer names {address} in its place.',
      advice: 'The other phone took it for a call between two: it would hear nothing of the session, and nobody there would hear it. Call it without a session, or let it join the group by other means.',
    },
    de: {
      message: 'Der Anruf sollte in eine Sitzung auf der Gruppe {group} führen; die Antwort nennt stattdessen {address}.',
      advice: 'Das andere Telefon hielt ihn für einen Anruf zu zweit: Es hörte von der Sitzung nichts, und dort hörte es niemand. Rufen Sie es ohne Sitzung an, oder lassen Sie es der Gruppe auf anderem Weg beitreten.',
    },
  },
  find(call) {
    const agreed = firstAgreementOf(call);
    if (!agreed || !leadsIntoGroup(agreed.offer)) return undefined;
    const address = soundAddressOf(agreed.answer);
    const group = soundAddressOf(agreed.offer) ?? '';
    return address === undefined || address === group ? undefined : { seq: agreed.answer.seq, params: { group, address } };
  },
};
