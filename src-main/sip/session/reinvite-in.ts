/** The peer's re-INVITE (RFC 3261 14.2): hold, resume, a new address, another codec. */
import type { Result } from '../../../src-shared/result.ts';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { addCapabilities, sdpOf, setSdp } from '../capabilities.ts';
import { refreshTarget } from '../dialog/dialog.ts';
import { buildReply, reply } from '../reply.ts';
import type { ServerTransaction } from '../transactions.ts';
import { retryAfter } from './answer-within.ts';
import { ackMissing, noAnswerInSession, noMedia } from './ends.ts';
import type { OwnWay } from './own-way.ts';
import { ownWay, warningHeaders } from './own-way.ts';
import type { SessionRecord } from './record.ts';
import { dispatch, isOver, wake } from './record.ts';
import { grantTimer } from './refresh.ts';
import type { Refusal } from './session.ts';
import { sendSuccess } from './success.ts';
import { ownContact } from './within.ts';

export async function answerReinvite(record: SessionRecord, transaction: ServerTransaction): Promise<void> {
  const collision = collisionOf(record);
  // RFC 3261 9.2: it may be given up as any INVITE.
  transaction.onCancel = () => cancelled(record, transaction);
  if (collision) return reply(record.agent, transaction, collision.status, { headers: collision.headers });
  record.answering = transaction;
  await answerOffer(record, transaction);
  if (record.answering === transaction) record.answering = undefined;
  wake(record);
}

function collisionOf(record: SessionRecord): { status: number; headers: [string, string][] } | undefined {
  // RFC 3261 14.2: an INVITE before the last one got its final response.
  if (record.answering || record.life.name === 'incoming' || record.life.name === 'alerting') {
    return { status: 500, headers: [retryAfter(record)] };
  }
  // Ours is on its way, or the exchange before has not been completed by its ACK (RFC 3261 14.2, RFC 6337 4.3).
  if (record.changing || record.awaitedAck || record.life.name !== 'confirmed') return { status: 491, headers: [] };
  return undefined;
}

async function answerOffer(record: SessionRecord, transaction: ServerTransaction): Promise<void> {
  const { request } = transaction;
  const way = await ownWay(record.agent, transaction.source, transaction.request);
  if (!way.ok) return reply(record.agent, transaction, 500);
  const offer = sdpOf(request);
  const described = await describe(record, offer, way.value);
  // A BYE or CANCEL that came meanwhile has answered the re-INVITE.
  if (record.answering !== transaction) return;
  // We have hung up meanwhile: the peer must not be left waiting (RFC 3261 15.1.2 has 487 for the other way round).
  if (isOver(record)) return reply(record.agent, transaction, 487);
  if (!described.ok) return refuse(record, transaction, described.error, way.value);

  const response = buildReply(record.agent, request, 200);
  response.headers.add('contact', ownContact(record, way.value));
  addCapabilities(response);
  setSdp(response, described.value);
  if (record.dialog) record.dialog = refreshTarget(record.dialog, request);
  grantTimer(record, request, response);
  sendSuccess(record, transaction, response, {
    offered: offer === undefined,
    onAck: (ack) => void (offer ? wake(record) : takeAnswer(record, ack)),
    onMissing: () => dispatch(record, { type: 'unacknowledged', end: ackMissing() }),
  });
  if (offer) record.listener.onRenegotiated?.();
}

function describe(record: SessionRecord, offer: Uint8Array | undefined, way: OwnWay): Promise<Result<Uint8Array, Refusal>> {
  const { address } = way.contact;
  return offer ? record.negotiator.answer(offer, address) : record.negotiator.offer(address);
}

function cancelled(record: SessionRecord, transaction: ServerTransaction): void {
  if (record.answering !== transaction) return;
  record.answering = undefined;
  reply(record.agent, transaction, 487);
  record.negotiator.rollback();
  wake(record);
}

/** The session goes on as it was (RFC 3261 14.2). */
function refuse(record: SessionRecord, transaction: ServerTransaction, refusal: Refusal, way: OwnWay): void {
  reply(record.agent, transaction, refusal.status, { reason: refusal.reason, headers: warningHeaders(refusal, way) });
}

/** The re-INVITE had no offer: ours was in the 200, the answer is in the ACK. */
function takeAnswer(record: SessionRecord, ack: SipRequest): void {
  const sdp = sdpOf(ack);
  const taken = sdp ? record.negotiator.accept(sdp, false) : { ok: false as const, error: noAnswerInSession() };
  if (taken.ok) {
    record.listener.onRenegotiated?.();
    return wake(record);
  }
  record.negotiator.rollback();
  dispatch(record, { type: 'broken', end: noMedia(taken.error) });
}
