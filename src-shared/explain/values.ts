/** What the codes inside header fields say: Reason, Warning, Diversion, History-Info. */
import { Headers } from '../sip/headers.ts';
import { diversionsOf } from '../sip/diversion.ts';
import type { SipRequest } from '../sip/message.ts';
import { causeWords, reasonsOf } from '../sip/reason.ts';
import { warningsOf, warningWords } from '../sip/warning.ts';

type Words = { en: string; de: string } | undefined;

/** Of one field line, in both languages; undefined where there is nothing to decode. `name` canonical. */
export function explainValue(name: string, value: string): { en: string; de: string } | undefined {
  const found = wordsIn(name, value).filter((words) => words !== undefined);
  if (found.length === 0) return undefined;
  return { en: found.map(({ en }) => en).join('; '), de: found.map(({ de }) => de).join('; ') };
}

function wordsIn(name: string, value: string): Words[] {
  const headers = new Headers().add(name, value);
  const message: SipRequest = { kind: 'request', method: '', uri: '', headers, body: new Uint8Array(), notes: [] };
  if (name === 'reason') return reasonsOf(message).map(causeWords);
  if (name === 'warning') return warningsOf(message).map(({ code }) => warningWords(code));
  if (name === 'diversion' || name === 'history-info') return diversionsOf(message).map(({ words }) => words);
  return [];
}
