/** Incoming sessions: the UAS side of INVITE (RFC 3261 13.3). */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { reasonPhrase } from '../../../src-shared/sip/status-codes.ts';
import { ANONYMOUS, callIdOf, fromOf, numberOf } from '../../../src-shared/sip/typed-headers.ts';
import { sdpOf, setSdp } from '../capabilities.ts';
import { dialogFromRequest } from '../dialog/dialog.ts';
import { newTag } from '../identifiers.ts';
import { readTarget } from '../request/dial-target.ts';
import type { ServerTransaction } from '../transactions.ts';
import { ackMissing, noAnswerInSession, noMedia, notSent, peerEnded, refusalInWords } from './ends.ts';
import type { HeldSession, SessionHome } from './facade.ts';
import { sessionOf } from './facade.ts';
import type { Incoming } from './incoming-record.ts';
import { buildFinal, buildWithin, describe, isUndecided, refuseMedia } from './incoming-record.ts';
import { calledUser, ownWay } from './own-way.ts';
import { receiveWithin } from './receive.ts';
import type { SessionRecord } from './record.ts';
import { after, changed, createRecord, dispatch } from './record.ts';
import { grantTimer } from './refresh.ts';
import { refreshSession } from './renegotiate.ts';
import { ring } from './ring.ts';
import type { MediaNegotiator, Refusal, Session, SessionEnd } from './session.ts';
import { sendSuccess, takeAck } from './success.ts';
import { sendBye } from './within.ts';

/** A session for an INVITE that has been inspected. 100 Trying is the transaction's, should we be silent for 200 ms
 *  (RFC 3261 17.2.1). `replaced`: whose place it takes (RFC 3891). */
export function createIncoming(home: SessionHome, transaction: ServerTransaction, replaced?: Session): HeldSession {
  const { agent } = home;
  const { request, source } = transaction;
  const localTag = newTag(agent.random);
  const record = createRecord({
    agent,
    direction: 'in',
    callId: callIdOf(request),
    localTag,
    contactUser: calledUser(request),
    remote: fromOf(request) ?? ANONYMOUS,
    invite: request,
    source,
    dialog: dialogFromRequest(request, localTag),
    listener: { onEnd() {} },
    negotiator: nobodyNegotiates,
  });
  record.replaced = replaced;
  const incoming: Incoming = { record, transaction, way: () => ownWay(agent, source, request), description: undefined, accepting: false, repeat: undefined };
  const held = sessionOf(record, {
    ring: (options) => ring(incoming, options ?? {}),
    accept: () => accept(incoming, held.session),
    reject: (status, options) => reject(record, status, options ?? {}),
  });
  record.hands = {
    cancel() {},
    refuse: (end, contacts) => refuse(incoming, end, contacts),
    bye: (end) => void sendBye(record, end),
    refresh: () => refreshSession(record),
    forget: () => home.forget(held),
  };
  agent.dialogs.add(record.callId, localTag, {
    onRequest: (within) => receiveWithin(record, within, { onOptions: home.onOptions, onOther: (other) => home.onOther(held.session, other) }),
    onAck: (ack) => takeAck(record, ack),
    onLateSuccess() {},
  });
  transaction.onCancel = (cancel) => dispatch(record, { type: 'cancelled', end: peerEnded(cancel, 487, 'Request Terminated') });
  // Answered all the same, so that the transaction ends.
  transaction.onFailed = (error) => dispatch(record, { type: 'reject', end: notSent(error) });
  expire(incoming);
  return held;
}

/** Nobody waits for longer; whoever still does has gone without a word, and must not keep the line. */
const MAX_RINGING_S = 600;

/** RFC 3261 13.3.1: an invitation with Expires ends by itself. */
function expire({ record, transaction }: Incoming): void {
  const expiresS = Math.min(numberOf(transaction.request, 'expires') || MAX_RINGING_S, MAX_RINGING_S);
  const end: SessionEnd = { by: 'timeout', status: 487, reason: 'Invitation Expired' };
  after(record, expiresS * 1000, () => dispatch(record, { type: 'unanswered', end }));
}

async function accept(incoming: Incoming, session: Session): Promise<Result<void, RungError>> {
  const { record, transaction } = incoming;
  if (!isUndecided(record) || incoming.accepting) return err(tooLate());
  incoming.accepting = true;
  const way = await incoming.way();
  if (!way.ok) {
    dispatch(record, { type: 'reject', end: { ...notSent(way.error), status: 500, reason: 'Server Internal Error' } });
    return way;
  }
  const described = await describe(incoming, way.value);
  // RFC 3262 3: no 2xx while a description waits for its PRACK; RFC 6337 2.2: nor while an offer waits for its answer.
  while (isUndecided(record) && (record.reliable?.isDescriptionOpen() || record.answering)) await changed(record);
  if (!isUndecided(record)) return err(tooLate());
  if (!described.ok) {
    refuseMedia(incoming, described.error, way);
    return err(refusalInWords(described.error));
  }
  const response = buildWithin(incoming, 200, way);
  const isSettled = record.settled.has(record.dialog?.remoteTag ?? '');
  if (!isSettled) setSdp(response, described.value);
  grantTimer(record, transaction.request, response);
  record.reliable?.stop();
  dispatch(record, { type: 'accepted' });
  const offered = !isSettled && sdpOf(record.invite) === undefined;
  sendSuccess(record, transaction, response, {
    offered,
    onAck: (ack) => dispatch(record, offered ? takeAnswer(record, ack) : { type: 'acknowledged' }),
    onMissing: () => dispatch(record, { type: 'unacknowledged', end: ackMissing() }),
  });
  takePlace(record, session);
  return ok(undefined);
}

/** The answer is in the ACK when the offer was in our 200 (RFC 3261 13.2.1). */
function takeAnswer(record: SessionRecord, ack: SipRequest): { type: 'acknowledged'; unusable?: SessionEnd } {
  const sdp = sdpOf(ack);
  const taken: Result<void, Refusal> = sdp ? record.negotiator.accept(sdp, false) : err(noAnswerInSession());
  return taken.ok ? { type: 'acknowledged' } : { type: 'acknowledged', unusable: noMedia(taken.error) };
}

/** RFC 3891 3: the one replaced ends by BYE, or by CANCEL if it is an attempt of ours. */
function takePlace(record: SessionRecord, session: Session): void {
  const { replaced } = record;
  if (!replaced) return;
  replaced.listener.onReplaced?.(session);
  replaced.end();
}

function reject(record: SessionRecord, status: number, options: { reason?: string | undefined; contacts?: string[] | undefined }): void {
  if (!isUndecided(record) || status < 300 || status > 699) return;
  const end: SessionEnd = { by: 'local', status, reason: options.reason ?? reasonPhrase(status) };
  dispatch(record, { type: 'reject', end, ...(options.contacts ? { contacts: options.contacts } : {}) });
}

function refuse(incoming: Incoming, end: SessionEnd, contacts: string[] = []): void {
  const headers: [string, string][] = [];
  for (const contact of contacts) {
    const target = readTarget(contact);
    if (target.ok) headers.push(['contact', `<${target.value.requestUri}>`]);
  }
  incoming.transaction.respond(buildFinal(incoming, end.status, { reason: end.reason, headers }));
}

function tooLate(): RungError {
  return rungError('call-over', 'This call has ended or has been answered already.');
}

const nobodyNegotiates: MediaNegotiator = {
  offer: async () => err(unattended),
  answer: async () => err(unattended),
  accept: () => err(unattended),
  rollback() {},
};
const unattended: Refusal = { status: 500, reason: 'Server Internal Error' };
