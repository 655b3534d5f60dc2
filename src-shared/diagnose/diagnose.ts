/** Why a call failed, or is sick: one rule a file under rules/. */
import type { MediaSpan, TracedMessage } from '../model.ts';
import { shortened } from '../ladder/printable.ts';
import { callTraces } from './call-trace.ts';
import type { CallError, CallTrace } from './call-trace.ts';
import { abnormalEnd } from './rules/abnormal-end.ts';
import { ackNotHeard } from './rules/ack-not-heard.ts';
import { anonymityRefused } from './rules/anonymity-refused.ts';
import { busy } from './rules/busy.ts';
import { declined } from './rules/declined.ts';
import { eventRefused } from './rules/event-refused.ts';
import { extensionMismatch } from './rules/extension-mismatch.ts';
import { forbidden } from './rules/forbidden.ts';
import { foreignAudioAddress } from './rules/foreign-audio-address.ts';
import { identityRefused } from './rules/identity-refused.ts';
import { loop } from './rules/loop.ts';
import { missingAck } from './rules/missing-ack.ts';
import { missingPrack } from './rules/missing-prack.ts';
import { noAnswer } from './rules/no-answer.ts';
import { noResponse } from './rules/no-response.ts';
import { notAcceptable } from './rules/not-acceptable.ts';
import { notifyRefused } from './rules/notify-refused.ts';
import { oneWayAudio } from './rules/one-way-audio.ts';
import { oversizedRequest } from './rules/oversized-request.ts';
import { passwordNeeded } from './rules/password-needed.ts';
import { refused } from './rules/refused.ts';
import { serverError } from './rules/server-error.ts';
import { sessionInterval } from './rules/session-interval.ts';
import { srtpMismatch } from './rules/srtp-mismatch.ts';
import { tlsFailed } from './rules/tls-failed.ts';
import { transferFailed } from './rules/transfer-failed.ts';
import { unagreedPayloadType } from './rules/unagreed-payload-type.ts';
import { unheardByPeer } from './rules/unheard-by-peer.ts';
import { unknownUser } from './rules/unknown-user.ts';
import { unreadableSrtp } from './rules/unreadable-srtp.ts';
import { unroutableAudioAddress } from './rules/unroutable-audio-address.ts';
import { updateRefused } from './rules/update-refused.ts';
import { useProxy } from './rules/use-proxy.ts';
import { wrongPassword } from './rules/wrong-password.ts';
import type { Diagnosis, DiagnosisText, Params, Rule } from './types.ts';

const RULES: readonly Rule[] = [
  refused, oversizedRequest, noResponse, wrongPassword, passwordNeeded, unknownUser, forbidden, busy, declined, noAnswer, notAcceptable,
  missingAck, ackNotHeard, loop, serverError, oneWayAudio, extensionMismatch, sessionInterval, eventRefused, missingPrack, updateRefused,
  useProxy, transferFailed, notifyRefused, abnormalEnd, identityRefused, anonymityRefused, tlsFailed, srtpMismatch,
  foreignAudioAddress, unagreedPayloadType, unreadableSrtp, unroutableAudioAddress, unheardByPeer,
];

const MAX_PARAM = 200;

/** All that is wrong with these calls, in order of call and `seq`; nothing when all is well. `errors` are what the calls
 *  ended with where no message tells it. */
export function diagnose(messages: readonly TracedMessage[], media: readonly MediaSpan[], errors: readonly CallError[] = []): Diagnosis[] {
  return callTraces(messages, media, errors).flatMap(diagnoseCall);
}

function diagnoseCall(call: CallTrace): Diagnosis[] {
  return RULES.flatMap((rule) => apply(rule, call)).sort((a, b) => a.seq - b.seq);
}

function apply(rule: Rule, call: CallTrace): Diagnosis[] {
  const finding = rule.find(call);
  if (!finding) return [];
  const params = finding.params ?? {};
  const texts = { en: filled(rule.texts.en, params), de: filled(rule.texts.de, params) };
  const { name, severity, section } = rule;
  return [{ rule: name, severity, callId: call.callId, seq: finding.seq, section, ...texts.en, texts, params }];
}

function filled({ message, advice }: DiagnosisText, params: Params): DiagnosisText {
  return { message: fill(message, params), advice: fill(advice, params) };
}

/** Parameters come from the wire: they are shortened and made printable, and never read for placeholders themselves. */
function fill(template: string, params: Params): string {
  return template.replace(/\{(\w+)\}/g, (_all, name: string) => shortened(String(params[name] ?? ''), MAX_PARAM));
}
