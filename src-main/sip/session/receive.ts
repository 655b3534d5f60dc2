/** Requests of the peer inside the session's dialogs (RFC 3261 12.2.2). */
import { tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import { admit } from '../dialog/dialog.ts';
import { inspectRequest } from '../inspect-request.ts';
import { reply } from '../reply.ts';
import type { ServerTransaction } from '../transactions.ts';
import { answerUpdate } from './answer-within.ts';
import { peerEnded } from './ends.ts';
import { takeInfo } from './info-in.ts';
import type { SessionRecord } from './record.ts';
import { dialogWith, dispatch, isOver, keepDialog, notePeer } from './record.ts';
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
  const dialog = dialogWith(record, tagsOf(request).from);
  if (!dialog || (record.life.name === 'ended' && !outlivesSession(record, request.method))) return false;
  const admitted = admit(dialog, request);
  if (admitted === 'out-of-order') {
    reply(record.agent, transaction, 500, { reason: 'Out of Order' });
    return true;
  }
  notePeer(record, request);
  keepDialog(record, admitted);

  const objection = inspectRequest(request);
  if (objection) reply(record.agent, transaction, objection.status, { headers: objection.headers });
  else if (request.method === 'BYE') takeBye(record, transaction, admitted.remoteTag);
  else if (request.method === 'OPTIONS') handlers.onOptions(transaction);
  else if (isOver(record) && !outlivesSession(record, request.method)) return false;
  else if (request.method === 'INVITE') void answerReinvite(record, transaction);
  else if (request.method === 'UPDATE') void answerUpdate(record, transaction, admitted);
  else if (request.method === 'PRACK') takePrack(record, transaction);
  else if (request.method === 'INFO') takeInfo(record, transaction);
  else handlers.onOther(transaction);
  return true;
}

/** RFC 3262 3: 481 for what nothing waits for. */
function takePrack(record: SessionRecord, prack: ServerTransaction): void {
  if (record.reliable) record.reliable.onPrack(prack);
  else reply(record.agent, prack, 481);
}

function takeBye(record: SessionRecord, transaction: ServerTransaction, remoteTag: string): void {
  reply(record.agent, transaction, 200);
  // One of several forks leaves (not that RFC 3261 15 allows it); the others still ring.
  if (!record.dialog && record.early.size > 1) return void record.early.delete(remoteTag);
  // RFC 3261 15.1.2: requests that still wait for their answer get 487.
  if (record.answering) reply(record.agent, record.answering, 487);
  record.answering = undefined;
  dispatch(record, { type: 'bye', end: peerEnded(transaction.request, 200, 'OK') });
}
