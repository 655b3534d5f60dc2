/** Requests of the peer inside the session's dialogs (RFC 3261 12.2.2). */
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import type { Dialog } from '../dialog/dialog.ts';
import { admit } from '../dialog/dialog.ts';
import { inspectRequest } from '../inspect-request.ts';
import { reply } from '../reply.ts';
import type { ServerTransaction } from '../transactions.ts';
import { peerEnded } from './ends.ts';
import type { SessionRecord } from './record.ts';
import { dispatch, isOver, notePeer } from './record.ts';
import { answerReinvite } from './reinvite-in.ts';
import { outlivesSession } from './usages.ts';

export interface WithinHandlers {
  /** Answers OPTIONS as outside of a dialog (RFC 3261 11.2). */
  onOptions(transaction: ServerTransaction): void;
  /** Requests that belong to other usages of the dialog (RFC 5057): REFER, NOTIFY, SUBSCRIBE, MESSAGE. */
  onOther(transaction: ServerTransaction): void;
}

/** False when it belongs to none of the session's dialogs. */
export function receiveWithin(record: SessionRecord, transaction: ServerTransaction, handlers: WithinHandlers): boolean {
  const { request } = transaction;
  const dialog = dialogOf(record, request);
  if (!dialog || (record.life.name === 'ended' && !outlivesSession(record, request.method))) return false;
  const admitted = admit(dialog, request);
  if (admitted === 'out-of-order') {
    reply(record.agent, transaction, 500, { reason: 'Out of Order' });
    return true;
  }
  notePeer(record, request);
  if (record.dialog === dialog) record.dialog = admitted;
  else record.early.set(admitted.remoteTag, admitted);

  const objection = inspectRequest(request);
  if (objection) reply(record.agent, transaction, objection.status, { headers: objection.headers });
  else if (request.method === 'BYE') takeBye(record, transaction);
  else if (request.method === 'OPTIONS') handlers.onOptions(transaction);
  else if (isOver(record) && !outlivesSession(record, request.method)) return false;
  else if (request.method === 'INVITE') void answerReinvite(record, transaction);
  else handlers.onOther(transaction);
  return true;
}

function dialogOf(record: SessionRecord, request: SipRequest): Dialog | undefined {
  const { from } = tagsOf(request);
  return record.dialog?.remoteTag === from ? record.dialog : record.early.get(from);
}

function takeBye(record: SessionRecord, transaction: ServerTransaction): void {
  reply(record.agent, transaction, 200);
  // RFC 3261 15.1.2: requests that still wait for their answer get 487.
  if (record.answering) reply(record.agent, record.answering, 487);
  record.answering = undefined;
  dispatch(record, { type: 'bye', end: peerEnded(transaction.request, 200, 'OK') });
}
