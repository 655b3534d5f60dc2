/** What our re-INVITEs and UPDATEs have in common: how they may end. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { reactionTo } from '../../../src-shared/sip/reaction.ts';
import { SUPPORTED_EXTENSIONS, sdpOf } from '../capabilities.ts';
import { challengeInWords, responseInWords } from '../failure-words.ts';
import { randomFraction } from '../identifiers.ts';
import type { ChallengeFailure, RequestFailure } from '../request/outbound.ts';
import { dialogBroken, noAnswerInSession, noMedia, refusalInWords } from './ends.ts';
import type { SessionRecord } from './record.ts';
import { dispatch, isOver } from './record.ts';
import type { Refusal } from './session.ts';
import { noteDialogEnd } from './within.ts';

export type Outcome = Result<void, RungError>;
/** `againMs`: the same once more, after that wait. */
export type Attempt = Outcome | { againMs: number };

/** A final non-2xx: the session stays as it was (RFC 3261 14.1), unless the dialog has ended with it. */
export function refused(record: SessionRecord, sent: SipRequest, response: SipResponse, challenge: ChallengeFailure | undefined): Attempt {
  const againMs = againAfterMs(record, sent, response);
  if (againMs !== undefined) return { againMs };
  noteDialogEnd(record, response);
  return err(challenge ? challengeInWords(response, challenge) : responseInWords(response));
}

function againAfterMs(record: SessionRecord, sent: SipRequest, response: SipResponse): number | undefined {
  const reaction = reactionTo(response, { sent, speaks: SUPPORTED_EXTENSIONS });
  if (reaction.kind === 'glare') return glareWaitMs(record);
  if (reaction.kind === 'retry-after') return reaction.afterS * 1000;
  if (reaction.kind !== 'min-se') return undefined;
  record.refresh.minSeS = reaction.minSeS;
  return 0;
}

/** RFC 3261 14.1, RFC 3311 5.3: in steps of 10 ms, 2.1 to 4 s for the owner of the Call-ID, else 0 to 2 s. */
export function glareWaitMs(record: SessionRecord): number {
  const fraction = randomFraction(record.agent.random);
  return record.direction === 'out' ? 2100 + 10 * Math.floor(fraction * 191) : 10 * Math.floor(fraction * 201);
}

export function failed(record: SessionRecord, { treatAs, ...error }: RequestFailure): Outcome {
  if (treatAs === 408) dispatch(record, { type: 'broken', end: dialogBroken() });
  return err(error);
}

/** The answer to our offer, in the 2xx. */
export function takeAnswer(record: SessionRecord, response: SipResponse): Outcome {
  if (isOver(record)) return ok(undefined);
  const sdp = sdpOf(response);
  const taken: Result<void, Refusal> = sdp ? record.negotiator.accept(sdp, false) : err(noAnswerInSession());
  if (taken.ok) return ok(undefined);
  // RFC 3261 14.1 keeps the session after a refusal, but here the peer has changed it already, to something unusable.
  record.negotiator.rollback();
  dispatch(record, { type: 'broken', end: noMedia(taken.error) });
  return err(refusalInWords(taken.error));
}
