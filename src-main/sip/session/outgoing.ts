/** Outgoing sessions: the UAC side of INVITE (RFC 3261 13.2). */
import { err } from '../../../src-shared/result.ts';
import { Headers } from '../../../src-shared/sip/headers.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { Reaction } from '../../../src-shared/sip/reaction.ts';
import { reactionTo } from '../../../src-shared/sip/reaction.ts';
import type { NameAddr } from '../../../src-shared/sip/typed-headers.ts';
import type { Timer } from '../../ports.ts';
import type { AgentContext } from '../agent-context.ts';
import { SUPPORTED_EXTENSIONS } from '../capabilities.ts';
import { newCallId, newTag } from '../identifiers.ts';
import type { RequestTarget } from '../request/dial-target.ts';
import { readTarget } from '../request/dial-target.ts';
import { newRequest } from '../request/new-request.ts';
import type { ChallengeFailure, Outbound, RequestFailure } from '../request/outbound.ts';
import { sendRequest } from '../request/outbound.ts';
import type { Path } from '../request/path.ts';
import { findPath } from '../request/path.ts';
import { glareWaitMs } from './change.ts';
import { failedWith, nobodyAnswered, notSent, refusedBy } from './ends.ts';
import type { HeldSession, SessionHome } from './facade.ts';
import { sessionOf } from './facade.ts';
import type { ForkHandling } from './forks.ts';
import { createForks } from './forks.ts';
import type { InviteOptions } from './invite-request.ts';
import { checkOptions, completeInvite, speakerOf } from './invite-request.ts';
import type { SessionRecord } from './record.ts';
import { after, createRecord, dispatch } from './record.ts';
import { receiveWithin } from './receive.ts';
import type { Redirection } from './redirection.ts';
import { nextAddress, redirected, startRedirection } from './redirection.ts';
import { refreshSession } from './renegotiate.ts';
import type { SessionEnd } from './session.ts';
import { takeAck } from './success.ts';
import { digestOf, notConnected, sendBye } from './within.ts';

export type { InviteOptions } from './invite-request.ts';

/** Proxies give an INVITE at least three minutes (RFC 3261 16.6 step 11, timer C). */
const DEFAULT_RING_TIMEOUT_S = 180;
/** Addresses that have moved for good: how many are remembered, and how often one may have moved. */
const MAX_MOVED = 256;
const MAX_MOVES = 5;

interface Attempts {
  record: SessionRecord;
  options: InviteOptions;
  forks: ForkHandling;
  cseq: number;
  toUri: string;
  redirection: Redirection;
  /** What is called now; a redirection leads on. */
  target: RequestTarget;
  /** What has been done about refusals of this target. */
  tried: Set<Reaction['kind']>;
  /** Option tags that were refused. */
  without: Set<string>;
  /** The refusal that said to try again: should that fail without a word, this is what is told. */
  refusal: SessionEnd | undefined;
  patience: Timer | undefined;
  /** The INVITE under way; none while the next one is being prepared. */
  outbound: Outbound | undefined;
}

export function createOutgoing(home: SessionHome, options: InviteOptions): HeldSession {
  const { agent } = home;
  const record = createRecord({
    agent,
    direction: 'out',
    callId: newCallId(agent.random),
    localTag: newTag(agent.random),
    // RFC 3323 4.1.1.1: not even the user part may tell who calls.
    contactUser: options.anonymous ? newTag(agent.random) : options.identity.contactUser,
    remote: { displayName: '', uri: options.target, parameters: new Map() },
    invite: { kind: 'request', method: 'INVITE', uri: options.target, headers: new Headers(), body: new Uint8Array(), notes: [] },
    identity: options.identity,
    listener: options.listener,
    negotiator: options.negotiator,
  });
  record.isAnonymous = options.anonymous ?? false;
  record.refresh.wishS = options.sessionExpiresS ?? 0;
  const attempts: Attempts = {
    record,
    options,
    forks: createForks(record, options.lateOffer ?? false),
    cseq: 0,
    toUri: '',
    redirection: startRedirection(options.target),
    target: { requestUri: options.target, toUri: '', headers: [] },
    tried: new Set(),
    without: new Set(),
    refusal: undefined,
    patience: undefined,
    outbound: undefined,
  };
  const held = sessionOf(record, {
    ring: async () => {},
    accept: async () => err(notConnected()),
    reject: () => {},
  });
  record.hands = {
    cancel: () => cancel(attempts),
    refuse() {},
    bye: (end) => void sendBye(record, end),
    refresh: () => refreshSession(record),
    forget: () => home.forget(held),
  };
  agent.dialogs.add(record.callId, record.localTag, {
    onRequest: (transaction) => receiveWithin(record, transaction, { onOptions: home.onOptions, onOther: (other) => home.onOther(held.session, other) }),
    onAck: (ack) => takeAck(record, ack),
    onLateSuccess: (response) => attempts.forks.onSuccess(response, record.invite),
  });
  start(attempts);
  return held;
}

function start(attempts: Attempts): void {
  const { record, options } = attempts;
  const target = readTarget(options.target);
  if (!target.ok) return fail(attempts, notSent(target.error));
  const bad = checkOptions(options);
  if (bad) return fail(attempts, notSent(bad));
  attempts.toUri = target.value.toUri;
  const first = movedTo(record.agent, target.value);
  attempts.redirection = startRedirection(first.requestUri);
  record.remote = { ...record.remote, uri: target.value.toUri };
  call(attempts, first);
}

/** Where a 301 said that this address has gone for good (RFC 3261 21.3.2). */
function movedTo({ moved }: AgentContext, target: RequestTarget): RequestTarget {
  let requestUri = target.requestUri;
  for (let hops = 0; hops < MAX_MOVES; hops++) requestUri = moved.get(requestUri) ?? requestUri;
  return { ...target, requestUri };
}

function call(attempts: Attempts, target: RequestTarget): void {
  attempts.target = target;
  attempts.tried.clear();
  void invite(attempts);
}

/** One INVITE to one address: the first, where a redirection led, or once more the same. */
async function invite(attempts: Attempts): Promise<void> {
  const { record, options, target } = attempts;
  const built = newRequest({
    method: 'INVITE',
    requestUri: target.requestUri,
    // RFC 3261 8.1.3.4: a redirected request keeps To, From and Call-ID.
    toUri: attempts.toUri,
    identity: speakerOf(options),
    callId: record.callId,
    fromTag: record.localTag,
    cseq: ++attempts.cseq,
    agentName: record.agent.agentName,
  });
  if (!built.ok) return fail(attempts, notSent(built.error));
  const path = await findPath(record.agent, built.value.nextHop, options.identity.transport);
  if (isGivenUp(record)) return;
  if (!path.ok) return tryNext(attempts, notSent(path.error), false);
  const { request } = built.value;
  const completed = await completeInvite(record, options, request, { path: path.value, fromUri: target.headers, without: attempts.without });
  if (isGivenUp(record)) return;
  if (!completed.ok) return fail(attempts, completed.error);
  send(attempts, request, path.value);
}

function send(attempts: Attempts, request: SipRequest, path: Path): void {
  const { record, forks } = attempts;
  record.invite = request;
  giveUpLater(attempts);
  forks.begin(path);
  const outbound = sendRequest(record.agent, {
    request,
    targets: path.targets,
    digest: digestOf(record),
    nextCSeq: () => ++attempts.cseq,
    onProvisional: (response) => forks.onProvisional(response, outbound.request),
    onFinal(response, challenge) {
      record.invite = outbound.request;
      if (response.status < 300) return forks.onSuccess(response, outbound.request);
      onRefused(attempts, response, challenge);
    },
    onFailed: (failure) => onFailed(attempts, failure),
  });
  attempts.outbound = outbound;
}

/** Counted from the first INVITE: that looking up a name or opening the sound took its time is nobody's not answering. */
function giveUpLater(attempts: Attempts): void {
  const { record, options } = attempts;
  attempts.patience ??= after(record, (options.ringTimeoutS ?? DEFAULT_RING_TIMEOUT_S) * 1000, () => {
    dispatch(record, { type: 'unanswered', end: nobodyAnswered() });
  });
}

function onRefused(attempts: Attempts, response: SipResponse, challenge: ChallengeFailure | undefined): void {
  const { record, tried } = attempts;
  attempts.outbound = undefined;
  const end = refusedBy(response, challenge);
  const reaction = reactionTo(response, { sent: record.invite, speaks: SUPPORTED_EXTENSIONS, tried });
  if (reaction.kind === 'follow') {
    if (reaction.remember) remember(record.agent, attempts.target.requestUri, reaction.contacts);
    attempts.redirection = redirected(attempts.redirection, response);
  }
  const againMs = againAfterMs(attempts, response, reaction);
  if (againMs === undefined || isGivenUp(record)) return tryNext(attempts, end, reaction.kind === 'give-up' && reaction.isGlobal);
  tried.add(reaction.kind);
  attempts.refusal = end;
  record.negotiator.rollback();
  after(record, againMs, () => !isGivenUp(record) && void invite(attempts));
}

/** When the same address is to be called once more; undefined: not at all. */
function againAfterMs({ record, options, without, tried }: Attempts, response: SipResponse, reaction: Reaction): number | undefined {
  switch (reaction.kind) {
    case 'retry-after':
      return reaction.afterS * 1000;
    case 'retry-without':
      // A call that shall take the place of another one is nothing without that.
      if (options.replaces && reaction.extensions.includes('replaces')) return undefined;
      for (const tag of reaction.extensions) without.add(tag);
      return 0;
    case 'retry-with':
      for (const tag of reaction.extensions) without.delete(tag);
      return 0;
    case 'min-se':
      // RFC 4028 7.3
      record.refresh.minSeS = reaction.minSeS;
      return 0;
    case 'give-up':
      // Two INVITEs that met in a server (RFC 3261 14.1 knows only those within a dialog): its wait is right here too.
      if (response.status !== 491 || tried.has('give-up')) return undefined;
      return glareWaitMs(record);
    default:
      return undefined;
  }
}

/** RFC 3261 21.3.2. The oldest goes when there are too many. */
function remember({ moved }: AgentContext, from: string, [to]: NameAddr[]): void {
  const target = to && readTarget(to.uri);
  if (!target?.ok || target.value.requestUri === from) return;
  moved.set(from, target.value.requestUri);
  const [oldest] = moved.keys();
  if (moved.size > MAX_MOVED && oldest !== undefined) moved.delete(oldest);
}

function onFailed(attempts: Attempts, failure: RequestFailure): void {
  attempts.outbound = undefined;
  tryNext(attempts, attempts.refusal ?? failedWith(failure), false);
}

/** RFC 3261 8.1.3.4: one address after the other until one answers; a 6xx speaks for all of them. */
function tryNext(attempts: Attempts, end: SessionEnd, isGlobal: boolean): void {
  const { record } = attempts;
  const next = isGlobal || isGivenUp(record) ? undefined : nextAddress(attempts.redirection);
  if (!next) return fail(attempts, end);
  attempts.redirection = next.redirection;
  const target = readTarget(next.uri);
  if (!target.ok) return tryNext(attempts, end, false);
  record.negotiator.rollback();
  record.listener.onRedirected?.(target.value.requestUri, end.status);
  attempts.refusal = undefined;
  call(attempts, target.value);
}

function fail(attempts: Attempts, end: SessionEnd): void {
  dispatch(attempts.record, { type: 'failure', end });
}

function cancel(attempts: Attempts): void {
  const { record, outbound } = attempts;
  if (outbound) return outbound.cancel();
  // Nothing is on the wire, so there is nobody to tell.
  if (record.life.name === 'cancelling') fail(attempts, record.life.end);
}

/** Our user has hung up, or the answer came on another way, while the next INVITE was being prepared. */
function isGivenUp(record: SessionRecord): boolean {
  return record.life.name !== 'calling' && record.life.name !== 'proceeding';
}
