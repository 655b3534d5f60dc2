/** Offers of the peer in UPDATE and PRACK: answered in their 200 at once, or refused without harm to the session (RFC 3311 5.2, RFC 3262 5). */
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import { addCapabilities, sdpOf, setSdp } from '../capabilities.ts';
import type { Dialog } from '../dialog/dialog.ts';
import { refreshTarget } from '../dialog/dialog.ts';
import { randomFraction } from '../identifiers.ts';
import { buildReply, reply } from '../reply.ts';
import type { ServerTransaction } from '../transactions.ts';
import type { OwnWay } from './own-way.ts';
import { ownWay, warningHeaders } from './own-way.ts';
import type { SessionRecord } from './record.ts';
import { dialogWith, isOver, keepDialog, openOffer, wake } from './record.ts';
import { grantTimer } from './refresh.ts';
import { ownContact } from './within.ts';

/** The peer's UPDATE: a refresh, or a change of the session. */
export async function answerUpdate(record: SessionRecord, transaction: ServerTransaction, dialog: Dialog): Promise<void> {
  await answerOffer(record, transaction, dialog, (response, way) => {
    response.headers.add('contact', ownContact(record, way));
    addCapabilities(response);
    const now = dialogWith(record, dialog.remoteTag);
    if (now) keepDialog(record, refreshTarget(now, transaction.request));
    if (record.life.name === 'confirmed') grantTimer(record, transaction.request, response);
  });
}

/** `complete` adds what belongs into this 200. */
export async function answerOffer(
  record: SessionRecord, transaction: ServerTransaction, dialog: Dialog, complete: (response: SipResponse, way: OwnWay) => void,
): Promise<void> {
  const offer = sdpOf(transaction.request);
  const open = offer && openOffer(record, dialog);
  if (open === 'ours') return reply(record.agent, transaction, 491);
  if (open === 'theirs') return reply(record.agent, transaction, 500, { headers: [retryAfter(record)] });
  if (offer) record.answering = transaction;
  await respond(record, transaction, dialog, offer, complete);
  if (record.answering === transaction) record.answering = undefined;
  wake(record);
}

async function respond(
  record: SessionRecord, transaction: ServerTransaction, dialog: Dialog, offer: Uint8Array | undefined, complete: (response: SipResponse, way: OwnWay) => void,
): Promise<void> {
  const way = await ownWay(record.agent, transaction.source, transaction.request);
  if (!way.ok) return reply(record.agent, transaction, 500);
  const answer = offer && (await record.negotiator.answer(offer, way.value.contact.address));
  // A BYE that came meanwhile has answered it; our own has not.
  if (offer && record.answering !== transaction) return;
  if (isOver(record)) return reply(record.agent, transaction, 487);
  if (answer && !answer.ok) {
    const { status, reason } = answer.error;
    return reply(record.agent, transaction, status, { reason, headers: warningHeaders(answer.error, way.value) });
  }
  const response = buildReply(record.agent, transaction.request, 200);
  complete(response, way.value);
  if (answer) setSdp(response, answer.value);
  transaction.respond(response);
  if (!answer) return;
  if (!record.dialog || record.life.name !== 'confirmed') record.updated = dialog.remoteTag;
  record.listener.onRenegotiated?.();
}

/** RFC 3261 14.2, RFC 3311 5.2: 0 to 10 s. */
export function retryAfter(record: SessionRecord): [string, string] {
  return ['retry-after', String(Math.floor(randomFraction(record.agent.random) * 11))];
}
