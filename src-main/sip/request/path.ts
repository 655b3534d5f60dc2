/** The way to the next hop, found before a request is built: what its Contact and its SDP say depends on it. */
import type { RungError } from '../../../src-shared/errors.ts';
import type { TransportName } from '../../../src-shared/model.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import { formatUri } from '../../../src-shared/sip/uri.ts';
import type { Endpoint } from '../../ports.ts';
import type { AgentContext } from '../agent-context.ts';
import { locate } from '../locate.ts';
import type { Target } from '../transport.ts';
import { badUri } from './dial-target.ts';

export interface Path {
  targets: Target[];
  /** Our own address and port as the next hop sees them. */
  contact: Endpoint;
  transport: TransportName;
}

/** Locates `nextHop` (RFC 3263) and finds our own address on the way to it. Places that no way leads to (the other family of addresses, or
 *  no TLS connection) are passed over. Errors: those of `locate` and of the transport. */
export async function findPath(agent: AgentContext, nextHop: string, preferred?: TransportName): Promise<Result<Path, RungError>> {
  const located = await locate(nextHop, agent.resolver, preferred, agent.random);
  if (!located.ok) return located;
  let failed: Result<never, RungError> = err(badUri(nextHop));
  for (const [at, target] of located.value.entries()) {
    const contact = await agent.transport.contactFor(target);
    if (contact.ok) return ok({ targets: located.value.slice(at), contact: contact.value, transport: target.transport });
    if (at === 0) failed = contact;
  }
  return failed;
}

/** Our Contact on this way, as a header value (RFC 3261 8.1.1.8). */
export function contactHeader(path: Pick<Path, 'contact' | 'transport'>, user: string): string {
  return `<${contactUri(path, user)}>`;
}

export function contactUri(path: Pick<Path, 'contact' | 'transport'>, user: string): string {
  const parameters = new Map<string, string>(path.transport === 'udp' ? [] : [['transport', path.transport]]);
  return formatUri({
    scheme: 'sip',
    ...(user === '' ? {} : { user }),
    host: path.contact.address,
    port: path.contact.port,
    parameters,
    headers: [],
  });
}
