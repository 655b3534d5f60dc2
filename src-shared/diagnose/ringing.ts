import type { TracedMessage } from '../model.ts';

/** Any provisional response but 100, which says nothing of the other side (RFC 3261 21.1). */
export function hasRung(messages: readonly TracedMessage[]): boolean {
  return messages.some(({ method, status = 0 }) => method === 'INVITE' && status > 100 && status < 200);
}
