/** OPTIONS, asked and answered (RFC 3261 11). */
import type { RungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import type { SipRequest } from '../../src-shared/sip/message.ts';
import type { AgentContext } from './agent-context.ts';
import { ACCEPT_HEADERS, addAccept, addCapabilities, capabilityHeaders, setSdp } from './capabilities.ts';
import type { Identity } from './identity.ts';
import { buildReply } from './reply.ts';
import type { Sent } from './request/send.ts';
import { send } from './request/send.ts';
import type { ServerTransaction } from './transactions.ts';
import type { Source } from './transport.ts';

/** What OPTIONS puts into its 200 (an SDP body of our abilities), and its status (486 when busy). */
export type OptionsAnswer = (request: SipRequest, source: Source) => { status: number; body?: Uint8Array };

/** Answers with what an INVITE would have got, and what we can do (RFC 3261 11.2). */
export function answerOptions(agent: AgentContext, transaction: ServerTransaction, answer: OptionsAnswer): void {
  const { status, body } = answer(transaction.request, transaction.source);
  const response = buildReply(agent, transaction.request, status, { headers: [['allow-events', agent.allowEvents()]] });
  addCapabilities(response);
  addAccept(response);
  if (body) setSdp(response, body);
  transaction.respond(response);
}

/** Asks what the other side can do (RFC 3261 11.1). */
export function askOptions(agent: AgentContext, identity: Identity, target: string): Promise<Result<Sent, RungError>> {
  return send(agent, { method: 'OPTIONS', identity, target, headers: [...ACCEPT_HEADERS, ...capabilityHeaders()] });
}
