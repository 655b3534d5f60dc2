/** Provisional responses to an incoming INVITE (RFC 3261 13.3.1.1), reliable ones among them (RFC 3262 3, 5). */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err } from '../../../src-shared/result.ts';
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import { hasOptionTag } from '../../../src-shared/sip/typed-headers.ts';
import { sdpOf, setSdp } from '../capabilities.ts';
import { reply } from '../reply.ts';
import type { ServerTransaction } from '../transactions.ts';
import { answerOffer } from './answer-within.ts';
import { noAnswerInSession, noMedia, prackMissing } from './ends.ts';
import type { Incoming } from './incoming-record.ts';
import { buildWithin, describe, isUndecided, refuseMedia } from './incoming-record.ts';
import type { OwnWay } from './own-way.ts';
import { after, dispatch } from './record.ts';
import { createReliable } from './reliable.ts';
import type { Refusal } from './session.ts';

/** RFC 3261 13.3.1.1: proxies give up after three minutes without a provisional response. */
const REPEAT_PROVISIONAL_MS = 60_000;

type Reliability = 'required' | 'possible' | 'none';

export async function ring(incoming: Incoming, options: { status?: number; early?: boolean }): Promise<void> {
  const { record } = incoming;
  const reliability = reliabilityOf(incoming);
  const hasOffer = sdpOf(record.invite) !== undefined;
  // Our own offer needs an answer before the ACK, that is in a PRACK. RFC 3261 13.2.1: it must be in the first reliable response.
  const early = (options.early ?? false) && (hasOffer || reliability !== 'none');
  const isDescribed = early || (!hasOffer && reliability === 'required' && !incoming.description);
  const status = options.status ?? (early ? 183 : 180);
  const way = await incoming.way();
  const isFirst = !incoming.description;
  const described = isDescribed && way.ok ? await describe(incoming, way.value) : undefined;
  if (!isUndecided(record)) return;
  if (described && !described.ok) return refuseMedia(incoming, described.error, way);
  // What has been said reliably is not said again.
  const sdp = described && (isFirst || reliability === 'none') ? described.value : undefined;
  provisional(incoming, status, way, sdp);
  dispatch(record, { type: 'progress', early });
}

/** Every minute again, without the description where that is sure to have come. */
function provisional(incoming: Incoming, status: number, way: Result<OwnWay, RungError>, sdp: Uint8Array | undefined): void {
  const { record, transaction } = incoming;
  if (!isUndecided(record)) return;
  const response = buildWithin(incoming, status, way);
  if (sdp) setSdp(response, sdp);
  const reliability = reliabilityOf(incoming);
  const reliably = reliability === 'required' || (reliability === 'possible' && sdp !== undefined);
  if (reliably) sendReliably(incoming, response);
  else transaction.respond(response);
  incoming.repeat?.cancel();
  incoming.repeat = after(record, REPEAT_PROVISIONAL_MS, () => provisional(incoming, status, way, reliably ? undefined : sdp));
}

function reliabilityOf({ transaction: { request } }: Incoming): Reliability {
  if (hasOptionTag(request, 'require', '100rel')) return 'required';
  return hasOptionTag(request, 'supported', '100rel') ? 'possible' : 'none';
}

function sendReliably(incoming: Incoming, response: SipResponse): void {
  const { record, transaction } = incoming;
  record.reliable ??= createReliable(record, transaction, {
    onConfirmed: (confirmed, prack) => onConfirmed(incoming, confirmed, prack),
    onMissing: () => dispatch(record, { type: 'reject', end: prackMissing() }),
  });
  response.headers.add('require', '100rel');
  record.reliable.send(response);
}

/** The PRACK may bring the answer to our offer, or a new offer once there was an answer (RFC 3262 5). */
function onConfirmed(incoming: Incoming, confirmed: SipResponse, prack: ServerTransaction): void {
  const { record } = incoming;
  const { dialog } = record;
  if (!dialog) return;
  const isDescribed = confirmed.body.length > 0;
  if (isDescribed && sdpOf(record.invite) === undefined) return takeAnswer(incoming, prack, dialog.remoteTag);
  if (isDescribed) record.settled.add(dialog.remoteTag);
  if (sdpOf(prack.request)) return void answerOffer(record, prack, dialog, () => {});
  reply(record.agent, prack, 200);
}

function takeAnswer({ record }: Incoming, prack: ServerTransaction, remoteTag: string): void {
  const answer = sdpOf(prack.request);
  const taken: Result<void, Refusal> = answer ? record.negotiator.accept(answer, false) : err(noAnswerInSession());
  reply(record.agent, prack, 200);
  if (taken.ok) record.settled.add(remoteTag);
  else dispatch(record, { type: 'reject', end: noMedia(taken.error) });
}
