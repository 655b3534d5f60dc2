import { attributeValue } from '../../sdp/attributes.ts';
import type { SdpMedia } from '../../sdp/types.ts';
import type { CallTrace, TracedTransaction } from '../call-trace.ts';
import { audioOf, headerOf, statusText } from '../message-text.ts';
import type { Finding, Rule } from '../types.ts';

const STATUSES = [415, 488, 606];
/** RFC 3261 20.43: these say that it was not about the encryption. */
const OTHER_WARNINGS = /\b(?:300|301|304|305|306|307|330|331|370) /;
const ENCRYPTION_WORDS = /savp|srtp|crypto|encrypt/i;

/** RFC 4568 5.1: one side wants the sound encrypted, the other not, or in another manner. */
export const srtpMismatch: Rule = {
  name: 'srtp-mismatch',
  severity: 'error',
  section: 'RFC 4568 5.1',
  texts: {
    en: {
      message: 'The two sides do not agree on the encryption of the sound ({status}). Offered: {offered}. Other side: {theirs}.',
      advice: 'Choose the same on both sides: "Where possible" in the account fits a side with and one without. Keys must be exchanged by SDES (RTP/SAVP with a=crypto); DTLS-SRTP (UDP/TLS) and ZRTP are not possible in Rung.',
    },
    de: {
      message: 'Beide Seiten sind sich über die Verschlüsselung des Tons nicht einig ({status}). Angeboten: {offered}. Gegenseite: {theirs}.',
      advice: 'Wählen Sie auf beiden Seiten dasselbe: „Wenn möglich“ im Konto passt zu einer Seite mit und zu einer ohne. Schlüssel müssen per SDES getauscht werden (RTP/SAVP mit a=crypto); DTLS-SRTP (UDP/TLS) und ZRTP kann Rung nicht.',
    },
  },
  find: (call) => refused(call) ?? answeredOtherwise(call),
};

/** An offer that wanted encryption, or was refused for want of it. */
function refused({ failure, messages }: CallTrace): Finding | undefined {
  if (!failure || failure.method !== 'INVITE' || !STATUSES.includes(failure.status ?? 0)) return undefined;
  const offer = messages.findLast(({ method, status, seq, hasSdp }) => method === 'INVITE' && status === undefined && hasSdp && seq < failure.seq);
  const audio = offer && audioOf(offer);
  if (!audio) return undefined;
  const warning = headerOf(failure, 'warning') ?? '';
  if (OTHER_WARNINGS.test(warning) || (!isSecure(audio) && !ENCRYPTION_WORDS.test(warning))) return undefined;
  return { seq: failure.seq, params: { status: statusText(failure), offered: manner(audio), theirs: warning || statusText(failure) } };
}

/** A plain answer to an encrypted offer, or the other way round. */
function answeredOtherwise({ transactions }: CallTrace): Finding | undefined {
  for (const transaction of transactions) {
    const finding = otherwise(transaction);
    if (finding) return finding;
  }
  return undefined;
}

function otherwise({ request, responses }: TracedTransaction): Finding | undefined {
  const success = responses.find(({ status, hasSdp }) => status === 200 && hasSdp);
  const offered = request.method === 'INVITE' ? audioOf(request) : undefined;
  const answered = success && audioOf(success);
  if (!offered || !answered || isKeyed(offered) === isKeyed(answered)) return undefined;
  // Keys beside a plain stream are an offer that may be overlooked.
  if (!isSecure(offered) && !isSecure(answered)) return undefined;
  return { seq: success.seq, params: { status: statusText(success), offered: manner(offered), theirs: manner(answered) } };
}

function isSecure({ protocol }: SdpMedia): boolean {
  return protocol.includes('SAVP');
}

function isKeyed({ attributes, protocol }: SdpMedia): boolean {
  return attributeValue(attributes, 'crypto') !== undefined || protocol.startsWith('UDP/TLS/');
}

function manner({ protocol, attributes }: SdpMedia): string {
  return [protocol, ...['crypto', 'fingerprint'].filter((name) => attributeValue(attributes, name) !== undefined).map((name) => `a=${name}`)].join(' + ');
}
