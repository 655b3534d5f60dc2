/** Why a request came to nothing, in words: what happened, why, what to do next. The UI translates by code. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { SipResponse } from '../../src-shared/sip/message.ts';
import { numberOf } from '../../src-shared/sip/typed-headers.ts';
import type { ChallengeFailure } from './request/outbound.ts';
import { oneLine } from './request/safe-text.ts';

type Words = [code: string, message: string];

const WORDS: Record<number, Words> = {
  300: ['address-choice', 'The person called can be reached at several addresses. Choose one of them.'],
  305: ['use-proxy', 'The person called is reached only over another proxy. Enter it as the proxy of the account if you trust it.'],
  380: ['alternative-service', 'The call cannot be put through, but another service is offered instead.'],
  400: ['request-malformed', 'The other side could not read our request. The messages of this call show what it objected to.'],
  401: ['auth-required', 'The server wants a password. Check user name and password of the account.'],
  403: ['forbidden', 'The server refuses this call. Ask its operator whether this account may call this address.'],
  404: ['user-not-found', 'There is nobody of that name at the other side. Check the address.'],
  405: ['method-not-allowed', 'The other side does not take this kind of request.'],
  406: ['not-acceptable', 'The other side cannot send an answer that this phone would take.'],
  407: ['auth-required', 'The proxy wants a password. Check user name and password of the account.'],
  408: ['no-reply', 'The other side did not answer in time. Check the address, and that it is switched on.'],
  410: ['user-gone', 'The person called is no longer at this address, and no new address is known.'],
  413: ['too-large', 'Our request is too large for the other side.'],
  415: ['media-type-unsupported', 'The other side does not understand the kind of session description that we sent.'],
  416: ['scheme-unsupported', 'The other side cannot call this kind of address.'],
  420: ['extension-unsupported', 'The other side does not know an extension that the call needs.'],
  422: ['session-timer-too-small', 'The other side wants session refreshes less often than was asked for.'],
  480: ['unavailable', 'The person called cannot be reached now. Try again later.'],
  481: ['no-such-call', 'The other side does not know this call. It may have been restarted.'],
  482: ['loop', 'The call ran in a circle between servers. Their forwarding rules are at fault.'],
  483: ['too-many-hops', 'The call passed too many servers. Their forwarding rules may send it in circles.'],
  484: ['address-incomplete', 'The number is incomplete. Dial the rest of it.'],
  485: ['address-ambiguous', 'The address stands for several people. Choose one of them.'],
  486: ['busy', 'The person called is busy. Try again later.'],
  487: ['cancelled', 'The call attempt was ended before anyone answered.'],
  488: ['no-common-media', 'The two phones have no way of talking in common. Check the codecs of the account.'],
  491: ['request-pending', 'Both sides wanted to change the call at the same moment. Try again.'],
  493: ['undecipherable', 'The other side could not decrypt our request.'],
  500: ['server-error', 'The server failed. Try again later; if it goes on, tell its operator.'],
  501: ['not-implemented', 'The server cannot do what was asked for.'],
  502: ['bad-gateway', 'A gateway on the way got a bad answer. Try again later.'],
  503: ['service-unavailable', 'The server is overloaded or being serviced. Try again later.'],
  504: ['server-timeout', 'A server on the way did not answer in time. Try again later.'],
  505: ['version-unsupported', 'The server does not speak this version of SIP.'],
  513: ['too-large', 'Our request is too large for the server.'],
  580: ['precondition-failure', 'The network could not give what the call needs.'],
  600: ['busy', 'The person called is busy everywhere. Try again later.'],
  603: ['declined', 'The person called does not want to take the call.'],
  604: ['user-not-found', 'The address called does not exist anywhere.'],
  606: ['no-common-media', 'The person called would talk, but not in a way that both phones can.'],
  607: ['unwanted', 'The person called has marked this call as unwanted.'],
  608: ['rejected', 'A machine on the way has rejected this call.'],
};

/** RFC 3261 8.1.3.2: an unknown code means what x00 of its class means. */
const CLASS_WORDS: Record<number, Words> = {
  3: ['redirected', 'The person called is to be found elsewhere, and none of those addresses led to a call.'],
  4: WORDS[400] as Words,
  5: WORDS[500] as Words,
  6: WORDS[603] as Words,
};

/** `status` and `reason` are given as parameters, `retryAfterS` too where the response has it. */
export function responseInWords(response: SipResponse): RungError {
  const { status } = response;
  const [code, message] = WORDS[status] ?? CLASS_WORDS[Math.floor(status / 100)] ?? (WORDS[400] as Words);
  const retryAfterS = numberOf(response, 'retry-after');
  return rungError(code, message, { status, reason: oneLine(response.reason), ...(retryAfterS === undefined ? {} : { retryAfterS }) });
}

/** A 401/407 that could not be answered. */
export function challengeInWords(response: SipResponse, why: ChallengeFailure): RungError {
  if (why === 'rejected') {
    return rungError('wrong-password', 'The server does not accept user name and password. Check both in the account.', { status: response.status });
  }
  if (why === 'unsupported') {
    return rungError('auth-unsupported', 'The server asks for a kind of authentication that this phone does not know.', { status: response.status });
  }
  return responseInWords(response);
}
