/** How far offer and answer are in a call, replayed (RFC 3264; where descriptions may stand: RFC 6337 2.2). */
import type { TracedMessage } from '../../model.ts';

export interface OfferAnswerAt {
  /** `none`: nothing was described yet. `previewed`: the answer stands in a provisional response that need not arrive. */
  state: 'none' | 'offered' | 'previewed' | 'stable';
  /** Tag of who made the last offer, and the message that has it. */
  offerer?: string;
  offerSeq?: number;
  answerSeq?: number;
  /** Exchanges that came to an end, and those that were refused. */
  rounds: number;
  refused: number;
}

/** `messages`: of one Call-ID, in order, up to the moment in question. */
export function offerAnswerAt(messages: readonly TracedMessage[]): OfferAnswerAt {
  let at: OfferAnswerAt = { state: 'none', rounds: 0, refused: 0 };
  for (const message of messages) if (message.retransmissionOf === undefined) at = message.status === undefined ? requested(at, message) : answered(at, message, message.status);
  return at;
}

const OFFERING = ['INVITE', 'UPDATE', 'PRACK'];

function requested(at: OfferAnswerAt, { method, hasSdp, fromTag, seq }: TracedMessage): OfferAnswerAt {
  if (!hasSdp) return at;
  const isAnswer = at.state === 'offered' && at.offerer !== fromTag;
  // ACK and PRACK answer the offer of a 2xx or of a reliable provisional response.
  if ((method === 'ACK' || method === 'PRACK') && isAnswer) return closed(at, seq);
  if (!OFFERING.includes(method) || at.state === 'offered') return at;
  return { ...at, state: 'offered', offerer: fromTag, offerSeq: seq };
}

function answered(at: OfferAnswerAt, { method, hasSdp, fromTag, toTag, seq }: TracedMessage, status: number): OfferAnswerAt {
  if (!OFFERING.includes(method)) return at;
  const isPending = (at.state === 'offered' || at.state === 'previewed') && at.offerer === fromTag;
  // RFC 3261 14.1, RFC 3311 5.1: the offer is refused with its request, and all stays as it was.
  if (status >= 300) return isPending ? { ...at, state: at.rounds > 0 ? 'stable' : 'none', refused: at.refused + 1 } : at;
  if (!hasSdp) return at;
  if (isPending) return status < 200 && method === 'INVITE' ? { ...at, state: 'previewed', answerSeq: seq } : closed(at, seq);
  // No offer in the INVITE: its first reliable answer makes one (RFC 3261 13.2.1).
  return at.state === 'offered' || (status < 200 && at.state === 'stable') ? at : { ...at, state: 'offered', offerer: toTag, offerSeq: seq };
}

function closed(at: OfferAnswerAt, seq: number): OfferAnswerAt {
  return { ...at, state: 'stable', answerSeq: seq, rounds: at.rounds + 1 };
}
