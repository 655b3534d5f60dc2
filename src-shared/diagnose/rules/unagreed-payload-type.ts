import { oneWayFor } from '../one-way-reason.ts';
import type { Rule } from '../types.ts';

/** RFC 3264 6.1: only what was agreed may be sent; a receiver ignores other payload types (RFC 3550 5.1). */
export const unagreedPayloadType: Rule = {
  name: 'unagreed-payload-type',
  severity: 'error',
  section: 'RFC 3264 6.1',
  texts: {
    en: {
      message: 'The other side sends payload type {payloadType}, which was not agreed: nothing of it can be heard.',
      advice: 'Compare the numbers in the m= lines of offer and answer. The other side, or a server between, uses a codec that this answer does not have: allow one codec only, and try again.',
    },
    de: {
      message: 'Die Gegenseite sendet Payload-Typ {payloadType}, der nicht vereinbart ist: Davon ist nichts zu hören.',
      advice: 'Vergleichen Sie die Nummern in den m=-Zeilen von Angebot und Antwort. Die Gegenseite oder ein Server dazwischen benutzt einen Codec, den die Antwort nicht enthält: Erlauben Sie nur einen Codec und versuchen Sie es erneut.',
    },
  },
  find: (call) => oneWayFor(call, 'payload-type'),
};
