/** What the parts of an incoming session share, and how its responses are made. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import type { Timer } from '../../ports.ts';
import { addCapabilities, sdpOf } from '../capabilities.ts';
import type { ReplyOptions } from '../reply.ts';
import { buildReply } from '../reply.ts';
import type { ServerTransaction } from '../transactions.ts';
import { noMedia } from './ends.ts';
import type { OwnWay } from './own-way.ts';
import { warningHeaders } from './own-way.ts';
import type { SessionRecord } from './record.ts';
import { dispatch } from './record.ts';
import type { Refusal } from './session.ts';
import { ownContact } from './within.ts';

export interface Incoming {
  record: SessionRecord;
  transaction: ServerTransaction;
  /** Our own address towards the caller, as it is now: the network may change while it rings. */
  way(): Promise<Result<OwnWay, RungError>>;
  /** Our description: made once, for 183 and 200 alike (RFC 3261 13.2.1). */
  description: Promise<Result<Uint8Array, Refusal>> | undefined;
  accepting: boolean;
  /** Repeats the last provisional response. */
  repeat: Timer | undefined;
}

/** Neither accepted nor refused. */
export function isUndecided(record: SessionRecord): boolean {
  return record.life.name === 'incoming' || record.life.name === 'alerting';
}

/** Our answer, or our offer where the INVITE has none. */
export function describe(incoming: Incoming, way: OwnWay): Promise<Result<Uint8Array, Refusal>> {
  const { negotiator, invite } = incoming.record;
  const offer = sdpOf(invite);
  const { address } = way.contact;
  incoming.description ??= offer ? negotiator.answer(offer, address) : negotiator.offer(address);
  return incoming.description;
}

export function buildFinal({ record, transaction }: Incoming, status: number, options: ReplyOptions): SipResponse {
  return buildReply(record.agent, transaction.request, status, { ...options, toTag: record.localTag });
}

/** A response that makes a dialog: with Record-Route as it came and our Contact (RFC 3261 12.1.1), and what may be sent in that
 *  dialog (RFC 3311 5.1: Allow in reliable provisional responses). */
export function buildWithin(incoming: Incoming, status: number, way: Result<OwnWay, RungError>): SipResponse {
  const { record, transaction } = incoming;
  const response = buildFinal(incoming, status, {});
  for (const line of transaction.request.headers.lines('record-route')) response.headers.add('record-route', line);
  if (way.ok) response.headers.add('contact', ownContact(record, way.value));
  addCapabilities(response);
  response.headers.set('allow-events', record.agent.allowEvents());
  return response;
}

/** RFC 3261 13.3.1.3: 488 with a Warning that tells why. */
export function refuseMedia(incoming: Incoming, refusal: Refusal, way: Result<OwnWay, RungError>): void {
  const headers = way.ok ? warningHeaders(refusal, way.value) : [];
  incoming.transaction.respond(buildFinal(incoming, refusal.status, { reason: refusal.reason, headers }));
  dispatch(incoming.record, { type: 'failure', end: noMedia(refusal) });
}
