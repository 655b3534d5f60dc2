import { rtpMapsOf } from '../../sdp/attributes.ts';
import { firstAgreementOf } from '../dialog-steps.ts';
import { audioOf } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 3264 6.1: an answer chooses among the codecs of the offer, and a number means the same codec in both. */
export const payloadMismatch: Rule = {
  name: 'payload-mismatch',
  severity: 'error',
  section: 'RFC 3264 6.1',
  texts: {
    en: {
      message: 'The answer has {codec} for payload type {number}, and the offer has {offered}: what is sent cannot be understood.',
      advice: 'The other side, or a server that changed the description on its way, answers wrongly. Allow one codec with a fixed number (PCMA or PCMU), and try again.',
    },
    de: {
      message: 'Die Antwort hat {codec} für Payload-Typ {number}, das Angebot {angeboten}: Was gesendet wird, ist nicht zu verstehen.',
      advice: 'Die Gegenseite oder ein Server, der die Beschreibung unterwegs ändert, antwortet falsch. Erlauben Sie nur einen Codec mit fester Nummer (PCMA oder PCMU) und versuchen Sie es erneut.',
    },
  },
  find(call) {
    const agreed = firstAgreementOf(call);
    const [offer, answer] = [agreed && audioOf(agreed.offer), agreed && audioOf(agreed.answer)];
    if (!agreed || !offer || !answer) return undefined;
    const offered = rtpMapsOf(offer);
    for (const { payloadType: number, encoding } of rtpMapsOf(answer)) {
      const sameNumber = offered.find(({ payloadType }) => payloadType === number);
      const isOffered = offered.some((map) => sameName(map.encoding, encoding));
      if (sameNumber ? sameName(sameNumber.encoding, encoding) : isOffered) continue;
      const params = { number, codec: encoding, offered: sameNumber?.encoding ?? 'no such codec', angeboten: sameNumber?.encoding ?? 'keinen solchen Codec' };
      return { seq: agreed.answer.seq, params };
    }
    return undefined;
  },
};

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
