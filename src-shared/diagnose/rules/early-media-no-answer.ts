import { statusText } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 3960 3: sound before the answer, mostly an announcement that says why there is none. */
export const earlyMediaNoAnswer: Rule = {
  name: 'early-media-no-answer',
  severity: 'info',
  section: 'RFC 3960 3',
  texts: {
    en: {
      message: 'There was sound before anybody answered ({early}), then the call ended with {status}: probably an announcement gave the reason.',
      advice: 'Listen to the sound of this call before the answer, or play it from the trace.',
    },
    de: {
      message: 'Vor jeder Antwort gab es Ton ({early}), dann endete der Anruf mit {status}: Vermutlich hat eine Ansage den Grund genannt.',
      advice: 'Hören Sie sich den Ton vor der Antwort an, oder spielen Sie ihn aus der Aufzeichnung ab.',
    },
  },
  find({ failure, messages }) {
    if (failure?.method !== 'INVITE') return undefined;
    const early = messages.find(({ method, status = 0, hasSdp, seq }) => method === 'INVITE' && status > 100 && status < 200 && hasSdp && seq < failure.seq);
    return early && { seq: early.seq, params: { early: statusText(early), status: statusText(failure) } };
  },
};
