/** Our re-INVITE (RFC 3261 14.1): one at a time, patient with glare, and never at the cost of the session it wants to change. */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { addCapabilities, sdpOf, setSdp } from '../capabilities.ts';
import { refreshTarget } from '../dialog/dialog.ts';
import { challengeInWords, responseInWords } from '../failure-words.ts';
import { randomFraction } from '../identifiers.ts';
import type { ChallengeFailure, RequestFailure } from '../request/outbound.ts';
import { sendRequest } from '../request/outbound.ts';
import type { Path } from '../request/path.ts';
import { contactHeader } from '../request/path.ts';
import { transactionLifeMs } from '../agent-context.ts';
import { acknowledge, acknowledgeAgain, keepAck } from './acknowledge.ts';
import { dialogBroken, dialogGone, noAnswerInSession, noMedia, refusalInWords } from './ends.ts';
import type { SessionRecord } from './record.ts';
import { after, changed, dispatch, isOver, wake } from './record.ts';
import type { Refusal } from './session.ts';
import { digestOf, nextCSeq, nextWithin, notConnected, pathWithin } from './within.ts';

type Outcome = Result<void, RungError>;

const MAX_TRIES = 5;

/** Offers anew. Calls made while another one runs, or before the ACK, wait for their turn. */
export function renegotiate(record: SessionRecord): Promise<Outcome> {
  const turn = record.renegotiations.then(() => untilNoGlare(record));
  record.renegotiations = turn;
  return turn;
}

async function untilNoGlare(record: SessionRecord): Promise<Outcome> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    while (isBusy(record)) await changed(record);
    if (record.life.name !== 'confirmed') return err(notConnected());
    record.reinviting = true;
    const outcome = await offerAnew(record);
    record.reinviting = false;
    wake(record);
    if (outcome !== 'glare') return outcome;
    await pause(record, glareWaitMs(record));
  }
  return err(rungError('request-pending', 'Both sides wanted to change the call at the same moment. Try again.', { status: 491 }));
}

/** RFC 3261 14.1: no re-INVITE while another INVITE of either side is in progress. */
function isBusy(record: SessionRecord): boolean {
  if (record.life.name === 'answered') return true;
  return record.life.name === 'confirmed' && (record.answering !== undefined || record.awaitedAck !== undefined);
}

/** RFC 3261 14.1: in steps of 10 ms, 2.1 to 4 s for the owner of the Call-ID, else 0 to 2 s. */
function glareWaitMs(record: SessionRecord): number {
  const fraction = randomFraction(record.agent.random);
  return record.direction === 'out' ? 2100 + 10 * Math.floor(fraction * 191) : 10 * Math.floor(fraction * 201);
}

async function pause(record: SessionRecord, ms: number): Promise<void> {
  let done = false;
  after(record, ms, () => {
    done = true;
    wake(record);
  });
  while (!done && !isOver(record)) await changed(record);
}

async function offerAnew(record: SessionRecord): Promise<Outcome | 'glare'> {
  const path = await pathWithin(record);
  if (!path.ok) return path;
  const offer = await record.negotiator.offer(path.value.contact.address);
  if (!offer.ok) return err(refusalInWords(offer.error));
  const { dialog } = record;
  if (!dialog || record.life.name !== 'confirmed') {
    record.negotiator.rollback();
    return err(notConnected());
  }
  const request = nextWithin(record, dialog, 'INVITE');
  request.headers.add('contact', contactHeader(path.value, record.contactUser));
  addCapabilities(request);
  setSdp(request, offer.value);
  return await exchange(record, request, path.value);
}

function exchange(record: SessionRecord, request: SipRequest, path: Path): Promise<Outcome | 'glare'> {
  return new Promise((resolve) => {
    let answered = false;
    // A peer that rings for ever on a re-INVITE would block every later change.
    const patience = after(record, 2 * transactionLifeMs(record.agent), () => record.pending?.cancel());
    const settle = (outcome: Outcome | 'glare'): void => {
      record.pending = undefined;
      resolve(outcome);
    };
    const outbound = sendRequest(record.agent, {
      request,
      targets: path.targets,
      digest: digestOf(record),
      nextCSeq: () => nextCSeq(record),
      onFinal(response, challenge) {
        if (answered) return acknowledgeAgain(record, response);
        answered = true;
        patience.cancel();
        if (response.status < 300) return void accepted(record, outbound.request, response).then(settle);
        settle(refused(record, response, challenge));
      },
      onFailed(failure) {
        patience.cancel();
        settle(failed(record, failure));
      },
    });
    record.pending = outbound;
  });
}

async function accepted(record: SessionRecord, sent: SipRequest, response: SipResponse): Promise<Outcome> {
  if (!record.dialog) return err(notConnected());
  record.dialog = refreshTarget(record.dialog, response);
  const taken = isOver(record) ? ok(undefined) : takeAnswer(record, response);
  const ack = await acknowledge(record.agent, { dialog: record.dialog, invite: sent, response, identity: record.identity });
  if (ack.ok) keepAck(record, ack.value);
  if (taken.ok) return ok(undefined);
  // RFC 3261 14.1 keeps the session after a refusal, but here the peer has changed it already, to something unusable.
  record.negotiator.rollback();
  dispatch(record, { type: 'broken', end: noMedia(taken.error) });
  return err(refusalInWords(taken.error));
}

function takeAnswer(record: SessionRecord, response: SipResponse): Result<void, Refusal> {
  const sdp = sdpOf(response);
  return sdp ? record.negotiator.accept(sdp, false) : err(noAnswerInSession());
}

function refused(record: SessionRecord, response: SipResponse, challenge: ChallengeFailure | undefined): Outcome | 'glare' {
  record.negotiator.rollback();
  if (response.status === 491) return 'glare';
  // RFC 3261 12.2.1.2: these two end the dialog.
  if (response.status === 481) dispatch(record, { type: 'gone', end: dialogGone(response) });
  if (response.status === 408) dispatch(record, { type: 'broken', end: dialogBroken() });
  return err(challenge ? challengeInWords(response, challenge) : responseInWords(response));
}

function failed(record: SessionRecord, failure: RequestFailure): Outcome {
  record.negotiator.rollback();
  if (failure.treatAs === 408) dispatch(record, { type: 'broken', end: dialogBroken() });
  const { treatAs: _treatAs, ...error } = failure;
  return err(error);
}
