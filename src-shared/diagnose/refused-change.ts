/** A re-INVITE that was refused, and whether the call survived it. */
import type { TracedMessage } from '../model.ts';
import type { CallTrace } from './call-trace.ts';
import { isReInvite } from './dialog-steps.ts';

/** Challenges, glare and too short an interval are answered by another try. */
const NO_REFUSAL = [401, 407, 422, 491];
const ENDS_DIALOG = [408, 481];
/** A BYE that comes so soon comes for that. */
const SOON_MS = 2_000;

export function refusedChangeOf(call: CallTrace): { response: TracedMessage; isLost: boolean } | undefined {
  for (const transaction of call.transactions) {
    if (!isReInvite(transaction)) continue;
    const response = transaction.responses.find(({ status = 0 }) => status >= 300 && !NO_REFUSAL.includes(status));
    if (!response) continue;
    const bye = call.messages.find(({ method, status, seq }) => method === 'BYE' && status === undefined && seq > response.seq);
    const isSoon = bye !== undefined && bye.atMs - response.atMs <= SOON_MS;
    return { response, isLost: ENDS_DIALOG.includes(response.status ?? 0) || isSoon };
  }
  return undefined;
}
