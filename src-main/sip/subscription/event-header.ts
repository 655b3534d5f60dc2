/** Event and Subscription-State (RFC 6665 8.2.1, 8.2.3), read and compared. */
import { SEMICOLON, parseParameters } from '../../../src-shared/sip/lexer.ts';
import type { SipMessage } from '../../../src-shared/sip/message.ts';

export interface EventValue {
  /** Lower case: package names are compared without regard to case in practice, whatever RFC 6665 8.2.1 says. */
  name: string;
  /** '' where there is none. */
  id: string;
}

/** Undefined when the field is missing or empty. */
export function eventOf(message: SipMessage): EventValue | undefined {
  const value = message.headers.first('event');
  return value === undefined ? undefined : parseEvent(value);
}

export function parseEvent(value: string): EventValue | undefined {
  const { head, parameters } = split(value);
  return head === '' ? undefined : { name: head, id: parameters.get('id') ?? '' };
}

export type Substate = 'active' | 'pending' | 'terminated';

export interface SubscriptionStateValue {
  state: Substate;
  expiresS: number | undefined;
  /** Lower case; '' where there is none. */
  reason: string;
  retryAfterS: number | undefined;
}

/** A missing field (RFC 3265's predecessors) and an unknown state mean that the subscription lives: RFC 6665 4.1.2.3 leaves it at that. */
export function subscriptionStateOf(message: SipMessage): SubscriptionStateValue {
  const { head, parameters } = split(message.headers.first('subscription-state') ?? '');
  return {
    state: head === 'pending' || head === 'terminated' ? head : 'active',
    expiresS: seconds(parameters.get('expires')),
    reason: (parameters.get('reason') ?? '').toLowerCase(),
    retryAfterS: seconds(parameters.get('retry-after')),
  };
}

function split(value: string): { head: string; parameters: ReadonlyMap<string, string> } {
  const end = value.indexOf(';');
  if (end < 0) return { head: value.trim().toLowerCase(), parameters: new Map() };
  return { head: value.slice(0, end).trim().toLowerCase(), parameters: parseParameters(value, end + 1, SEMICOLON) };
}

function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Math.min(Number(text), 0xffffffff) : undefined;
}
