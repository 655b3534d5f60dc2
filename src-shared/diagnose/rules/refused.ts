import { COMMENT } from '../../ladder/trace-message.ts';
import type { TracedMessage } from '../../model.ts';
import { targetOf } from '../call-trace.ts';
import type { Rule } from '../types.ts';

const CODES = ['connection-refused', 'unreachable'];
const NOTE = /\bICMP\b|connection-refused|\brefuse[sd]\b/i;

/** What somebody wrote to it in the file is their judgement. */
const noticed = ({ note = '' }: TracedMessage): string => note.split(COMMENT)[0] ?? '';

/** RFC 3261 18.4: an ICMP error or a refused connection ends the attempt at once. */
export const refused: Rule = {
  name: 'refused',
  severity: 'error',
  section: 'RFC 3261 18.4',
  texts: {
    en: {
      message: '{peer} was reached, but nothing listens on that port, or there is no way to it.',
      advice: 'Check the port and the transport (UDP or TCP), and that the other side is running.',
    },
    de: {
      message: '{peer} lehnt ab: Auf diesem Port hört niemand, oder es führt kein Weg dorthin.',
      advice: 'Prüfen Sie Port und Transport (UDP oder TCP) und ob die Gegenseite läuft.',
    },
  },
  find({ messages, errorCodes }) {
    const request = messages.find((message) => message.status === undefined && message.direction === 'out');
    const noted = messages.find((message) => message.direction === 'out' && NOTE.test(noticed(message)));
    const guilty = noted ?? (errorCodes.some((code) => CODES.includes(code)) ? request : undefined);
    return guilty && { seq: guilty.seq, params: { peer: targetOf(guilty) } };
  },
};
