import { statusText } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 3261 9.1: CANCEL, and 487 to the INVITE that it took back. */
export const cancelled: Rule = {
  name: 'cancelled',
  severity: 'info',
  section: 'RFC 3261 9.1',
  texts: {
    en: {
      message: 'The caller gave up after {seconds} s, before anybody answered ({status}).',
      advice: 'Nothing is wrong. If nobody hung up, a timer of the caller or of a proxy did: ring longer.',
    },
    de: {
      message: 'Der Anrufer gab nach {seconds} s auf, ehe jemand antwortete ({status}).',
      advice: 'Das ist in Ordnung. Hat niemand aufgelegt, war es ein Zeitgeber des Anrufers oder eines Proxys: Lassen Sie länger klingeln.',
    },
  },
  find({ failure, messages }) {
    const cancel = messages.find(({ method, status }) => method === 'CANCEL' && status === undefined);
    const invite = messages.find(({ method, status }) => method === 'INVITE' && status === undefined);
    if (failure?.status !== 487 || !cancel || !invite) return undefined;
    return { seq: cancel.seq, params: { seconds: Math.round((cancel.atMs - invite.atMs) / 1000), status: statusText(failure) } };
  },
};
