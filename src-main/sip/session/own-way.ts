/** Our own address as the sender of a request should see it: for Contact, SDP and Warning in responses. */
import { endpointText } from '../../../src-shared/endpoint-text.ts';
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { ok } from '../../../src-shared/result.ts';
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { firstContactUriOf, routesOf } from '../../../src-shared/sip/typed-headers.ts';
import { parseSipUri } from '../../../src-shared/sip/uri.ts';
import type { AgentContext } from '../agent-context.ts';
import type { OwnWay } from '../request/path.ts';
import { isSips } from '../request/path.ts';
import { quoted } from '../request/safe-text.ts';
import type { Source } from '../transport.ts';
import type { Refusal } from './session.ts';

export type { OwnWay } from '../request/path.ts';

export async function ownWay(agent: AgentContext, source: Source, request: SipRequest): Promise<Result<OwnWay, RungError>> {
  const contact = await agent.transport.contactFor({ ...source.remote, transport: source.transport });
  return contact.ok ? ok({ contact: contact.value, transport: source.transport, isSips: wantsSips(request) }) : contact;
}

/** RFC 3261 12.1.1: by the Request-URI or the top Record-Route; by the Contact where no proxy stays in between. */
function wantsSips(request: SipRequest): boolean {
  const nearest = routesOf(request, 'record-route')[0]?.uri ?? firstContactUriOf(request) ?? '';
  return isSips(request.uri) || isSips(nearest);
}

/** Where a request was sent is what our registration had put there, so our Contact in its dialog says the same. */
export function calledUser({ uri }: SipRequest): string {
  return parseSipUri(uri)?.user ?? '';
}

/** RFC 3261 20.43: code, our host, text. */
export function warningHeaders(refusal: Refusal, way: OwnWay): [string, string][] {
  if (!refusal.warning) return [];
  return [['warning', `${refusal.warning.code} ${endpointText(way.contact)} ${quoted(refusal.warning.text)}`]];
}
