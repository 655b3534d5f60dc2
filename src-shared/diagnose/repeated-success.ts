/** A 2xx to an INVITE that came again and again (RFC 3261 13.3.1.4). */
import type { TracedMessage } from '../model.ts';
import type { CallTrace } from './call-trace.ts';
import { sourceOf } from './call-trace.ts';
import { isSuccess } from './dialog-steps.ts';

const ENOUGH_REPEATS = 3;

interface RepeatedSuccess {
  success: TracedMessage;
  repeats: number;
  /** The last ACK that went the other way for it. */
  ack: TracedMessage | undefined;
}

export function repeatedSuccessOf(call: CallTrace): RepeatedSuccess | undefined {
  for (const { request, responses } of call.transactions) {
    if (request.method !== 'INVITE') continue;
    const success = responses.find(({ status, retransmissionOf }) => isSuccess(status) && retransmissionOf === undefined);
    const repeats = responses.filter((response) => response.retransmissionOf === success?.seq).length;
    if (!success || repeats < ENOUGH_REPEATS) continue;
    const ack = call.messages.findLast((message) => message.method === 'ACK' && message.cseq === success.cseq && sourceOf(message) !== sourceOf(success));
    return { success, repeats, ack };
  }
  return undefined;
}
