/** Why a request came to nothing, in words: what happened, why, what to do next. The UI translates by code. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { detailParams, failureDetails } from '../../src-shared/explain/failure-details.ts';
import type { SipResponse } from '../../src-shared/sip/message.ts';
import { cseqOf } from '../../src-shared/sip/typed-headers.ts';
import type { ChallengeFailure } from './request/outbound.ts';
import { oneLine } from './request/safe-text.ts';

type Words = [code: string, message: string];

const WORDS: Record<number, Words> = {
  300: ['address-choice', 'The person called can be reached at several addresses. Choose one of them.'],
  305: ['use-proxy', 'The person called is reached only over another proxy. Call over it if you trust it.'],
  380: ['alternative-service', 'The call cannot be put through, but another service is offered instead.'],
  400: ['request-malformed', 'The other side could not read our request. The messages of this call show what it objected to.'],
  401: ['auth-required', 'The server wants a password. Check user name and password of the account.'],
  402: ['payment-required', 'The other side wants to be paid for this call. Ask its operator.'],
  403: ['forbidden', 'The server refuses, and a password would not change that. Ask its operator whether this account may do that.'],
  404: ['user-not-found', 'There is nobody of that name at the other side. Check the address.'],
  405: ['method-not-allowed', 'The other side does not take this kind of request.'],
  406: ['not-acceptable', 'The other side cannot send an answer that this phone would take.'],
  407: ['auth-required', 'The proxy wants a password. Check user name and password of the account.'],
  408: ['no-reply', 'The other side did not answer in time. Check the address, and that it is switched on.'],
  410: ['user-gone', 'The person called is no longer at this address, and no new address is known.'],
  412: ['publication-gone', 'The server no longer has the state that was to be changed.'],
  413: ['too-large', 'Our request is too large for the other side.'],
  414: ['address-too-long', 'The address is longer than the other side can take.'],
  415: ['media-type-unsupported', 'The other side does not understand the kind of session description that we sent.'],
  416: ['scheme-unsupported', 'The other side cannot call this kind of address.'],
  417: ['priority-unknown', 'The other side knows none of the priorities that were asked for.'],
  420: ['extension-unsupported', 'The other side does not know an extension that the call needs.'],
  421: ['extension-required', 'The other side insists on an extension that this phone does not have.'],
  422: ['session-timer-too-small', 'The other side wants session refreshes less often than was asked for.'],
  423: ['interval-too-brief', 'The server wants to be asked less often than this phone can offer.'],
  424: ['location-bad', 'The other side cannot use the location that was sent with the call.'],
  428: ['identity-required', 'The other side takes only calls whose number is proved by a signature. The provider of the account would have to sign.'],
  429: ['referrer-unproved', 'The other side takes a transfer only from somebody who proves who they are.'],
  430: ['flow-failed', 'The server has lost its connection to the phone called. Try again in a minute.'],
  433: ['anonymity-disallowed', 'Anonymous calls are not taken there. Call again with your number shown.'],
  436: ['identity-unreadable', 'The certificate that should prove the calling number could not be fetched. The provider of the account must mend that.'],
  437: ['identity-untrusted', 'The certificate that should prove the calling number is not trusted there. The provider of the account must mend that.'],
  438: ['identity-invalid', 'The signature of the calling number is wrong: it does not match the call. Something on the way may have changed the call.'],
  439: ['outbound-lacking', 'The first server does not keep connections open (outbound). Switch that off in the account.'],
  440: ['too-many-forks', 'The call would have split into more branches than allowed.'],
  469: ['info-unknown', 'The other side does not understand this kind of information within a call.'],
  470: ['consent-needed', 'The person called has not agreed to be called this way.'],
  480: ['unavailable', 'The person called cannot be reached now. Try again later.'],
  481: ['no-such-call', 'The other side does not know this call. It may have been restarted.'],
  482: ['loop', 'The call ran in a circle between servers. Their forwarding rules are at fault.'],
  483: ['too-many-hops', 'The call passed too many servers. Their forwarding rules may send it in circles.'],
  484: ['address-incomplete', 'The number is incomplete. Dial the rest of it.'],
  485: ['address-ambiguous', 'The address stands for several people. Choose one of them.'],
  486: ['busy', 'The person called is busy. Try again later.'],
  487: ['cancelled', 'The call attempt was ended before anyone answered.'],
  488: ['no-common-media', 'The two phones have no way of talking in common. Check the codecs of the account.'],
  489: ['event-unknown', 'The other side does not offer this kind of subscription.'],
  491: ['request-pending', 'Both sides wanted to change the call at the same moment. Try again.'],
  493: ['undecipherable', 'The other side could not decrypt our request.'],
  494: ['security-agreement', 'The server wants to agree on security in a way that this phone does not know.'],
  500: ['server-error', 'The server failed. Try again later; if it goes on, tell its operator.'],
  501: ['not-implemented', 'The server cannot do what was asked for.'],
  502: ['bad-gateway', 'A gateway on the way got a bad answer. Try again later.'],
  503: ['service-unavailable', 'The server is overloaded or being serviced. Try again later.'],
  504: ['server-timeout', 'A server on the way did not answer in time. Try again later.'],
  505: ['version-unsupported', 'The server does not speak this version of SIP.'],
  513: ['too-large', 'Our request is too large for the server.'],
  555: ['push-unsupported', 'The server does not know the push service that was asked for.'],
  580: ['precondition-failure', 'The network could not give what the call needs.'],
  600: ['busy', 'The person called is busy everywhere. Try again later.'],
  603: ['declined', 'The person called does not want to take the call.'],
  604: ['user-not-found', 'The address called does not exist anywhere.'],
  606: ['no-common-media', 'The person called would talk, but not in a way that both phones can.'],
  607: ['unwanted', 'The person called has marked this call as unwanted.'],
  608: ['rejected', 'A machine on the way has rejected this call; the person called was not asked.'],
};

/** What the same codes mean for a registration: the account is at fault, not somebody called. */
const REGISTER_WORDS: Record<number, Words> = {
  403: ['registration-forbidden', 'The server refuses the registration. It may be a wrong password after all, or a blocked account: check both, then ask its operator.'],
  404: ['account-unknown', 'The server knows no such user. Check user name and domain of the account.'],
};

/** RFC 3261 8.1.3.2: an unknown code means what x00 of its class means. */
const CLASS_WORDS: Record<number, Words> = {
  3: ['redirected', 'The person called is to be found elsewhere, and none of those addresses led to a call.'],
  4: WORDS[400] as Words,
  5: WORDS[500] as Words,
  6: WORDS[603] as Words,
};

/** `status` and `reason` are given as parameters, and what `failureDetails` says in German too. */
export function responseInWords(response: SipResponse): RungError {
  const { status } = response;
  const ofMethod = cseqOf(response)?.method === 'REGISTER' ? REGISTER_WORDS[status] : undefined;
  const [code, message] = ofMethod ?? WORDS[status] ?? CLASS_WORDS[Math.floor(status / 100)] ?? (WORDS[400] as Words);
  const params = { status, reason: oneLine(response.reason), ...detailParams(response) };
  return rungError(code, [message, ...failureDetails(params, 'en')].join(' '), params);
}

/** A 401/407 that could not be answered. */
export function challengeInWords(response: SipResponse, why: ChallengeFailure): RungError {
  if (why === 'rejected') {
    return rungError('wrong-password', 'The server does not accept user name and password. Check both in the account.', { status: response.status });
  }
  if (why === 'foreign-realm') {
    return rungError(
      'foreign-realm',
      'Somebody asks for the password who is not the server of this account, so it was not given. Call through the account that belongs to that server.',
      { status: response.status },
    );
  }
  if (why === 'unsupported') {
    return rungError('auth-unsupported', 'The server asks for a kind of authentication that this phone does not know.', { status: response.status });
  }
  return responseInWords(response);
}
