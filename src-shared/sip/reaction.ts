/** What a UAC does about a final response (RFC 3261 8.1.3 and 21, and the RFCs of the codes), pure. Whoever sent the request carries it out. */
import { alternativesOf } from './alternatives.ts';
import type { SipRequest, SipResponse } from './message.ts';
import { statusCode } from './status-codes.ts';
import type { NameAddr } from './typed-headers.ts';
import { numberOf, tagsOf, tokensOf } from './typed-headers.ts';

export type Reaction =
  /** Provisional, or success. */
  | { kind: 'none' }
  /** Try these, best first; `remember`: later requests for the same address go there at once, until the phone is closed (301). */
  | { kind: 'follow'; contacts: NameAddr[]; remember: boolean }
  /** A person has to choose: other addresses (300, 485), a proxy to call over (305), another service (380). */
  | { kind: 'choose'; among: 'addresses' | 'proxies' | 'services'; contacts: NameAddr[] }
  | { kind: 'credentials' }
  /** The same request once more, after that many seconds. */
  | { kind: 'retry-after'; afterS: number }
  /** Once more, without these option tags (lower case) in Require, Proxy-Require and Supported. */
  | { kind: 'retry-without'; extensions: string[] }
  /** Once more, with these option tags in Supported. */
  | { kind: 'retry-with'; extensions: string[] }
  | { kind: 'min-se'; minSeS: number }
  | { kind: 'min-expires'; minExpiresS: number }
  /** PUBLISH of the whole state, without SIP-If-Match. */
  | { kind: 'publish-anew' }
  /** Once more, after the random time of RFC 3261 14.1. */
  | { kind: 'glare' }
  /** The dialog has ended with this. */
  | { kind: 'dialog-over' }
  /** `isGlobal`: no other address is to be tried either (6xx). `againInS`: when a person may try again. */
  | { kind: 'give-up'; isGlobal: boolean; againInS?: number };

export interface ReactionContext {
  /** As it went out. */
  sent: SipRequest;
  /** Option tags that this phone speaks, lower case. */
  speaks: readonly string[];
  /** What was done already about earlier responses to this request: no kind is done twice, save following, choosing and credentials. */
  tried?: ReadonlySet<Reaction['kind']>;
}

/** A phone that is silent for longer than this seems broken; then a person decides. */
const MAX_WAIT_S = 10;
/** Higher demands with 422 and 423 are not obeyed. */
const MAX_INTERVAL_S = 86_400 * 7;
/** RFC 3261 20.33. For these Retry-After says when the server, for the others when the person will be there again. */
const SERVER_MAY_RECOVER = [413, 500, 503];
const PERSON_MAY_RETURN = [404, 480, 486, 600, 603];
const REPEATABLE: readonly Reaction['kind'][] = ['none', 'follow', 'choose', 'credentials', 'give-up', 'dialog-over'];

export function reactionTo(response: SipResponse, context: ReactionContext): Reaction {
  const wanted = wantedReaction(response, context);
  if (!wanted) return giveUp(response);
  return REPEATABLE.includes(wanted.kind) || !context.tried?.has(wanted.kind) ? wanted : giveUp(response);
}

function wantedReaction(response: SipResponse, context: ReactionContext): Reaction | undefined {
  const { sent } = context;
  const isWithinDialog = tagsOf(sent).to !== '';
  // RFC 3261 8.1.3.2: an unknown code is treated as x00.
  const status = statusCode(response.status).code;
  if (status < 300) return { kind: 'none' };
  // RFC 3261 12.2.1.2 lets a target refresh alone move a dialog.
  if (status < 400) return isWithinDialog ? undefined : redirection(response, status);
  switch (status) {
    case 401:
    case 407:
      return { kind: 'credentials' };
    case 408:
    case 481:
      // RFC 3261 12.2.1.2
      return isWithinDialog ? { kind: 'dialog-over' } : undefined;
    case 412:
      // RFC 3903 4.1
      return sent.method === 'PUBLISH' ? { kind: 'publish-anew' } : undefined;
    case 420:
      return withoutRefused(tokensOf(response, 'unsupported'), sent);
    case 421:
      return withRequired(response, context);
    case 422:
      return raised('min-se', numberOf(response, 'min-se'), numberOf(sent, 'session-expires'));
    case 423:
      return raised('min-expires', numberOf(response, 'min-expires'), numberOf(sent, 'expires'));
    case 485:
      return choice('addresses', response);
    case 491:
      return isWithinDialog ? { kind: 'glare' } : undefined;
    default:
      return soon(response, status);
  }
}

function redirection(response: SipResponse, status: number): Reaction | undefined {
  const contacts = alternativesOf(response);
  // RFC 3261 21.3.4, 26.1: an answer may be forged or come from a stranger, and must not by itself put a proxy into our way.
  if (status === 305) return choice('proxies', response);
  if (status === 380) return choice('services', response);
  if (status === 300 && contacts.length !== 1) return choice('addresses', response);
  return contacts.length === 0 ? undefined : { kind: 'follow', contacts, remember: status === 301 };
}

function choice(among: 'addresses' | 'proxies' | 'services', response: SipResponse): Reaction | undefined {
  const contacts = alternativesOf(response);
  return contacts.length === 0 ? undefined : { kind: 'choose', among, contacts };
}

/** RFC 3261 8.1.3.5: only what was asked for can be left out. */
function withoutRefused(refused: readonly string[], sent: SipRequest): Reaction | undefined {
  const asked = ['require', 'proxy-require', 'supported'].flatMap((name) => lowerTokens(sent, name));
  const extensions = refused.map((tag) => tag.toLowerCase()).filter((tag) => asked.includes(tag));
  return extensions.length === 0 ? undefined : { kind: 'retry-without', extensions: [...new Set(extensions)] };
}

/** RFC 3261 21.4.16: sense in it only when we speak all of it, and had not said so. */
function withRequired(response: SipResponse, { sent, speaks }: ReactionContext): Reaction | undefined {
  const required = lowerTokens(response, 'require');
  const offered = [...lowerTokens(sent, 'supported'), ...lowerTokens(sent, 'require')];
  const extensions = [...new Set(required)].filter((tag) => !offered.includes(tag));
  if (extensions.length === 0 || !required.every((tag) => speaks.includes(tag))) return undefined;
  return { kind: 'retry-with', extensions };
}

/** RFC 4028 7.3, RFC 3261 10.2.8: only a higher demand is worth another try, or two machines would argue for ever. */
function raised(kind: 'min-se' | 'min-expires', demandedS: number | undefined, askedS = 0): Reaction | undefined {
  if (demandedS === undefined || demandedS <= askedS || demandedS > MAX_INTERVAL_S) return undefined;
  return kind === 'min-se' ? { kind, minSeS: demandedS } : { kind, minExpiresS: demandedS };
}

function soon(response: SipResponse, status: number): Reaction | undefined {
  const afterS = numberOf(response, 'retry-after');
  return afterS !== undefined && afterS <= MAX_WAIT_S && SERVER_MAY_RECOVER.includes(status) ? { kind: 'retry-after', afterS } : undefined;
}

function giveUp(response: SipResponse): Reaction {
  const status = statusCode(response.status).code;
  const afterS = [...SERVER_MAY_RECOVER, ...PERSON_MAY_RETURN].includes(status) ? numberOf(response, 'retry-after') : undefined;
  return { kind: 'give-up', isGlobal: response.status >= 600, ...(afterS ? { againInS: afterS } : {}) };
}

function lowerTokens(message: SipRequest | SipResponse, name: string): string[] {
  return tokensOf(message, name).map((tag) => tag.toLowerCase());
}
