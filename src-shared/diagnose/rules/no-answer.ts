import { sourceOf } from '../call-trace.ts';
import { statusText } from '../message-text.ts';
import { hasRung } from '../ringing.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 16.8, 21.4.25: it rang, and somebody's timer ended it; no caller has taken it back. */
export const noAnswer: Rule = {
  name: 'no-answer',
  severity: 'info',
  section: 'RFC 3261 16.8',
  texts: {
    en: {
      message: 'It rang, nobody answered, and {server} gave up ({status}).',
      advice: 'Ring longer where that can be set (timer C of a proxy, the time before voice mail), or call later.',
    },
    de: {
      message: 'Es klingelte, niemand antwortete, und {server} gab auf ({status}).',
      advice: 'Lassen Sie länger klingeln, wo das einstellbar ist (Timer C eines Proxys, Zeit bis zur Mailbox), oder rufen Sie später an.',
    },
  },
  find({ failure, messages }) {
    if (!failure || failure.method !== 'INVITE') return undefined;
    const byTimer = (failure.status === 408 && hasRung(messages)) || (failure.status === 487 && !messages.some(({ method }) => method === 'CANCEL'));
    return byTimer ? { seq: failure.seq, params: { server: sourceOf(failure), status: statusText(failure) } } : undefined;
  },
};
