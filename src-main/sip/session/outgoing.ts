/** Outgoing sessions: the UAC side of INVITE (RFC 3261 13.2). */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import { Headers } from '../../../src-shared/sip/headers.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { addCapabilities, setSdp } from '../capabilities.ts';
import type { Identity } from '../identity.ts';
import { newCallId, newTag } from '../identifiers.ts';
import type { RequestTarget } from '../request/dial-target.ts';
import { readTarget } from '../request/dial-target.ts';
import { newRequest } from '../request/new-request.ts';
import type { ChallengeFailure, Outbound, RequestFailure } from '../request/outbound.ts';
import { sendRequest } from '../request/outbound.ts';
import type { Path } from '../request/path.ts';
import { contactHeader, findPath } from '../request/path.ts';
import { hasControls, mayAddHeader } from '../request/safe-text.ts';
import { failedWith, noMedia, nobodyAnswered, notSent, refusedBy } from './ends.ts';
import type { HeldSession, SessionHome } from './facade.ts';
import { sessionOf } from './facade.ts';
import type { ForkHandling } from './forks.ts';
import { createForks } from './forks.ts';
import type { SessionRecord } from './record.ts';
import { after, createRecord, dispatch } from './record.ts';
import { receiveWithin } from './receive.ts';
import type { Redirection } from './redirection.ts';
import { refreshSession } from './renegotiate.ts';
import { isFollowed, nextAddress, redirected, startRedirection } from './redirection.ts';
import type { DialogId, MediaNegotiator, SessionEnd, SessionListener } from './session.ts';
import { takeAck } from './success.ts';
import { digestOf, notConnected, sendBye } from './within.ts';

export interface InviteOptions {
  identity: Identity;
  /** Request-URI as text. Its header part (`?subject=…`) is turned into headers (RFC 3261 19.1.5), dangerous ones left out. */
  target: string;
  negotiator: MediaNegotiator;
  listener: SessionListener;
  headers?: [string, string][] | undefined;
  /** No offer in the INVITE: it comes in the 2xx, our answer in the ACK. */
  lateOffer?: boolean | undefined;
  /** The dialog at the callee that this call takes over (RFC 3891); tags as the callee's own side sees them. */
  replaces?: (DialogId & { earlyOnly?: boolean | undefined }) | undefined;
  /** Who sent us there (RFC 3892), a URI. */
  referredBy?: string | undefined;
  /** Anonymous From and Privacy: id (RFC 3323). */
  anonymous?: boolean | undefined;
  /** Session-Expires to ask for (RFC 4028); 0 or absent: none. */
  sessionExpiresS?: number | undefined;
  /** CANCEL when nobody answered by then. Default 180. */
  ringTimeoutS?: number | undefined;
}

/** Proxies give an INVITE at least three minutes (RFC 3261 16.6 step 11, timer C). */
const DEFAULT_RING_TIMEOUT_S = 180;

interface Attempts {
  record: SessionRecord;
  options: InviteOptions;
  forks: ForkHandling;
  cseq: number;
  toUri: string;
  redirection: Redirection;
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
    contactUser: options.identity.contactUser,
    remote: { displayName: '', uri: options.target, parameters: new Map() },
    invite: { kind: 'request', method: 'INVITE', uri: options.target, headers: new Headers(), body: new Uint8Array(), notes: [] },
    identity: options.identity,
    listener: options.listener,
    negotiator: options.negotiator,
  });
  const attempts: Attempts = {
    record,
    options,
    forks: createForks(record, options.lateOffer ?? false),
    cseq: 0,
    toUri: '',
    redirection: startRedirection(options.target),
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
  const bad = (options.headers ?? []).find(([name, value]) => hasControls(name) || hasControls(value));
  if (bad) return fail(attempts, notSent(badHeader(bad[0])));
  attempts.toUri = target.value.toUri;
  attempts.redirection = startRedirection(target.value.requestUri);
  record.remote = { ...record.remote, uri: target.value.toUri };
  after(record, (options.ringTimeoutS ?? DEFAULT_RING_TIMEOUT_S) * 1000, () => {
    dispatch(record, { type: 'unanswered', end: nobodyAnswered() });
  });
  void invite(attempts, target.value);
}

/** One INVITE to one address: the first, or where a redirection led. */
async function invite(attempts: Attempts, target: RequestTarget): Promise<void> {
  const { record, options } = attempts;
  const built = newRequest({
    method: 'INVITE',
    requestUri: target.requestUri,
    // RFC 3261 8.1.3.4: a redirected request keeps To, From and Call-ID.
    toUri: attempts.toUri,
    identity: options.identity,
    callId: record.callId,
    fromTag: record.localTag,
    cseq: ++attempts.cseq,
    agentName: record.agent.agentName,
  });
  if (!built.ok) return fail(attempts, notSent(built.error));
  const path = await findPath(record.agent, built.value.nextHop, options.identity.transport);
  if (isGivenUp(record)) return;
  if (!path.ok) return tryNext(attempts, notSent(path.error), false);
  const completed = await complete(attempts, built.value.request, path.value, target.headers);
  if (isGivenUp(record)) return;
  if (!completed.ok) return fail(attempts, completed.error);
  send(attempts, built.value.request, path.value);
}

/** Contact, what we can do, the caller's own header fields, and the offer. */
async function complete(attempts: Attempts, request: SipRequest, path: Path, fromUri: [string, string][]): Promise<Result<void, SessionEnd>> {
  const { record, options } = attempts;
  request.headers.add('contact', contactHeader(path, record.contactUser));
  addCapabilities(request);
  for (const [name, value] of [...fromUri, ...(options.headers ?? [])]) {
    const known = name.toLowerCase();
    if (mayAddHeader(known, value) && !request.headers.has(known)) request.headers.add(known, value);
  }
  if (options.lateOffer) return ok(undefined);
  const offer = await record.negotiator.offer(path.contact.address);
  if (!offer.ok) return err(noMedia(offer.error));
  setSdp(request, offer.value);
  return ok(undefined);
}

function send(attempts: Attempts, request: SipRequest, path: Path): void {
  const { record, forks } = attempts;
  record.invite = request;
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

function onRefused(attempts: Attempts, response: SipResponse, challenge: ChallengeFailure | undefined): void {
  attempts.outbound = undefined;
  if (isFollowed(response)) attempts.redirection = redirected(attempts.redirection, response);
  tryNext(attempts, refusedBy(response, challenge), response.status >= 600);
}

function onFailed(attempts: Attempts, failure: RequestFailure): void {
  attempts.outbound = undefined;
  tryNext(attempts, failedWith(failure), false);
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
  void invite(attempts, target.value);
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

function badHeader(name: string): RungError {
  const shown = name.replace(/[\u0000-\u001f\u007f]/g, '\ufffd').slice(0, 40);
  return rungError('bad-header', `The header field "${shown}" contains a line break or another control character and was not sent.`, { name: shown });
}
