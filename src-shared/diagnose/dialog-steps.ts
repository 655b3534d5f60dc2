/** Landmarks of a call: when it was answered, and when it ended. */
import type { TracedMessage } from '../model.ts';
import type { CallTrace, TracedTransaction } from './call-trace.ts';

/** The first 2xx to an INVITE; undefined when nobody answered. */
export function answerOf(call: CallTrace): TracedMessage | undefined {
  return call.messages.find(({ method, status }) => method === 'INVITE' && isSuccess(status));
}

/** The first BYE; undefined while the call goes on. */
export function byeOf(call: CallTrace): TracedMessage | undefined {
  return call.messages.find(({ method, status }) => method === 'BYE' && status === undefined);
}

/** From the answer to the BYE, or to the last message; 0 when nobody answered. */
export function talkMsOf(call: CallTrace): number {
  const answer = answerOf(call);
  const end = byeOf(call) ?? call.messages.at(-1);
  return answer && end ? end.atMs - answer.atMs : 0;
}

export function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}

/** RFC 3261 12.2: a request within a dialog has a To tag. */
export function isReInvite({ request }: TracedTransaction): boolean {
  return request.method === 'INVITE' && request.toTag !== '';
}

/** The offer and the answer that the call began with, when INVITE and 2xx have them (RFC 3264 4). */
export function firstAgreementOf(call: CallTrace): { offer: TracedMessage; answer: TracedMessage } | undefined {
  for (const { request, responses } of call.transactions) {
    const answer = responses.find(({ status, hasSdp }) => isSuccess(status) && hasSdp);
    if (request.method === 'INVITE' && request.hasSdp && answer) return { offer: request, answer };
  }
  return undefined;
}
