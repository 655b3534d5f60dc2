import { firstContactUriOf } from '../../sip/typed-headers.ts';
import { isUnroutableFrom } from '../../sip/unroutable.ts';
import { hostOf } from '../../sip/uri.ts';
import { sourceOf, targetOf } from '../call-trace.ts';
import { isSuccess } from '../dialog-steps.ts';
import { messageOf } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 8.1.1.8: Contact says where later requests of the dialog are to go. */
export const privateContact: Rule = {
  name: 'private-contact',
  severity: 'warning',
  section: 'RFC 3261 8.1.1.8',
  texts: {
    en: {
      message: '{source} names {contact} as its Contact: a private address that does not exist where this message came from. Later requests (ACK, BYE) go nowhere.',
      advice: 'That side is behind a NAT and does not know it: it needs its public address there (STUN, or the setting of that device), or a proxy that record-routes.',
    },
    de: {
      message: '{source} nennt {contact} als Contact: eine private Adresse, die es dort, woher diese Nachricht kam, nicht gibt. Spätere Anfragen (ACK, BYE) gehen ins Leere.',
      advice: 'Jene Seite steht hinter einem NAT und weiß es nicht: Sie braucht dort ihre öffentliche Adresse (STUN oder die Einstellung des Geräts) oder einen Proxy mit Record-Route.',
    },
  },
  find({ messages }) {
    for (const traced of messages) {
      if (traced.method !== 'INVITE' || (traced.status !== undefined && !isSuccess(traced.status))) continue;
      const message = messageOf(traced);
      const contact = message && !message.headers.has('record-route') ? hostOf(firstContactUriOf(message) ?? '') : undefined;
      if (contact === undefined || !isUnroutableFrom(sourceOf(traced), contact) || !isUnroutableFrom(targetOf(traced), contact)) continue;
      return { seq: traced.seq, params: { source: sourceOf(traced), contact } };
    }
    return undefined;
  },
};
