/** Steps of a SIPp scenario: `<send>` and `<recv>`. */
import type { TracedMessage } from '../model.ts';
import { escapedXml, printable } from '../ladder/printable.ts';

/** Lines of a received message that a later step needs, under the number of that message. */
export type KeptLine = 'via' | 'from' | 'to' | 'cseq' | 'rseq';

export interface RecvOptions {
  isOptional: boolean;
  /** A challenge that the next request answers. */
  isChallenge?: boolean;
  /** Its Contact and Record-Route are where the dialog's requests go. */
  isTarget?: boolean;
  kept?: readonly KeptLine[];
}

const HEADERS: Record<Exclude<KeptLine, 'via'>, string> = { from: 'From:', to: 'To:', cseq: 'CSeq:', rseq: 'RSeq:' };
const VIAS = '(Via|Record-Route):[^[:cntrl:]]*([[:cntrl:]]+(Via|Record-Route):[^[:cntrl:]]*)*';

export function hasCredentials({ raw }: TracedMessage): boolean {
  return /^(?:proxy-)?authorization[ \t]*:/im.test(raw);
}

export function recvStep({ status, method, seq }: TracedMessage, { isOptional, isChallenge, isTarget, kept = [] }: RecvOptions): string {
  const what = status === undefined ? `request="${escapedXml(printable(method))}"` : `response="${status}"`;
  const flags = [isOptional && ' optional="true"', isTarget && ' rrs="true"', isChallenge && ' auth="true"'].filter((flag) => flag).join('');
  const open = `<recv ${what}${flags}`;
  if (kept.length === 0) return `${open} />\n`;
  return `${open}>\n  <action>\n${kept.map((line) => `    ${keep(line, seq)}\n`).join('')}  </action>\n</recv>\n`;
}

function keep(line: KeptLine, seq: number): string {
  if (line === 'via') return `<ereg regexp="${VIAS}" search_in="msg" check_it="true" assign_to="via${seq}" />`;
  return `<ereg regexp=".*" search_in="hdr" header="${HEADERS[line]}" check_it="true" assign_to="${line}${seq}" />`;
}

/** `isRepeated`: until something comes (RFC 3261 17.1.1.2). SIPp would wait for that before any other step. */
export function sendStep(lines: readonly string[], isRepeated: boolean): string {
  const inner = lines.map((text) => (text === '' ? '' : `    ${text}`));
  return [`<send${isRepeated ? ' retrans="500"' : ''}>`, '  <![CDATA[', '', ...inner, '', '  ]]>', '</send>', ''].join('\n');
}
