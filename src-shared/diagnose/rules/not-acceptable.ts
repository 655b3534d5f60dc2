import type { CallTrace } from '../call-trace.ts';
import { codecsOf, headerOf, sdpOf, statusText } from '../message-text.ts';
import type { Rule } from '../types.ts';
import { srtpMismatch } from './srtp-mismatch.ts';

const STATUSES = [415, 488, 606];

/** RFC 3261 21.4.13, 21.4.26, 21.6.4: the session description was not good enough. */
export const notAcceptable: Rule = {
  name: 'not-acceptable',
  severity: 'error',
  section: 'RFC 3261 21.4.26',
  texts: {
    en: {
      message: 'The two sides found no media in common ({status}). Offered: {offered}. Other side: {theirs}.',
      advice: 'Allow a codec that the other side has (PCMA and PCMU are nearly everywhere), and compare encryption (RTP/SAVP) and IP version.',
    },
    de: {
      message: 'Beide Seiten haben keine gemeinsamen Medien gefunden ({status}). Angeboten: {offered}. Gegenseite: {theirs}.',
      advice: 'Erlauben Sie einen Codec, den die Gegenseite hat (PCMA und PCMU hat fast jede), und vergleichen Sie Verschlüsselung (RTP/SAVP) und IP-Version.',
    },
  },
  find(call) {
    const { failure } = call;
    if (!failure || !STATUSES.includes(failure.status ?? 0) || srtpMismatch.find(call)) return undefined;
    const warning = headerOf(failure, 'warning');
    const theirs = codecList(call, failure.direction) ?? warning ?? '?';
    const offered = codecList(call, failure.direction === 'in' ? 'out' : 'in') ?? '?';
    return { seq: failure.seq, params: { status: statusText(failure), offered, theirs } };
  },
};

/** The codecs of the last description that went that way. */
function codecList(call: CallTrace, direction: 'in' | 'out'): string | undefined {
  const described = call.messages.findLast((message) => message.direction === direction && message.hasSdp);
  const description = described && sdpOf(described);
  return description && (codecsOf(description).join(', ') || description.media.map((media) => `${media.media} ${media.protocol}`).join(', '));
}
