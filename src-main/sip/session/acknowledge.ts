/** ACK to a 2xx, which is the core's own business (RFC 3261 13.2.2.4), and what is done with answers nobody wants. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { ok } from '../../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import { cseqOf } from '../../../src-shared/sip/typed-headers.ts';
import type { AgentContext } from '../agent-context.ts';
import { setSdp } from '../capabilities.ts';
import type { Dialog } from '../dialog/dialog.ts';
import { advance, requestWithin } from '../dialog/dialog.ts';
import type { DigestClient } from '../digest.ts';
import type { Identity } from '../identity.ts';
import { sendRequest } from '../request/outbound.ts';
import { findPath } from '../request/path.ts';
import type { SentAck, SessionRecord } from './record.ts';

export interface AckOptions {
  dialog: Dialog;
  /** The INVITE as it was sent: ACK carries the same credentials. */
  invite: SipRequest;
  response: SipResponse;
  identity: Identity | undefined;
  /** Our answer, when the offer was in the 2xx. */
  sdp?: Uint8Array | undefined;
}

/** Sends the ACK. Error: there is no way to the peer's Contact. */
export async function acknowledge(agent: AgentContext, options: AckOptions): Promise<Result<SentAck, RungError>> {
  const cseq = cseqOf(options.response)?.number ?? options.dialog.localCSeq;
  const { request: ack, nextHop } = requestWithin(options.dialog, 'ACK', cseq);
  const path = await findPath(agent, nextHop, options.identity?.transport);
  if (!path.ok) return path;
  // RFC 3261 22.1, but for the eyes of those servers alone that the account belongs to.
  const mayCarry = options.identity?.realms?.reaches(path.value.targets) ?? true;
  for (const name of mayCarry ? ['authorization', 'proxy-authorization'] : []) {
    for (const line of options.invite.headers.lines(name)) ack.headers.add(name, line);
  }
  ack.headers.add('user-agent', agent.agentName);
  if (options.sdp) setSdp(ack, options.sdp);
  const sent: SentAck = { cseq, ack, targets: path.value.targets };
  sendAgain(agent, sent);
  return ok(sent);
}

/** Each ACK gets a branch of its own, so the kept one stays without Via. */
export function sendAgain(agent: AgentContext, sent: SentAck): void {
  agent.transactions.sendAck({ ...sent.ack, headers: sent.ack.headers.clone() }, sent.targets);
}

const MAX_KEPT_ACKS = 4;

export function keepAck(record: SessionRecord, sent: SentAck): void {
  record.acks.set(sent.cseq, sent);
  const [oldest] = record.acks.keys();
  if (record.acks.size > MAX_KEPT_ACKS && oldest !== undefined) record.acks.delete(oldest);
}

/** The 2xx came again because our ACK was lost: the same ACK once more. */
export function acknowledgeAgain(record: SessionRecord, response: SipResponse): void {
  const sent = record.acks.get(cseqOf(response)?.number ?? -1);
  if (sent) sendAgain(record.agent, sent);
}

/** RFC 3261 13.2.2.4: an answer of a fork that lost, or that came too late: ACK, then BYE. */
export async function dismiss(agent: AgentContext, options: AckOptions & { digest: DigestClient | undefined }): Promise<SentAck | undefined> {
  const acknowledged = await acknowledge(agent, options);
  if (!acknowledged.ok) return undefined;
  const sent = acknowledged.value;
  const settle = agent.farewell();
  let dialog = advance(options.dialog);
  const { request } = requestWithin(dialog, 'BYE');
  request.headers.add('user-agent', agent.agentName);
  sendRequest(agent, {
    request,
    targets: sent.targets,
    digest: options.digest,
    nextCSeq() {
      dialog = advance(dialog);
      return dialog.localCSeq;
    },
    onFinal: settle,
    onFailed: settle,
  });
  return sent;
}
