/** How two messages belong together: that decides which differences between them the protocol demands. */
import type { TracedMessage } from '../model.ts';

export type Relation =
  /** The same message again, the same way: every byte has to be the same (RFC 3261 17.1.1.2). */
  | 'retransmission'
  /** The same message before and behind a proxy. */
  | 'hop'
  /** A request and a response to it. */
  | 'answer'
  /** Two responses to one request. */
  | 'transaction'
  /** Under one Call-ID. */
  | 'call'
  /** Of two calls. */
  | 'calls';

export function relationOf(left: TracedMessage, right: TracedMessage): Relation {
  if (left.callId !== right.callId || left.callId === '') return 'calls';
  if (left.method !== right.method || left.cseq !== right.cseq) return 'call';
  const isSameKind = left.status === right.status;
  const isSameWay = left.direction === right.direction && left.local === right.local && left.remote === right.remote;
  if (left.branch === right.branch && isSameKind && isSameWay && left.start === right.start) return 'retransmission';
  if (isSameKind && left.fromTag === right.fromTag && !isSameWay) return 'hop';
  if (left.branch !== right.branch || isSameKind) return 'call';
  return left.status === undefined || right.status === undefined ? 'answer' : 'transaction';
}
