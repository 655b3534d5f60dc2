import { headerOf } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 4028 7.3, 9: 422 tells the shortest interval, and the call is to be tried again with it. */
export const sessionInterval: Rule = {
  name: 'session-interval',
  severity: 'error',
  section: 'RFC 4028 7.3',
  texts: {
    en: {
      message: 'The session timer of {asked} s is too short for the other side, which wants at least {least} s, and the call was not tried again with that.',
      advice: 'Ask for a longer session timer, or for none.',
    },
    de: {
      message: 'Der Sitzungs-Zeitgeber von {asked} s ist der Gegenseite zu kurz, sie will mindestens {least} s; damit wurde der Anruf nicht wiederholt.',
      advice: 'Verlangen Sie einen längeren Sitzungs-Zeitgeber oder gar keinen.',
    },
  },
  find({ failure, transactions }) {
    if (failure?.status !== 422) return undefined;
    const request = transactions.find(({ responses }) => responses.includes(failure))?.request;
    const asked = request && headerOf(request, 'session-expires');
    return { seq: failure.seq, params: { asked: /^\d+/.exec(asked ?? '')?.[0] ?? '?', least: headerOf(failure, 'min-se') ?? '?' } };
  },
};
