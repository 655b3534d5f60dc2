/** The Reason header field (RFC 3326): why a request was sent, or why a call took the way it took. */
import { SEMICOLON, indexOfOrEnd, isToken, parseParameters } from './lexer.ts';
import type { SipMessage } from './message.ts';
import { isNormalClearing, q850Words } from './q850.ts';
import { statusCode } from './status-codes.ts';

export interface ReasonValue {
  /** Upper case: `SIP`, `Q.850`, or another one (RFC 4411: `PREEMPTION`). */
  protocol: string;
  cause?: number;
  /** One line, shortened; '' when there is none. */
  text: string;
}

/** A sender names one reason a protocol (RFC 3326 2); more than this is no reason but a flood. */
const MAX_REASONS = 8;
const MAX_TEXT = 200;

/** One value: `Q.850;cause=16;text="Terminated"`. Undefined when malformed. */
export function parseReason(value: string): ReasonValue | undefined {
  const end = indexOfOrEnd(value, ';', 0);
  const protocol = value.slice(0, end).trim();
  if (!isToken(protocol)) return undefined;
  const parameters = parseParameters(value, end + 1, SEMICOLON);
  const digits = parameters.get('cause') ?? '';
  const reason: ReasonValue = { protocol: protocol.toUpperCase(), text: shownText(parameters.get('text') ?? '') };
  if (/^\d{1,3}$/.test(digits)) reason.cause = Number(digits);
  return reason;
}

/** All that can be read, in order. */
export function reasonsOf(message: SipMessage): ReasonValue[] {
  return message.headers.all('reason').slice(0, MAX_REASONS).map(parseReason).filter((reason) => reason !== undefined);
}

/** The cause in words, a clause to stand behind a colon; undefined where the protocol or the cause is not known. */
export function causeWords({ protocol, cause }: ReasonValue): { en: string; de: string } | undefined {
  if (cause === undefined) return undefined;
  if (protocol === 'Q.850') return q850Words(cause);
  return protocol === 'SIP' && cause >= 100 && cause <= 699 ? statusCode(cause).brief : undefined;
}

/** Nothing went wrong: somebody hung up, or the call was answered at another phone (RFC 3326 1, SIP 200). */
export function isNormalEnd({ protocol, cause }: ReasonValue): boolean {
  if (cause === undefined) return true;
  return protocol === 'Q.850' ? isNormalClearing(cause) : protocol === 'SIP' && cause >= 200 && cause < 300;
}

/** Remote text for people: no control characters, not endless. */
export function shownText(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim().slice(0, MAX_TEXT);
}
