/** OPTIONS, asked and answered (RFC 3261 11). */
import type { RungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../src-shared/sip/message.ts';
import type { AgentContext } from './agent-context.ts';
import { addAccept, addCapabilities, setSdp } from './capabilities.ts';
import { createDigestClient } from './digest.ts';
import { newCallId, newTag } from './identifiers.ts';
import type { Identity } from './identity.ts';
import { buildReply } from './reply.ts';
import { readTarget } from './request/dial-target.ts';
import { newRequest } from './request/new-request.ts';
import { sendRequest } from './request/outbound.ts';
import { contactHeader, findPath } from './request/path.ts';
import type { ServerTransaction } from './transactions.ts';
import type { Source } from './transport.ts';

/** What OPTIONS puts into its 200 (an SDP body of our abilities), and its status (486 when busy). */
export type OptionsAnswer = (request: SipRequest, source: Source) => { status: number; body?: Uint8Array };

/** Answers with what an INVITE would have got, and what we can do (RFC 3261 11.2). */
export function answerOptions(agent: AgentContext, transaction: ServerTransaction, answer: OptionsAnswer): void {
  const { status, body } = answer(transaction.request, transaction.source);
  const response = buildReply(agent, transaction.request, status);
  addCapabilities(response);
  addAccept(response);
  if (body) setSdp(response, body);
  transaction.respond(response);
}

/** Any final response is an answer; an error means that none came or nothing could be sent. `rttMs` is of the last
 *  request where a challenge made two. */
export async function askOptions(agent: AgentContext, identity: Identity, target: string): Promise<Result<{ response: SipResponse; rttMs: number }, RungError>> {
  const read = readTarget(target);
  if (!read.ok) return read;
  let cseq = 1;
  const built = newRequest({
    method: 'OPTIONS',
    requestUri: read.value.requestUri,
    toUri: read.value.toUri,
    identity,
    callId: newCallId(agent.random),
    fromTag: newTag(agent.random),
    cseq,
    agentName: agent.agentName,
  });
  if (!built.ok) return built;
  const { request, nextHop } = built.value;
  const path = await findPath(agent, nextHop, identity.transport);
  if (!path.ok) return path;
  request.headers.add('contact', contactHeader(path.value, identity.contactUser));
  addAccept(request);
  addCapabilities(request);
  for (const [name, value] of read.value.headers) if (!request.headers.has(name)) request.headers.add(name, value);

  let sentAtMs = agent.clock.nowMs();
  return await new Promise((resolve) => {
    sendRequest(agent, {
      request,
      targets: path.value.targets,
      digest: identity.credentials && createDigestClient(identity.credentials, agent.random),
      nextCSeq() {
        sentAtMs = agent.clock.nowMs();
        return ++cseq;
      },
      onFinal: (response) => resolve(ok({ response, rttMs: agent.clock.nowMs() - sentAtMs })),
      onFailed({ treatAs: _treatAs, ...error }) {
        resolve(err(error));
      },
    });
  });
}
