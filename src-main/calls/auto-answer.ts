/** Does the caller ask to be answered at once, and do we? Pure.
 *
 *  There is one standard way (Answer-Mode, RFC 5373) and two that paging systems use: a parameter of Alert-Info, of Call-Info. */
import type { Account } from '../../src-shared/model.ts';
import type { SipMessage } from '../../src-shared/sip/message.ts';

export interface AutoAnswer {
  afterS: number;
}

/** A caller may not make a phone ring for longer than this before it opens the microphone. */
const MAX_WAIT_S = 60;

/** What the INVITE asks for. Priv-Answer-Mode (RFC 5373 4) asks to override a person's own settings: never heeded. */
export function autoAnswerAsked(invite: SipMessage): AutoAnswer | undefined {
  const delay = [...invite.headers.all('call-info'), ...invite.headers.all('alert-info')].map(answerAfter).find((seconds) => seconds !== undefined);
  if (delay !== undefined) return { afterS: Math.min(delay, MAX_WAIT_S) };
  const asked = invite.headers.all('alert-info').some(isAutoAlert) || isAutoMode(invite.headers.first('answer-mode'));
  return asked ? { afterS: 0 } : undefined;
}

/** What is done about it, for an account that allows it and a person who is free. */
export function autoAnswerFor(account: Account | undefined, asked: AutoAnswer | undefined, isFree: boolean): AutoAnswer | undefined {
  if (!account || !isFree || account.autoAnswer === 'off') return undefined;
  return account.autoAnswer === 'always' ? (asked ?? { afterS: 0 }) : asked;
}

/** `<sip:pbx>;answer-after=0`. */
function answerAfter(value: string): number | undefined {
  const digits = /;\s*answer-after\s*=\s*"?(\d{1,4})\b/i.exec(value)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** `<http://127.0.0.1>;info=alert-autoanswer`, `info=Auto Answer`, `Auto Answer`, `Ring Answer`. */
function isAutoAlert(value: string): boolean {
  return /\binfo\s*=\s*"?(alert-autoanswer|auto[ -]?answer)\b/i.test(value) || /^"?\s*(auto|ring)[ -]answer\s*"?$/i.test(value);
}

/** RFC 5373 4: `Auto`, `Auto;require`. */
function isAutoMode(value: string | undefined): boolean {
  return /^auto\s*(;|$)/i.test(value ?? '');
}
