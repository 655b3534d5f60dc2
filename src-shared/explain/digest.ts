/** How a password is proved (RFC 7616 3.4, RFC 8760): challenge and credentials of a message, and the computation with its values. The
 *  password is nobody's business here, and the proof itself was struck out before anything was stored. */
import type { TracedMessage } from '../model.ts';
import { messageOf } from '../diagnose/message-text.ts';
import { parseAuth } from '../sip/typed-headers.ts';
import type { Parameters } from '../sip/lexer.ts';

export interface DigestField {
  /** Canonical name of the header field. */
  header: string;
  kind: 'challenge' | 'credentials';
  parameters: Parameters;
  /** `MD5` where the field names none. */
  algorithm: string;
}

/** One line of the computation; `value` without the password, which is written as ‹password›. */
export interface DigestStep {
  name: 'A1' | 'HA1' | 'A2' | 'HA2' | 'response';
  formula: string;
  value: string;
}

export interface DigestStory {
  fields: DigestField[];
  /** The challenge that the credentials answer, or the first request that answers the challenge. */
  counterpart?: TracedMessage;
  /** From the challenge to the credentials, in ms: how old the nonce was. */
  nonceAgeMs?: number;
  /** How the two fit. */
  relation: 'answers' | 'other-nonce' | 'other-realm' | 'no-challenge' | 'answered' | 'unanswered';
  /** Requests with this nonce so far, this one included. */
  uses: number;
  steps: DigestStep[];
}

const CHALLENGES = ['www-authenticate', 'proxy-authenticate'];
const CREDENTIALS = ['authorization', 'proxy-authorization'];
/** Messages looked back at, or ahead. */
const MAX_LOOK = 2_000;

/** Undefined for a message without digest. `messages`: what it stands among, in order of `seq`. */
export function digestStory(messages: readonly TracedMessage[], message: TracedMessage): DigestStory | undefined {
  const fields = digestFields(message);
  const [first] = fields;
  if (!first) return undefined;
  return first.kind === 'credentials' ? ofCredentials(messages, message, fields, first) : ofChallenge(messages, message, fields, first);
}

/** The Digest fields of a message; of other schemes nothing is known. */
function digestFields(message: TracedMessage): DigestField[] {
  if (!/\n(?:proxy-)?(?:authorization|authenticate)|\nwww-authenticate/i.test(message.raw)) return [];
  const parsed = messageOf(message);
  if (!parsed) return [];
  return [...CHALLENGES, ...CREDENTIALS].flatMap((header) => parsed.headers.all(header).flatMap((value): DigestField[] => {
    const auth = parseAuth(value);
    if (auth?.scheme !== 'digest') return [];
    const kind = CHALLENGES.includes(header) ? 'challenge' : 'credentials';
    return [{ header, kind, parameters: auth.parameters, algorithm: auth.parameters.get('algorithm') || 'MD5' }];
  }));
}

function ofCredentials(messages: readonly TracedMessage[], message: TracedMessage, fields: DigestField[], own: DigestField): DigestStory {
  const nonce = own.parameters.get('nonce');
  const realm = own.parameters.get('realm');
  const before = messages.filter(({ seq }) => seq < message.seq).slice(-MAX_LOOK);
  const challenges = before.filter(({ status }) => status === 401 || status === 407);
  const asks = (one: TracedMessage, name: 'nonce' | 'realm', value: string | undefined): boolean => digestFields(one).some((field) => field.kind === 'challenge' && field.parameters.get(name) === value);
  const answered = challenges.findLast((one) => asks(one, 'nonce', nonce));
  const sameCall = challenges.filter(({ callId }) => callId === message.callId);
  const other = answered ?? sameCall.findLast((one) => asks(one, 'realm', realm)) ?? sameCall.at(-1);
  const uses = 1 + before.filter((one) => one.retransmissionOf === undefined && hasCredentials(one, nonce)).length;
  const relation = answered ? 'answers' : !other ? 'no-challenge' : asks(other, 'realm', realm) ? 'other-nonce' : 'other-realm';
  return {
    fields, relation, uses: message.retransmissionOf === undefined ? uses : uses - 1, steps: stepsOf(own, message.method),
    ...(other && { counterpart: other }), ...(answered && { nonceAgeMs: message.atMs - answered.atMs }),
  };
}

function ofChallenge(messages: readonly TracedMessage[], message: TracedMessage, fields: DigestField[], own: DigestField): DigestStory {
  const nonce = own.parameters.get('nonce');
  const answer = messages.filter(({ seq }) => seq > message.seq).slice(0, MAX_LOOK).find((one) => hasCredentials(one, nonce));
  return {
    fields, relation: answer ? 'answered' : 'unanswered', uses: 0, steps: stepsOf(own, message.method),
    ...(answer && { counterpart: answer, nonceAgeMs: answer.atMs - message.atMs }),
  };
}

function hasCredentials(message: TracedMessage, nonce: string | undefined): boolean {
  return message.status === undefined && digestFields(message).some((field) => field.kind === 'credentials' && field.parameters.get('nonce') === nonce);
}

/** RFC 7616 3.4.1 to 3.4.3, with what the field tells put in. */
function stepsOf({ parameters, algorithm, kind }: DigestField, method: string): DigestStep[] {
  const of = (name: string): string => parameters.get(name) || `‹${name}›`;
  const hash = algorithm.replace(/-sess$/i, '');
  const isSession = /-sess$/i.test(algorithm);
  // A challenge offers several; the client takes one.
  const qop = kind === 'challenge' ? (/\bauth\b/.exec(parameters.get('qop') ?? '')?.[0] ?? parameters.get('qop') ?? '') : parameters.get('qop') ?? '';
  const integrity = qop === 'auth-int';
  return [
    { name: 'A1', formula: 'username:realm:password', value: `${of('username')}:${of('realm')}:‹password›` },
    {
      name: 'HA1', formula: isSession ? `${hash}(${hash}(A1):nonce:cnonce)` : `${hash}(A1)`,
      value: isSession ? `${hash}(${hash}(A1):${of('nonce')}:${of('cnonce')})` : `${hash}(${of('username')}:${of('realm')}:‹password›)`,
    },
    { name: 'A2', formula: integrity ? `method:uri:${hash}(body)` : 'method:uri', value: `${method}:${of('uri')}${integrity ? `:${hash}(‹body›)` : ''}` },
    { name: 'HA2', formula: `${hash}(A2)`, value: `${hash}(${method}:${of('uri')}${integrity ? `:${hash}(‹body›)` : ''})` },
    qop === ''
      ? { name: 'response', formula: `${hash}(HA1:nonce:HA2)`, value: `${hash}(HA1:${of('nonce')}:HA2)` }
      : { name: 'response', formula: `${hash}(HA1:nonce:nc:cnonce:qop:HA2)`, value: `${hash}(HA1:${of('nonce')}:${of('nc')}:${of('cnonce')}:${qop}:HA2)` },
  ];
}
