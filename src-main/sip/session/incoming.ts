/** Incoming sessions: the UAS side of INVITE (RFC 3261 13.3). */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { reasonPhrase } from '../../../src-shared/sip/status-codes.ts';
import { callIdOf, fromOf, numberOf } from '../../../src-shared/sip/typed-headers.ts';
import { parseUri } from '../../../src-shared/sip/uri.ts';
import type { Timer } from '../../ports.ts';
import { addCapabilities, sdpOf, setSdp } from '../capabilities.ts';
import { dialogFromRequest } from '../dialog/dialog.ts';
import { newTag } from '../identifiers.ts';
import type { ReplyOptions } from '../reply.ts';
import { buildReply } from '../reply.ts';
import { readTarget } from '../request/dial-target.ts';
import { contactHeader } from '../request/path.ts';
import type { ServerTransaction } from '../transactions.ts';
import { ackMissing, noAnswerInSession, noMedia, notSent, peerEnded, refusalInWords } from './ends.ts';
import type { HeldSession, SessionHome } from './facade.ts';
import { sessionOf } from './facade.ts';
import type { OwnWay } from './own-way.ts';
import { ownWay, warningHeaders } from './own-way.ts';
import { receiveWithin } from './receive.ts';
import type { SessionRecord } from './record.ts';
import { after, createRecord, dispatch } from './record.ts';
import type { MediaNegotiator, Refusal, SessionEnd } from './session.ts';
import { sendSuccess, takeAck } from './success.ts';
import { sendBye } from './within.ts';

/** RFC 3261 13.3.1.1: proxies give up after three minutes without a provisional response. */
const REPEAT_PROVISIONAL_MS = 60_000;

interface Incoming {
  record: SessionRecord;
  transaction: ServerTransaction;
  way: Promise<Result<OwnWay, RungError>>;
  /** Our description: made once, for 183 and 200 alike (RFC 3261 13.2.1). */
  description: Promise<Result<Uint8Array, Refusal>> | undefined;
  accepting: boolean;
  /** Repeats the last provisional response. */
  repeat: Timer | undefined;
}

/** A session for an INVITE that has been inspected; 100 Trying is sent here. */
export function createIncoming(home: SessionHome, transaction: ServerTransaction): HeldSession {
  const { agent } = home;
  const { request, source } = transaction;
  const localTag = newTag(agent.random);
  const record = createRecord({
    agent,
    direction: 'in',
    callId: callIdOf(request),
    localTag,
    contactUser: userOf(request.uri),
    remote: fromOf(request) ?? { displayName: '', uri: 'sip:anonymous@anonymous.invalid', parameters: new Map() },
    invite: request,
    source,
    dialog: dialogFromRequest(request, localTag),
    listener: { onEnd() {} },
    negotiator: nobodyNegotiates,
  });
  const incoming: Incoming = { record, transaction, way: ownWay(agent, source), description: undefined, accepting: false, repeat: undefined };
  const held = sessionOf(record, {
    ring: (options) => ring(incoming, options ?? {}),
    accept: () => accept(incoming),
    reject: (status, options) => reject(record, status, options ?? {}),
  });
  record.hands = {
    cancel() {},
    refuse: (end, contacts) => refuse(incoming, end, contacts),
    bye: (end) => void sendBye(record, end),
    forget: () => home.forget(held),
  };
  agent.dialogs.add(record.callId, localTag, {
    onRequest: (within) => receiveWithin(record, within, { onOptions: home.onOptions, onOther: (other) => home.onOther(held.session, other) }),
    onAck: (ack) => takeAck(record, ack),
    onLateSuccess() {},
  });
  transaction.onCancel = (cancel) => dispatch(record, { type: 'cancelled', end: peerEnded(cancel, 487, 'Request Terminated') });
  // Answered all the same, so that the transaction ends.
  transaction.onFailed = (error) => dispatch(record, { type: 'reject', end: notSent(error) });
  transaction.respond(buildReply(agent, request, 100));
  expire(incoming);
  return held;
}

/** RFC 3261 13.3.1: an invitation with Expires ends by itself. */
function expire({ record, transaction }: Incoming): void {
  const expiresS = numberOf(transaction.request, 'expires');
  if (!expiresS || expiresS > 86_400) return;
  const end: SessionEnd = { by: 'timeout', status: 487, reason: 'Invitation Expired' };
  after(record, expiresS * 1000, () => dispatch(record, { type: 'unanswered', end }));
}

async function ring(incoming: Incoming, options: { status?: number; early?: boolean }): Promise<void> {
  const { record } = incoming;
  const early = (options.early ?? false) && sdpOf(record.invite) !== undefined;
  const status = options.status ?? (early ? 183 : 180);
  const way = await incoming.way;
  const described = early && way.ok ? await describe(incoming, way.value) : undefined;
  if (!isUndecided(record)) return;
  if (described && !described.ok) return refuseMedia(incoming, described.error, way);
  const response = buildWithin(incoming, status, way);
  if (described?.ok) setSdp(response, described.value);
  repeatProvisional(incoming, response);
  dispatch(record, { type: 'progress', early });
}

function repeatProvisional(incoming: Incoming, response: SipResponse): void {
  if (!isUndecided(incoming.record)) return;
  incoming.transaction.respond(response);
  incoming.repeat?.cancel();
  incoming.repeat = after(incoming.record, REPEAT_PROVISIONAL_MS, () => repeatProvisional(incoming, response));
}

async function accept(incoming: Incoming): Promise<Result<void, RungError>> {
  const { record, transaction } = incoming;
  if (!isUndecided(record) || incoming.accepting) return err(tooLate());
  incoming.accepting = true;
  const way = await incoming.way;
  if (!way.ok) {
    dispatch(record, { type: 'reject', end: { ...notSent(way.error), status: 500, reason: 'Server Internal Error' } });
    return way;
  }
  const described = await describe(incoming, way.value);
  if (!isUndecided(record)) return err(tooLate());
  if (!described.ok) {
    refuseMedia(incoming, described.error, way);
    return err(refusalInWords(described.error));
  }
  const response = buildWithin(incoming, 200, way);
  addCapabilities(response);
  setSdp(response, described.value);
  dispatch(record, { type: 'accepted' });
  sendSuccess(record, transaction, response, {
    onAck: (ack) => takeAnswer(record, ack),
    onMissing: () => dispatch(record, { type: 'unacknowledged', end: ackMissing() }),
  });
  return ok(undefined);
}

function describe(incoming: Incoming, way: OwnWay): Promise<Result<Uint8Array, Refusal>> {
  const { negotiator, invite } = incoming.record;
  const offer = sdpOf(invite);
  const { address } = way.contact;
  incoming.description ??= offer ? negotiator.answer(offer, address) : negotiator.offer(address);
  return incoming.description;
}

/** The answer is in the ACK when the offer was in our 200 (RFC 3261 13.2.1). */
function takeAnswer(record: SessionRecord, ack: SipRequest): void {
  if (sdpOf(record.invite)) return dispatch(record, { type: 'acknowledged' });
  const sdp = sdpOf(ack);
  const taken: Result<void, Refusal> = sdp ? record.negotiator.accept(sdp, false) : err(noAnswerInSession());
  dispatch(record, taken.ok ? { type: 'acknowledged' } : { type: 'acknowledged', unusable: noMedia(taken.error) });
}

function reject(record: SessionRecord, status: number, options: { reason?: string | undefined; contacts?: string[] | undefined }): void {
  if (!isUndecided(record) || status < 300 || status > 699) return;
  const end: SessionEnd = { by: 'local', status, reason: options.reason ?? reasonPhrase(status) };
  dispatch(record, { type: 'reject', end, ...(options.contacts ? { contacts: options.contacts } : {}) });
}

/** RFC 3261 13.3.1.3: 488 with a Warning that tells why. */
function refuseMedia(incoming: Incoming, refusal: Refusal, way: Result<OwnWay, RungError>): void {
  const headers = way.ok ? warningHeaders(refusal, way.value) : [];
  const end = noMedia(refusal);
  const response = buildFinal(incoming, refusal.status, { reason: refusal.reason, headers });
  respondFinal(incoming, response, end);
}

function respondFinal(incoming: Incoming, response: SipResponse, end: SessionEnd): void {
  incoming.transaction.respond(response);
  dispatch(incoming.record, { type: 'failure', end });
}

function refuse(incoming: Incoming, end: SessionEnd, contacts: string[] = []): void {
  const headers: [string, string][] = [];
  for (const contact of contacts) {
    const target = readTarget(contact);
    if (target.ok) headers.push(['contact', `<${target.value.requestUri}>`]);
  }
  incoming.transaction.respond(buildFinal(incoming, end.status, { reason: end.reason, headers }));
}

function buildFinal(incoming: Incoming, status: number, options: ReplyOptions): SipResponse {
  const { record, transaction } = incoming;
  return buildReply(record.agent, transaction.request, status, { ...options, toTag: record.localTag });
}

/** A response that makes a dialog: with Record-Route as it came and our Contact (RFC 3261 12.1.1). */
function buildWithin(incoming: Incoming, status: number, way: Result<OwnWay, RungError>): SipResponse {
  const { record, transaction } = incoming;
  const response = buildFinal(incoming, status, {});
  const { names, values } = transaction.request.headers;
  names.forEach((name, at) => name === 'record-route' && response.headers.add(name, values[at] ?? ''));
  if (way.ok) response.headers.add('contact', contactHeader(way.value, record.contactUser));
  return response;
}

function isUndecided(record: SessionRecord): boolean {
  return record.life.name === 'incoming' || record.life.name === 'alerting';
}

/** Where the call was sent is what our registration had put there. */
function userOf(uri: string): string {
  const parsed = parseUri(uri);
  return parsed.ok && parsed.value.scheme !== 'other' && parsed.value.scheme !== 'tel' ? (parsed.value.user ?? '') : '';
}

function tooLate(): RungError {
  return rungError('call-over', 'This call has ended or has been answered already.');
}

const nobodyNegotiates: MediaNegotiator = {
  offer: async () => err(unattended),
  answer: async () => err(unattended),
  accept: () => err(unattended),
  rollback() {},
};
const unattended: Refusal = { status: 500, reason: 'Server Internal Error' };
