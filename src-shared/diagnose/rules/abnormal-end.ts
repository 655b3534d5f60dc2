import type { ReasonValue } from '../../sip/reason.ts';
import { causeWords, isNormalEnd, reasonsOf } from '../../sip/reason.ts';
import { messageOf } from '../message-text.ts';
import type { Rule } from '../types.ts';

/** RFC 3326: a BYE or CANCEL that says that something went wrong. */
export const abnormalEnd: Rule = {
  name: 'abnormal-end',
  severity: 'warning',
  section: 'RFC 3326 2',
  texts: {
    en: { message: 'The call did not end by hanging up: {why}.', advice: 'The side that sent {method} gives this reason. If it comes again, tell the operator of that network.' },
    de: { message: 'Der Anruf endete nicht durch Auflegen: {warum}.', advice: 'Die Seite, die {method} sandte, nennt diesen Grund. Kommt er wieder, sagen Sie es dem Betreiber jenes Netzes.' },
  },
  find({ messages }) {
    for (const traced of messages) {
      if (traced.status !== undefined || (traced.method !== 'BYE' && traced.method !== 'CANCEL')) continue;
      const message = messageOf(traced);
      const reason = message && reasonsOf(message).find((one) => !isNormalEnd(one) && !isCancelled(one));
      if (!reason) continue;
      const words = causeWords(reason);
      const code = `${reason.protocol} ${reason.cause ?? ''}`.trim();
      const said = reason.text === '' ? code : `${code}, "${reason.text}"`;
      const [why, warum] = words ? [`${words.en} (${said})`, `${words.de} (${said})`] : [said, said];
      return { seq: traced.seq, params: { why, warum, method: traced.method } };
    }
    return undefined;
  },
};

/** The caller had given up while the answer was on its way (RFC 3261 15). */
const isCancelled = ({ protocol, cause }: ReasonValue): boolean => protocol === 'SIP' && cause === 487;
