import { isSuccess } from '../dialog-steps.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 13.2.2.4: each 2xx of another fork is a call of its own; those that are not wanted are ended. */
export const forkTwoAnswers: Rule = {
  name: 'fork-two-answers',
  severity: 'info',
  section: 'RFC 3261 13.2.2.4',
  texts: {
    en: {
      message: 'Two phones answered this call: one is talked to, the other one heard nothing and was hung up.',
      advice: 'Both picked up at nearly the same moment; nothing is wrong. If it is one device, it is registered twice.',
    },
    de: {
      message: 'Zwei Telefone haben diesen Anruf angenommen: Mit dem einen wird gesprochen, das andere hörte nichts und wurde aufgelegt.',
      advice: 'Beide haben fast gleichzeitig abgehoben; das ist in Ordnung. Ist es ein einziges Gerät, ist es doppelt angemeldet.',
    },
  },
  find({ messages }) {
    const first = messages.find(({ method, status }) => method === 'INVITE' && isSuccess(status));
    const second = first && messages.find((message) => message.method === 'INVITE' && isSuccess(message.status) && message.cseq === first.cseq && message.toTag !== first.toTag);
    return second && { seq: second.seq };
  },
};
