import type { TracedMessage } from '../../model.ts';
import { messageOf, statusText } from '../message-text.ts';
import type { Rule } from '../types.ts';

const NO_REFUSAL = [401, 407];
const decoder = new TextDecoder();

/** RFC 3515 2.4.2 and 2.4.5: REFER was refused, or its NOTIFY tells that the new call has failed. */
export const transferFailed: Rule = {
  name: 'transfer-failed',
  severity: 'error',
  section: 'RFC 3515 2.4.5',
  texts: {
    en: {
      message: 'The transfer failed ({status}).',
      advice: 'The caller is still there: take the call back. With 4xx to REFER itself, the other side does not let itself be transferred.',
    },
    de: {
      message: 'Die Vermittlung ist gescheitert ({status}).',
      advice: 'Der Anrufer ist noch da: Holen Sie das Gespräch zurück. Ein 4xx auf REFER selbst heißt, dass die Gegenseite sich nicht vermitteln lässt.',
    },
  },
  find({ transactions }) {
    for (const { request, responses } of transactions) {
      const refusal = request.method === 'REFER' ? responses.find(({ status = 0 }) => status >= 300 && !NO_REFUSAL.includes(status)) : undefined;
      if (refusal) return { seq: refusal.seq, params: { status: statusText(refusal) } };
      const told = request.method === 'NOTIFY' ? failedFragment(request) : undefined;
      if (told !== undefined) return { seq: request.seq, params: { status: told } };
    }
    return undefined;
  },
};

/** The status line in a message/sipfrag (RFC 3420), where it is a refusal: `486 Busy Here`. */
function failedFragment(notify: TracedMessage): string | undefined {
  const message = messageOf(notify);
  if (!message || !/^message\/sipfrag\b/i.test(message.headers.first('content-type') ?? '')) return undefined;
  return /^SIP\/2\.0 +([3-6]\d\d\b[^\r\n]*)/i.exec(decoder.decode(message.body))?.[1];
}
