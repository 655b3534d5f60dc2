/** One request outside of any dialog, and its answer (RFC 3261 8.1): OPTIONS, MESSAGE, and whatever else wants no more than that. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err } from '../../../src-shared/result.ts';
import type { AgentContext } from '../agent-context.ts';
import { digestFor } from '../digest.ts';
import { newCallId, newTag } from '../identifiers.ts';
import type { Identity } from '../identity.ts';
import { readTarget } from './dial-target.ts';
import type { Answered } from './exchange.ts';
import { exchange, ownContact } from './exchange.ts';
import { newRequest } from './new-request.ts';
import { setBody } from '../capabilities.ts';

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

export type Sent = Answered;

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
  const answer = await exchange(agent, {
    nextHop,
    identity,
    digest: digestFor(identity, agent.random),
    nextCSeq: () => ++cseq,
    build(path) {
      if (options.contact ?? options.method !== 'MESSAGE') request.headers.add('contact', ownContact(path, identity));
      for (const [name, value] of [...(options.headers ?? []), ...read.value.headers]) {
        if (!request.headers.has(name)) request.headers.add(name, value);
      }
      if (body) setBody(request, body);
      return request;
    },
  });
  if (answer.ok) return answer;
  const { treatAs: _treatAs, ...error } = answer.error;
  return err(error);
}
