import { repeatedSuccessOf } from '../repeated-success.ts';
import type { Rule } from '../types.ts';
import { missingSuccess } from './missing-success.ts';

/** RFC 3261 13.3.1.4: a 2xx is repeated until its ACK comes; after 64*T1 the call is given up. */
export const missingAck: Rule = {
  name: 'missing-ack',
  severity: 'error',
  section: 'RFC 3261 13.3.1.4',
  texts: {
    en: {
      message: 'The call was answered, but no ACK followed: {status} was repeated {repeats} times. The call will drop after about 32 seconds.',
      advice: 'The caller does not send ACK, or it goes to the wrong place: look at Contact and Record-Route of the answer.',
    },
    de: {
      message: 'Der Anruf wurde angenommen, aber kein ACK folgte: {status} wurde {repeats}-mal wiederholt. Nach etwa 32 Sekunden bricht das Gespräch ab.',
      advice: 'Der Anrufer sendet kein ACK, oder es geht an den falschen Ort: Sehen Sie sich Contact und Record-Route der Antwort an.',
    },
  },
  find(call) {
    const found = repeatedSuccessOf(call);
    // What the caller has not heard it cannot acknowledge.
    if (!found || found.ack || missingSuccess.find(call)) return undefined;
    return { seq: found.success.seq, params: { status: found.success.status ?? 200, repeats: found.repeats } };
  },
};
