/** What a call is at, replayed from the messages of its Call-ID. */
import type { TracedMessage } from '../../model.ts';

/** In the order in which a call goes through them; `waiting for ACK`: the 2xx was sent, its ACK has not been seen. */
export const callPhases = ['calling', 'trying', 'ringing', 'answered', 'talking', 'ended'] as const;
export type CallPhase = (typeof callPhases)[number];

export interface CallAt {
  phase: CallPhase;
  /** Sound may come before the call is answered (RFC 3960): a provisional response had a description. */
  hasEarlyMedia: boolean;
  isCancelling: boolean;
  /** How it ended: by BYE, or with this status. */
  ended?: 'BYE' | number;
}

/** `messages`: of one Call-ID, in order, up to the moment in question; undefined where no INVITE began it. */
export function callAt(messages: readonly TracedMessage[]): CallAt | undefined {
  const first = messages.find((message) => message.method === 'INVITE' && message.status === undefined && message.toTag === '');
  if (!first) return undefined;
  let call: CallAt = { phase: 'calling', hasEarlyMedia: false, isCancelling: false };
  // A challenged INVITE is sent again with another number (RFC 3261 22.2): what counts is the one that is under way.
  let cseq = first.cseq;
  for (const message of messages) {
    if (message.method === 'INVITE' && message.status === undefined && message.toTag === '' && message.cseq !== cseq) {
      cseq = message.cseq;
      call = { phase: 'calling', hasEarlyMedia: false, isCancelling: false };
    } else call = step(call, message, message.cseq === cseq);
  }
  return call;
}

function step(call: CallAt, { method, status, hasSdp }: TracedMessage, isFirst: boolean): CallAt {
  if (call.phase === 'ended') return call;
  if (method === 'BYE' && status === undefined) return { ...call, phase: 'ended', ended: 'BYE' };
  if (!isFirst) return call;
  if (method === 'ACK' && call.phase === 'answered') return { ...call, phase: 'talking' };
  if (method === 'CANCEL' && status === undefined) return { ...call, isCancelling: true };
  if (method !== 'INVITE' || status === undefined || call.phase === 'talking') return call;
  if (status >= 300) return call.phase === 'answered' ? call : { ...call, phase: 'ended', ended: status };
  if (status >= 200) return { ...call, phase: 'answered', isCancelling: false };
  const hasEarlyMedia = call.hasEarlyMedia || hasSdp;
  if (call.phase === 'answered') return call;
  return { ...call, hasEarlyMedia, phase: status === 100 && call.phase === 'calling' ? 'trying' : status === 100 ? call.phase : 'ringing' };
}
