import { rtpMapsOf } from '../../sdp/attributes.ts';
import type { SdpMedia } from '../../sdp/types.ts';
import { firstAgreementOf } from '../dialog-steps.ts';
import { audioOf } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 4733 2.5.1.1: keys go as telephone-event only where both sides have it. */
export const dtmfNotAgreed: Rule = {
  name: 'dtmf-not-agreed',
  severity: 'warning',
  section: 'RFC 4733 2.5.1.1',
  texts: {
    en: {
      message: 'Keys pressed in this call may not arrive: telephone-event was offered, and the other side did not take it.',
      advice: 'Send the keys by SIP INFO or as tones in the sound, whichever the other side understands.',
    },
    de: {
      message: 'Tasten kommen in diesem Gespräch vielleicht nicht an: telephone-event war angeboten, die Gegenseite hat es nicht übernommen.',
      advice: 'Senden Sie die Tasten per SIP INFO oder als Töne im Sprachkanal, je nachdem, was die Gegenseite versteht.',
    },
  },
  find(call) {
    const agreed = firstAgreementOf(call);
    const [offer, answer] = [agreed && audioOf(agreed.offer), agreed && audioOf(agreed.answer)];
    if (!agreed || !offer || !answer || !hasEvents(offer) || hasEvents(answer)) return undefined;
    return { seq: agreed.answer.seq };
  },
};

function hasEvents(media: SdpMedia): boolean {
  return rtpMapsOf(media).some(({ encoding }) => encoding.toLowerCase() === 'telephone-event');
}
