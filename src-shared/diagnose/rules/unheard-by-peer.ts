import { oneWayFor } from '../one-way-reason.ts';
import type { Rule } from '../types.ts';

/** RFC 3550 6.4.2: whoever hears a source has a report block about it. */
export const unheardByPeer: Rule = {
  name: 'unheard-by-peer',
  severity: 'error',
  section: 'RFC 3550 6.4.2',
  texts: {
    en: {
      message: 'The other side reports that none of our sound arrives: {sent} packets went to {address}.',
      advice: 'A firewall or NAT between may drop it on its way. Look at the address in the other side\'s session description, and whether it can be reached from {local}.',
    },
    de: {
      message: 'Die Gegenseite meldet, dass von unserem Ton nichts ankommt: {sent} Pakete gingen an {address}.',
      advice: 'Unterwegs verwirft ihn vielleicht eine Firewall oder ein NAT. Prüfen Sie die Adresse in der Sitzungsbeschreibung der Gegenseite und ob sie von {local} aus erreichbar ist.',
    },
  },
  find: (call) => oneWayFor(call, 'peer-hears-nothing'),
};
