/** Ends of sessions, each made in one place (what the history and the user will read). */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import { alternativesOf } from '../../../src-shared/sip/alternatives.ts';
import type { SipMessage, SipResponse } from '../../../src-shared/sip/message.ts';
import { causeWords, isNormalEnd, reasonsOf } from '../../../src-shared/sip/reason.ts';
import { numberOf } from '../../../src-shared/sip/typed-headers.ts';
import { challengeInWords, responseInWords } from '../failure-words.ts';
import type { ChallengeFailure, RequestFailure } from '../request/outbound.ts';
import { oneLine } from '../request/safe-text.ts';
import type { Refusal, SessionEnd } from './session.ts';

/** Our user hung up after the answer. */
export function hungUp(reason: { status?: number; text?: string }): SessionEnd {
  return { by: 'local', status: reason.status ?? 200, reason: oneLine(reason.text ?? 'OK') };
}

/** Our user gave up the attempt. */
export function gaveUp(text?: string): SessionEnd {
  return { by: 'local', status: 487, reason: oneLine(text ?? 'Request Terminated') };
}

export function nobodyAnswered(): SessionEnd {
  const error = rungError('no-answer', 'Nobody answered in time.');
  return { by: 'timeout', status: 408, reason: 'No Answer', error };
}

/** A final response to our INVITE that leads nowhere. */
export function refusedBy(response: SipResponse, challenge?: ChallengeFailure): SessionEnd {
  const error = challenge ? challengeInWords(response, challenge) : responseInWords(response);
  const end: SessionEnd = { by: 'remote', status: response.status, reason: oneLine(response.reason), error };
  const retryAfterS = numberOf(response, 'retry-after');
  const [cause] = reasonsOf(response);
  if (retryAfterS !== undefined) end.retryAfterS = retryAfterS;
  if (cause) end.cause = cause;
  const hasAlternatives = (response.status >= 300 && response.status < 400) || response.status === 485;
  return hasAlternatives ? { ...end, alternatives: alternativesOf(response) } : end;
}

/** RFC 3261 8.1.3.1: no response counts as 408, a transport error as 503. */
export function failedWith(failure: RequestFailure): SessionEnd {
  const { treatAs, ...error } = failure;
  return treatAs === 408
    ? { by: 'timeout', status: 408, reason: 'Request Timeout', error }
    : { by: 'error', status: 503, reason: 'Service Unavailable', error };
}

/** Nothing could be sent at all. */
export function notSent(error: RungError): SessionEnd {
  const ours = error.code === 'bad-uri' || error.code === 'bad-header';
  return ours
    ? { by: 'error', status: 400, reason: 'Bad Request', error }
    : { by: 'error', status: 503, reason: 'Service Unavailable', error };
}

/** Our own negotiator cannot make an offer or an answer, or cannot take the peer's. */
export function noMedia(refusal: Refusal): SessionEnd {
  return { by: 'error', status: refusal.status, reason: oneLine(refusal.reason ?? 'Not Acceptable Here'), error: refusalInWords(refusal) };
}

/** The warning of RFC 3261 20.43 for another transport protocol than ours: encrypted sound against plain. */
const INCOMPATIBLE_TRANSPORT = 302;

export function refusalInWords({ warning, reason, status }: Refusal): RungError {
  const why = oneLine(warning?.text ?? reason ?? 'no reason given');
  if (warning?.code === INCOMPATIBLE_TRANSPORT) {
    const message = `The two sides could not agree on the encryption of the sound: ${why}. Check "Encryption of the sound" (SRTP) in the account.`;
    return rungError('encryption-refused', message, { status, why });
  }
  return rungError('media-refused', `The two sides could not agree how to talk: ${why}. Check the codecs of the account.`, { status, why });
}

export function noAnswerInSession(): Refusal {
  return { status: 488, reason: 'Not Acceptable Here', warning: { code: 399, text: 'the other side sent no session description where one was due' } };
}

export function ackMissing(): SessionEnd {
  const error = rungError(
    'ack-missing',
    'The call was answered, but the confirmation (ACK) of the other side never arrived. A server or firewall on the way loses it; often a private address in Contact or Record-Route.',
  );
  return { by: 'timeout', status: 408, reason: 'No ACK', error };
}

/** A request inside the dialog got no answer. */
export function dialogBroken(): SessionEnd {
  const error = rungError('peer-vanished', 'The other side no longer answers, so the call was ended. It may have lost its network.');
  return { by: 'timeout', status: 408, reason: 'Request Timeout', error };
}

/** The session timer ran out (RFC 4028 10): the refresher fell silent, or could not refresh. */
export function sessionExpired(): SessionEnd {
  const error = rungError(
    'session-expired',
    'The call was ended because the sign of life that both sides had agreed on (session timer) did not come. The other side or a server on the way has probably gone.',
  );
  return { by: 'timeout', status: 408, reason: 'Session Expired', error };
}

/** A reliable provisional response of ours was never confirmed (RFC 3262 3). */
export function prackMissing(): SessionEnd {
  const error = rungError(
    'prack-missing',
    'The caller asked for reliable ringing, but never confirmed ours: no PRACK came. A server or firewall on the way loses it.',
  );
  return { by: 'timeout', status: 500, reason: 'No PRACK', error };
}

/** A request inside the dialog was answered 481. */
export function dialogGone(response: SipResponse): SessionEnd {
  return { by: 'remote', status: 481, reason: oneLine(response.reason), error: responseInWords(response) };
}

/** BYE or CANCEL of the peer, with its Reason header field (RFC 3326) in words. */
export function peerEnded(request: SipMessage, status: number, reason: string): SessionEnd {
  const causes = reasonsOf(request);
  const text = causes.find((cause) => cause.text !== '')?.text;
  const failed = causes.find((cause) => !isNormalEnd(cause));
  const cause = failed ?? causes[0];
  return { by: 'remote', status, reason: text ?? (failed && causeWords(failed)?.en) ?? reason, ...(cause ? { cause } : {}) };
}
