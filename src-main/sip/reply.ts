/** Responses as this user agent sends them (RFC 3261 8.2.6). */
import type { SipRequest, SipResponse } from '../../src-shared/sip/message.ts';
import { tagsOf } from '../../src-shared/sip/typed-headers.ts';
import type { AgentContext } from './agent-context.ts';
import { newTag } from './identifiers.ts';
import { oneLine } from './request/safe-text.ts';
import type { ServerTransaction } from './transactions.ts';
import { createResponse } from './transactions.ts';

export interface ReplyOptions {
  reason?: string | undefined;
  /** Our tag, where there is a dialog. Otherwise a fresh one (RFC 3261 8.2.6.2). */
  toTag?: string;
  headers?: [string, string][];
}

/** A response with Server and, except in 100, a To tag. */
export function buildReply(agent: AgentContext, request: SipRequest, status: number, options: ReplyOptions = {}): SipResponse {
  const tagged = status === 100 || tagsOf(request).to !== '';
  const response = createResponse(request, status, {
    ...(options.reason === undefined ? {} : { reason: oneLine(options.reason) }),
    ...(tagged ? {} : { toTag: options.toTag ?? newTag(agent.random) }),
  });
  response.headers.add('server', agent.agentName);
  for (const [name, value] of options.headers ?? []) response.headers.add(name, value);
  return response;
}

export function reply(agent: AgentContext, transaction: ServerTransaction, status: number, options: ReplyOptions = {}): void {
  transaction.respond(buildReply(agent, transaction.request, status, options));
}
