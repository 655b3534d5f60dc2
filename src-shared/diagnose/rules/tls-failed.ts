import { targetOf } from '../call-trace.ts';
import type { Rule } from '../types.ts';

const NOTE = /\bTLS\b|\bcertificate\b/i;

/** RFC 5922 7: no secure connection could be made. */
export const tlsFailed: Rule = {
  name: 'tls-failed',
  severity: 'error',
  section: 'RFC 5922 7',
  texts: {
    en: {
      message: 'No secure connection could be made to {peer} ({why}).',
      advice: 'Check that the certificate there is valid, is for the domain of the address, and comes from an authority that this computer trusts.',
    },
    de: {
      message: 'Zu {peer} kam keine sichere Verbindung zustande ({why}).',
      advice: 'Prüfen Sie, ob das Zertifikat dort gültig ist, zur Domain der Adresse gehört und von einer Stelle kommt, der dieser Rechner vertraut.',
    },
  },
  find({ messages, errorCodes, target }) {
    const noted = messages.find(({ direction, note }) => direction === 'out' && note !== undefined && NOTE.test(note));
    const code = errorCodes.find((candidate) => candidate.startsWith('tls-'));
    const guilty = noted ?? (code === undefined ? undefined : messages.find(({ status, direction }) => status === undefined && direction === 'out'));
    // Without a connection nothing may have been sent at all.
    if (!guilty && code !== undefined && target !== undefined) return { seq: 0, params: { peer: target, why: code } };
    return guilty && { seq: guilty.seq, params: { peer: targetOf(guilty), why: code ?? noted?.note ?? '' } };
  },
};
