/** Requests that nothing came back to. */
import type { CallTrace, TracedTransaction } from './call-trace.ts';

/** Sent three times: 500 ms and 1500 ms after the first (RFC 3261 17.1.1.2, 17.1.2.2). */
const ENOUGH_REPEATS = 2;
/** Over TCP nothing is repeated; then the silence that follows in the trace tells. */
const SILENCE_MS = 8_000;

export function unansweredOf(call: CallTrace): TracedTransaction | undefined {
  const endedAtMs = call.messages.at(-1)?.atMs ?? 0;
  return call.transactions.find(({ request, repeats, responses }) => {
    if (request.method === 'ACK' || request.method === '' || responses.length > 0) return false;
    return repeats.length >= ENOUGH_REPEATS || endedAtMs - request.atMs > SILENCE_MS;
  });
}
