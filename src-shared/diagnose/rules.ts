/** All rules, by what they are about: docs/diagnosis.md lists them in this order. */
import { abnormalEnd } from './rules/abnormal-end.ts';
import { ackNotHeard } from './rules/ack-not-heard.ts';
import { algMeddling } from './rules/alg-meddling.ts';
import { anonymityRefused } from './rules/anonymity-refused.ts';
import { authLoop } from './rules/auth-loop.ts';
import { busy } from './rules/busy.ts';
import { byeUnanswered } from './rules/bye-unanswered.ts';
import { cancelled } from './rules/cancelled.ts';
import { clockSkew } from './rules/clock-skew.ts';
import { declined } from './rules/declined.ts';
import { dtmfInfoRefused } from './rules/dtmf-info-refused.ts';
import { dtmfNotAgreed } from './rules/dtmf-not-agreed.ts';
import { earlyMediaNoAnswer } from './rules/early-media-no-answer.ts';
import { eventRefused } from './rules/event-refused.ts';
import { extensionMismatch } from './rules/extension-mismatch.ts';
import { forbidden } from './rules/forbidden.ts';
import { foreignAudioAddress } from './rules/foreign-audio-address.ts';
import { forkTwoAnswers } from './rules/fork-two-answers.ts';
import { glare } from './rules/glare.ts';
import { identityRefused } from './rules/identity-refused.ts';
import { loop } from './rules/loop.ts';
import { missingAck } from './rules/missing-ack.ts';
import { missingPrack } from './rules/missing-prack.ts';
import { missingSuccess } from './rules/missing-success.ts';
import { multicastMisunderstood } from './rules/multicast-misunderstood.ts';
import { multicastRefused } from './rules/multicast-refused.ts';
import { nameNotFound } from './rules/name-not-found.ts';
import { natMappingChanged } from './rules/nat-mapping-changed.ts';
import { noAnswer } from './rules/no-answer.ts';
import { noResponse } from './rules/no-response.ts';
import { noRtp } from './rules/no-rtp.ts';
import { notAcceptable } from './rules/not-acceptable.ts';
import { notifyRefused } from './rules/notify-refused.ts';
import { oneWayAudio } from './rules/one-way-audio.ts';
import { oversizedRequest } from './rules/oversized-request.ts';
import { passwordNeeded } from './rules/password-needed.ts';
import { payloadMismatch } from './rules/payload-mismatch.ts';
import { privateContact } from './rules/private-contact.ts';
import { privateMediaAddress } from './rules/private-media-address.ts';
import { ptimeMismatch } from './rules/ptime-mismatch.ts';
import { refused } from './rules/refused.ts';
import { registrationExpired } from './rules/registration-expired.ts';
import { registrationReplaced } from './rules/registration-replaced.ts';
import { reinviteLostCall } from './rules/reinvite-lost-call.ts';
import { reinviteRefused } from './rules/reinvite-refused.ts';
import { requestPending } from './rules/request-pending.ts';
import { requestTimeout } from './rules/request-timeout.ts';
import { serverError } from './rules/server-error.ts';
import { sessionExpired } from './rules/session-expired.ts';
import { sessionInterval } from './rules/session-interval.ts';
import { srtpMismatch } from './rules/srtp-mismatch.ts';
import { staleNonceStorm } from './rules/stale-nonce-storm.ts';
import { tlsFailed } from './rules/tls-failed.ts';
import { transferFailed } from './rules/transfer-failed.ts';
import { unagreedPayloadType } from './rules/unagreed-payload-type.ts';
import { unavailable } from './rules/unavailable.ts';
import { unheardByPeer } from './rules/unheard-by-peer.ts';
import { unknownAccount } from './rules/unknown-account.ts';
import { unknownUser } from './rules/unknown-user.ts';
import { unreadableSrtp } from './rules/unreadable-srtp.ts';
import { unroutableAudioAddress } from './rules/unroutable-audio-address.ts';
import { updateRefused } from './rules/update-refused.ts';
import { useProxy } from './rules/use-proxy.ts';
import { wrongPassword } from './rules/wrong-password.ts';
import { wrongRealm } from './rules/wrong-realm.ts';
import type { Rule } from './types.ts';

export const RULE_GROUPS: readonly { about: string; rules: readonly Rule[] }[] = [
  {
    about: 'Nothing comes back',
    rules: [
      refused, nameNotFound, tlsFailed, oversizedRequest, noResponse, requestTimeout, byeUnanswered,
    ],
  },
  {
    about: 'Who one is',
    rules: [
      wrongPassword, wrongRealm, unknownAccount, passwordNeeded, authLoop, staleNonceStorm, forbidden, identityRefused,
      anonymityRefused, clockSkew,
    ],
  },
  {
    about: 'Registrations',
    rules: [
      registrationReplaced, registrationExpired, natMappingChanged,
    ],
  },
  {
    about: 'Nobody takes the call',
    rules: [
      unknownUser, unavailable, busy, declined, noAnswer, cancelled, earlyMediaNoAnswer, useProxy, loop, serverError,
    ],
  },
  {
    about: 'What both sides can do',
    rules: [
      notAcceptable, srtpMismatch, payloadMismatch, ptimeMismatch, dtmfNotAgreed, dtmfInfoRefused, extensionMismatch,
      sessionInterval, eventRefused, multicastRefused, multicastMisunderstood,
    ],
  },
  {
    about: 'Calls that break',
    rules: [
      missingAck, ackNotHeard, missingSuccess, missingPrack, forkTwoAnswers, privateContact, algMeddling, reinviteRefused,
      reinviteLostCall, updateRefused, glare, requestPending, sessionExpired, transferFailed, notifyRefused, abnormalEnd,
    ],
  },
  {
    about: 'Sound',
    rules: [
      noRtp, oneWayAudio, privateMediaAddress, unroutableAudioAddress, foreignAudioAddress, unagreedPayloadType, unreadableSrtp,
      unheardByPeer,
    ],
  },
];
