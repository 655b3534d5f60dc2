/** MESSAGE of others: pager mode, in a session or out of any (RFC 3428 7). */
import { indexOfBlankLine, latin1 } from '../../../src-shared/sip/bytes.ts';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import type { AgentContext } from '../agent-context.ts';
import { mediaType } from '../capabilities.ts';
import { reply } from '../reply.ts';
import type { Session } from '../session/session.ts';
import { createDecision } from '../subscription/decision.ts';
import { bodyOf, objectToBody } from '../subscription/notify-in.ts';
import type { Body } from '../subscription/types.ts';
import type { ServerTransaction } from '../transactions.ts';
import type { Source } from '../transport.ts';

export interface IncomingMessage {
  request: SipRequest;
  source: Source;
  session: Session | undefined;
  /** Text, taken out of its message/cpim where it came in one. */
  body: Body | undefined;
  /** 200, 202, 480 …; once, within 20 s: then it is 480 by itself. */
  answer(status: number, headers?: [string, string][]): void;
}

const CPIM = 'message/cpim';
/** "is writing …" (RFC 3994): taken with 200 and not shown; Accept tells it, so that nobody is refused for it. */
const IS_COMPOSING = 'application/im-iscomposing+xml';
const MESSAGE_TYPES: readonly string[] = ['text/plain', CPIM, IS_COMPOSING];
const MAX_BYTES = 65_536;

export function receiveMessage(agent: AgentContext, transaction: ServerTransaction, session: Session | undefined, hand: (incoming: IncomingMessage) => void): void {
  const { request, source } = transaction;
  if (request.body.length > MAX_BYTES) return reply(agent, transaction, 413);
  const body = unwrapped(request);
  const objection = objectToBody(request, MESSAGE_TYPES) ?? objectToInner(body);
  if (objection) return reply(agent, transaction, objection.status, { headers: objection.headers });
  if (body && typeOf(body) === IS_COMPOSING) return reply(agent, transaction, 200);
  const decide = createDecision(agent.clock, { onLate: () => incoming.answer(480) });
  const incoming: IncomingMessage = {
    request,
    source,
    session,
    body,
    answer(status, headers = []) {
      if (decide()) reply(agent, transaction, status, { headers });
    },
  };
  hand(incoming);
}

function objectToInner(body: Body | undefined): { status: number; headers: [string, string][] } | undefined {
  if (!body || MESSAGE_TYPES.includes(typeOf(body))) return undefined;
  return { status: 415, headers: [['accept', MESSAGE_TYPES.join(', ')]] };
}

function typeOf({ contentType }: Body): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

function unwrapped(request: SipRequest): Body | undefined {
  const body = bodyOf(request);
  return body && mediaType(request) === CPIM ? readCpim(body.bytes) : body;
}

/** RFC 3862 2: message headers, an empty line, MIME headers, an empty line, the content. Who it says it is from is not believed: the
 *  request's own From is what was authenticated. What is not made so is shown as it is. */
export function readCpim(bytes: Uint8Array): Body {
  const raw: Body = { contentType: 'text/plain', bytes };
  const outer = indexOfBlankLine(bytes, 0);
  const inner = outer < 0 ? -1 : indexOfBlankLine(bytes, outer + 2);
  if (inner < 0) return raw;
  const contentType = /^content-type:[ \t]*([^\r\n]+)/im.exec(latin1(bytes, outer + 4, inner))?.[1]?.trim();
  return { contentType: contentType ?? 'text/plain', bytes: bytes.subarray(inner + 4) };
}
