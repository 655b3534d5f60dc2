/** Our own address as the sender of a request should see it: for Contact, SDP and Warning in responses. */
import { endpointText } from '../../../src-shared/endpoint-text.ts';
import type { RungError } from '../../../src-shared/errors.ts';
import type { Result } from '../../../src-shared/result.ts';
import { ok } from '../../../src-shared/result.ts';
import type { AgentContext } from '../agent-context.ts';
import type { Path } from '../request/path.ts';
import { quoted } from '../request/safe-text.ts';
import type { Source } from '../transport.ts';
import type { Refusal } from './session.ts';

export type OwnWay = Pick<Path, 'contact' | 'transport'>;

export async function ownWay(agent: AgentContext, source: Source): Promise<Result<OwnWay, RungError>> {
  const contact = await agent.transport.contactFor({ ...source.remote, transport: source.transport });
  return contact.ok ? ok({ contact: contact.value, transport: source.transport }) : contact;
}

/** RFC 3261 20.43: code, our host, text. */
export function warningHeaders(refusal: Refusal, way: OwnWay): [string, string][] {
  if (!refusal.warning) return [];
  return [['warning', `${refusal.warning.code} ${endpointText(way.contact)} ${quoted(refusal.warning.text)}`]];
}
