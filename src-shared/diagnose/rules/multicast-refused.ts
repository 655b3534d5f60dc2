import { warningsOf } from '../../sip/warning.ts';
import { messageOf, statusText } from '../message-text.ts';
import { leadsIntoGroup, soundAddressOf } from '../group-offer.ts';
import type { Rule } from '../types.ts';

const MULTICAST_NOT_AVAILABLE = 330;
const STATUSES = [488, 606];

/** RFC 3261 20.43, 330. */
export const multicastRefused: Rule = {
  name: 'multicast-refused',
  severity: 'error',
  section: 'RFC 3261 20.43',
  texts: {
    en: {
      message: 'The call was to lead into a session on the group {group}, and the other side cannot, or will not, go there ({status}).',
      advice: 'Its network may carry no multicast, its phone may know calls between two only, or the group is one that is not for sound (224.0.0.0/24). Look at the Warning of the answer.',
    },
    de: {
      message: 'Der Anruf sollte in eine Sitzung auf der Gruppe {group} führen; die Gegenseite kann oder will nicht dorthin ({status}).',
      advice: 'Vielleicht trägt ihr Netz kein Multicast, ihr Telefon kennt nur Anrufe zu zweit, oder die Gruppe ist nicht für Ton da (224.0.0.0/24). Sehen Sie die Warnung (Warning) der Antwort an.',
    },
  },
  find({ failure, messages }) {
    if (!failure || !STATUSES.includes(failure.status ?? 0)) return undefined;
    const offer = messages.findLast(({ method, status, hasSdp, seq }) => method === 'INVITE' && status === undefined && hasSdp && seq < failure.seq);
    if (!offer || !leadsIntoGroup(offer)) return undefined;
    const message = messageOf(failure);
    const codes = message ? warningsOf(message).map(({ code }) => code) : [];
    // Codecs that do not fit are another matter, with a group or without.
    if (codes.length > 0 && !codes.includes(MULTICAST_NOT_AVAILABLE)) return undefined;
    return { seq: failure.seq, params: { group: soundAddressOf(offer) ?? '', status: statusText(failure) } };
  },
};
