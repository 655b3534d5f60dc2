import { utf8Bytes } from '../../sip/bytes.ts';
import type { Rule } from '../types.ts';
import { unansweredOf } from '../unanswered.ts';

const LIMIT_BYTES = 1300;

/** RFC 3261 18.1.1: a request within 200 bytes of the path MTU, or above 1300 bytes, has to go over TCP. */
export const oversizedRequest: Rule = {
  name: 'oversized-request',
  severity: 'error',
  section: 'RFC 3261 18.1.1',
  texts: {
    en: {
      message: '{method} has {bytes} bytes, too many for one UDP packet, and was not answered: fragments are often dropped on the way.',
      advice: 'Use TCP for this account, or make the request smaller: fewer codecs, no long headers.',
    },
    de: {
      message: '{method} hat {bytes} Byte, zu viel für ein UDP-Paket, und blieb ohne Antwort: Bruchstücke gehen unterwegs oft verloren.',
      advice: 'Stellen Sie das Konto auf TCP um oder verkleinern Sie die Anfrage: weniger Codecs, keine langen Kopfzeilen.',
    },
  },
  find(call) {
    const request = unansweredOf(call)?.request;
    if (request?.transport !== 'udp') return undefined;
    const bytes = utf8Bytes(request.raw).length;
    return bytes > LIMIT_BYTES ? { seq: request.seq, params: { method: request.method, bytes } } : undefined;
  },
};
