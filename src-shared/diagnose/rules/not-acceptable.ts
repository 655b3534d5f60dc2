import type { TracedMessage } from '../../model.ts';
import { sourceOf } from '../call-trace.ts';
import { codecsOf, headerOf, sdpOf, statusText } from '../message-text.ts';
import type { Rule } from '../types.ts';
import { multicastRefused } from './multicast-refused.ts';
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
    if (!failure || !STATUSES.includes(failure.status ?? 0) || srtpMismatch.find(call) || multicastRefused.find(call)) return undefined;
    const warning = headerOf(failure, 'warning');
    const offer = call.messages.findLast(({ method, status, hasSdp, seq }) => method === 'INVITE' && status === undefined && hasSdp && seq < failure.seq);
    const refusing = sourceOf(failure);
    const described = call.messages.findLast((message) => message.hasSdp && message !== offer && sourceOf(message) === refusing);
    const theirs = (described && codecList(described)) ?? warning ?? '?';
    return { seq: failure.seq, params: { status: statusText(failure), offered: (offer && codecList(offer)) ?? '?', theirs } };
  },
};

function codecList(described: TracedMessage): string | undefined {
  const description = sdpOf(described);
  return description && (codecsOf(description).join(', ') || description.media.map((media) => `${media.media} ${media.protocol}`).join(', '));
}
