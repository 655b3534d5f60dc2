/** Requests that nothing came back to. */
import type { CallTrace, TracedTransaction } from './call-trace.ts';

/** Sent three times: 500 ms and 1500 ms after the first (RFC 3261 17.1.1.2, 17.1.2.2). */
const ENOUGH_REPEATS = 2;
/** Over TCP nothing is repeated; then the silence that follows in the trace tells. */
const SILENCE_MS = 8_000;

/** BYE and the branches of a call that was answered elsewhere are another matter. */
export function unansweredOf(call: CallTrace, wanted = (method: string): boolean => method !== 'BYE'): TracedTransaction | undefined {
  const endedAtMs = call.messages.at(-1)?.atMs ?? 0;
  const wasAnswered = call.messages.some(({ method, status = 0 }) => method === 'INVITE' && status >= 200 && status < 300);
  return call.transactions.find(({ request, repeats, responses }) => {
    if (request.method === 'ACK' || request.method === '' || !wanted(request.method) || responses.length > 0) return false;
    // A phone that a forking proxy has not reached, while another one took the call.
    if (wasAnswered && ['INVITE', 'CANCEL'].includes(request.method) && request.toTag === '') return false;
    return repeats.length >= ENOUGH_REPEATS || endedAtMs - request.atMs > SILENCE_MS;
  });
}
