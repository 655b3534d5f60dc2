/** One request outside of any dialog, and its answer (RFC 3261 8.1): OPTIONS, MESSAGE, and whatever else wants no more than that. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { SipRequest, SipResponse } from '../../../src-shared/sip/message.ts';
import type { AgentContext } from '../agent-context.ts';
import { createDigestClient } from '../digest.ts';
import { newCallId, newTag } from '../identifiers.ts';
import type { Identity } from '../identity.ts';
import { readTarget } from './dial-target.ts';
import { newRequest } from './new-request.ts';
import { sendRequest } from './outbound.ts';
import { contactHeader, findPath } from './path.ts';

export interface SendOptions {
  method: string;
  identity: Identity;
  /** Request-URI as text; its header part becomes header fields, dangerous ones left out. */
  target: string;
  headers?: [string, string][] | undefined;
  body?: { contentType: string; bytes: Uint8Array } | undefined;
  /** MESSAGE must not have a Contact (RFC 3428 4); everything else may. */
  contact?: boolean | undefined;
  /** Known beforehand, so that its user can be found in the trace. */
  callId?: string | undefined;
}

export interface Sent {
  response: SipResponse;
  request: SipRequest;
  /** Of the last request, where a challenge made two. */
  rttMs: number;
}

/** Any final response is an answer; an error means that none came or that nothing could be sent. */
export async function send(agent: AgentContext, options: SendOptions): Promise<Result<Sent, RungError>> {
  const { identity, body } = options;
  const read = readTarget(options.target);
  if (!read.ok) return read;
  let cseq = 1;
  const built = newRequest({
    method: options.method,
    requestUri: read.value.requestUri,
    toUri: read.value.toUri,
    identity,
    callId: options.callId ?? newCallId(agent.random),
    fromTag: newTag(agent.random),
    cseq,
    agentName: agent.agentName,
  });
  if (!built.ok) return built;
  const { request, nextHop } = built.value;
  const path = await findPath(agent, nextHop, identity.transport);
  if (!path.ok) return path;
  if (options.contact ?? true) request.headers.add('contact', contactHeader(path.value, identity.contactUser));
  for (const [name, value] of [...(options.headers ?? []), ...read.value.headers]) {
    if (!request.headers.has(name)) request.headers.add(name, value);
  }
  if (body) {
    request.headers.set('content-type', body.contentType);
    request.body = body.bytes;
  }

  let sentAtMs = agent.clock.nowMs();
  return await new Promise((resolve) => {
    const outbound = sendRequest(agent, {
      request,
      targets: path.value.targets,
      digest: identity.credentials && createDigestClient(identity.credentials, agent.random),
      nextCSeq() {
        sentAtMs = agent.clock.nowMs();
        return ++cseq;
      },
      onFinal: (response) => resolve(ok({ response, request: outbound.request, rttMs: agent.clock.nowMs() - sentAtMs })),
      onFailed({ treatAs: _treatAs, ...error }) {
        resolve(err(error));
      },
    });
  });
}
