import type { TracedMessage } from '../../model.ts';
import { hasOptionTag, numberOf } from '../../sip/typed-headers.ts';
import { messageOf } from '../message-text.ts';
import type { Rule } from '../types.ts';

const ENOUGH_REPEATS = 3;

/** RFC 3262 3: a reliable provisional response is repeated until its PRACK comes; after 64*T1 the call is refused. */
export const missingPrack: Rule = {
  name: 'missing-prack',
  severity: 'error',
  section: 'RFC 3262 3',
  texts: {
    en: {
      message: '{status} asks to be confirmed (100rel), and no PRACK followed: it was repeated {repeats} times. The call will be refused after about 32 seconds.',
      advice: 'The caller does not send PRACK, or it goes to the wrong place: look at Contact and Record-Route of that answer.',
    },
    de: {
      message: '{status} will bestätigt werden (100rel), doch kein PRACK folgte: Es wurde {repeats}-mal wiederholt. Nach etwa 32 Sekunden wird der Anruf abgewiesen.',
      advice: 'Der Anrufer sendet kein PRACK, oder es geht an den falschen Ort: Sehen Sie sich Contact und Record-Route dieser Antwort an.',
    },
  },
  find({ transactions, messages }) {
    for (const { responses } of transactions) {
      const reliable = responses.find((response) => response.retransmissionOf === undefined && isReliable(response));
      if (!reliable) continue;
      const repeats = responses.filter((response) => response.retransmissionOf === reliable.seq).length;
      const confirmed = messages.some(({ method, seq }) => method === 'PRACK' && seq > reliable.seq);
      if (repeats >= ENOUGH_REPEATS && !confirmed) return { seq: reliable.seq, params: { status: reliable.status ?? 183, repeats } };
    }
    return undefined;
  },
};

/** RFC 3262 7.1: RSeq, and 100rel in Require. */
function isReliable(response: TracedMessage): boolean {
  if (response.status === undefined || response.status <= 100 || response.status >= 200) return false;
  const message = messageOf(response);
  if (!message || numberOf(message, 'rseq') === undefined) return false;
  return hasOptionTag(message, 'require', '100rel');
}
