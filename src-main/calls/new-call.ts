/** Calls at their beginning, as UI and history first see them. */
import type { Call, Transfer } from '../../src-shared/model.ts';
import { parseNameAddr } from '../../src-shared/sip/typed-headers.ts';
import type { Clock, Random } from '../ports.ts';
import { hex } from '../sip/hex.ts';
import { oneLine } from '../sip/request/safe-text.ts';
import type { InviteOptions, Session } from '../sip/user-agent.ts';
import type { DialRequest } from './calls.ts';
import { calledAddress, callerOf, shownCaller } from './caller.ts';
import { calledInto } from './invited.ts';

export function newCall(direction: 'in' | 'out', { clock, random }: { clock: Clock; random: Random }, more: Partial<Call>): Call {
  return {
    id: hex(random.bytes(8)),
    direction,
    state: 'calling',
    sipCallId: '',
    remoteUri: '',
    remoteName: '',
    startedAtMs: clock.wallMs(),
    heldByUs: false,
    heldByPeer: false,
    muted: false,
    digitsReceived: '',
    declinedMedia: [],
    secure: false,
    ...more,
  };
}

/** What a request to dial makes known. */
export function dialledCall(request: DialRequest): Partial<Call> {
  return {
    remoteUri: request.shownUri ?? request.uri,
    accountId: request.account?.id,
    subject: subjectOf(request),
    priority: request.priority,
    retry: request.retry,
    ...(request.into && calledInto(request.into)),
    secure: request.identity.transport === 'tls' || /^sips:|;transport=tls/i.test(request.uri),
  };
}

/** What an INVITE makes known. `isFromOurServer`: its word about the caller counts more than the caller's own. */
export function calledCall(session: Session, isFromOurServer: boolean): Partial<Call> {
  const { invite } = session;
  const caller = callerOf(invite);
  const shown = shownCaller(invite, caller, isFromOurServer);
  return {
    state: 'ringing',
    sipCallId: session.callId,
    remoteUri: shown.uri,
    remoteName: shown.name,
    calledUri: calledAddress(invite),
    subject: invite.headers.first('subject'),
    priority: invite.headers.first('priority'),
    secure: session.source?.transport === 'tls',
    caller,
  };
}

/** Of a call that took another one's place: who brought it here, where Referred-By (RFC 3892) tells. */
export function broughtBy(session: Session): Transfer | undefined {
  const referrer = parseNameAddr(session.invite.headers.first('referred-by') ?? '');
  return referrer && { role: 'target', target: referrer.uri, attended: true, state: 'done' };
}

/** The request's part of what the session is asked for. */
export function inviteOptionsOf(request: DialRequest): Omit<InviteOptions, 'negotiator' | 'listener'> {
  const { account } = request;
  const change = request.retry?.change;
  const headers = [...(request.headers ?? [])];
  const subject = subjectOf(request);
  if (subject) headers.push(['subject', subject]);
  if (request.priority) headers.push(['priority', request.priority]);
  return {
    identity: request.identity,
    target: request.uri,
    headers,
    ringTimeoutS: request.ringTimeoutS,
    replaces: request.replaces,
    referredBy: request.referredBy,
    via: request.via,
    // Those who come to help must be able to call back.
    anonymous: !request.isEmergency && (change?.anonymous ?? request.anonymous ?? account?.hideNumber ?? false),
    sessionExpiresS: change?.sessionTimer === false ? 0 : request.sessionExpiresS ?? account?.sessionExpiresS ?? 0,
  };
}

const MAX_SUBJECT = 200;

/** A call into a session is about that, unless something else is said. */
function subjectOf({ subject, into }: DialRequest): string | undefined {
  return subject ?? (into && oneLine(into.description.name).slice(0, MAX_SUBJECT));
}
