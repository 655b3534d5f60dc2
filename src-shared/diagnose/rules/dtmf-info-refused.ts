import { headerOf, statusText } from '../message-text.ts';
import type { Rule } from '../types.ts';

const CHALLENGES = [401, 407];

/** RFC 6086 4.2.2: 469 or 415 to an INFO whose content the other side does not take. */
export const dtmfInfoRefused: Rule = {
  name: 'dtmf-info-refused',
  severity: 'warning',
  section: 'RFC 6086 4.2.2',
  texts: {
    en: {
      message: 'A key was sent by INFO, and the other side refused it ({status}).',
      advice: 'Send keys as telephone-event (RFC 4733), or as tones in the sound.',
    },
    de: {
      message: 'Eine Taste wurde per INFO gesendet, und die Gegenseite hat sie abgelehnt ({status}).',
      advice: 'Senden Sie Tasten als telephone-event (RFC 4733) oder als Töne im Sprachkanal.',
    },
  },
  find({ transactions }) {
    for (const { request, responses } of transactions) {
      if (request.method !== 'INFO' || !/dtmf/i.test(headerOf(request, 'content-type') ?? '')) continue;
      const refusal = responses.find(({ status = 0 }) => status >= 300 && !CHALLENGES.includes(status));
      if (refusal) return { seq: refusal.seq, params: { status: statusText(refusal) } };
    }
    return undefined;
  },
};
