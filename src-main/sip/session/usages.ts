/** Other usages of the session's dialog (RFC 5057): the subscription that a REFER makes lives in it too, and may outlive the
 *  session. A transferor hangs up and still hears how the transfer went. */
import type { SessionRecord } from './record.ts';

/** Requests that belong to a subscription. What becomes of them is no news to the session, and its end none to them. */
const OF_SUBSCRIPTIONS: ReadonlySet<string> = new Set(['NOTIFY', 'SUBSCRIBE']);

function isOfSubscription(method: string): boolean {
  return OF_SUBSCRIPTIONS.has(method);
}

/** RFC 5057 5.1: a 481 or a 408 to one of these ends that usage, or keeps it from beginning, and no other. */
export function isOfOtherUsage(method: string): boolean {
  return isOfSubscription(method) || method === 'REFER';
}

/** May a request of this method still be sent or heard when the session is over? */
export function outlivesSession(record: SessionRecord, method: string): boolean {
  return record.usages > 0 && isOfSubscription(method);
}
