/** 491 and what followed it (RFC 3261 14.1). */
import type { TracedMessage } from '../model.ts';
import type { CallTrace } from './call-trace.ts';
import { sourceOf } from './call-trace.ts';
import { isSuccess } from './dialog-steps.ts';

export function pendingOf(call: CallTrace): { response: TracedMessage; triedAgain: boolean } | undefined {
  for (const { request, responses } of call.transactions) {
    const response = responses.find(({ status }) => status === 491);
    if (!response) continue;
    const triedAgain = call.transactions.some((later) => later.request.seq > response.seq && later.request.method === request.method
      && sourceOf(later.request) === sourceOf(request) && later.responses.some(({ status }) => isSuccess(status)));
    return { response, triedAgain };
  }
  return undefined;
}
