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
  /** The way began with a sips: URI, so our Contact has to be one too (RFC 3261 8.1.1.8). */
  isSips?: boolean;
}

/** What our Contact says. */
export type OwnWay = Pick<Path, 'contact' | 'transport' | 'isSips'>;

export function isSips(uri: string): boolean {
  return /^sips:/i.test(uri);
}

/** Locates `nextHop` (RFC 3263) and finds our own address on the way to it. Places that no way leads to (the other family of addresses, or
 *  no TLS connection) are passed over. Errors: those of `locate` and of the transport. */
export async function findPath(agent: AgentContext, nextHop: string, preferred?: TransportName): Promise<Result<Path, RungError>> {
  const located = await locate(nextHop, agent.resolver, preferred, agent.random);
  if (!located.ok) return located;
  let failed: Result<never, RungError> = err(badUri(nextHop));
  // The first place is the one that our Contact is for, so those that failed just now do not stand there.
  const targets = agent.transactions.inOrder(located.value);
  for (const [at, target] of targets.entries()) {
    const contact = await agent.transport.contactFor(target);
    if (contact.ok) return ok({ targets: targets.slice(at), contact: contact.value, transport: target.transport, isSips: isSips(nextHop) });
    if (at === 0) failed = contact;
  }
  return failed;
}

/** Our Contact on this way, as a header value (RFC 3261 8.1.1.8). */
export function contactHeader(path: OwnWay, user: string): string {
  return `<${contactUri(path, user)}>`;
}

export function contactUri(path: OwnWay, user: string): string {
  // RFC 3261 26.2.2: with sips the scheme says all.
  const parameters = new Map<string, string>(path.transport === 'udp' || path.isSips ? [] : [['transport', path.transport]]);
  return formatUri({
    scheme: path.isSips ? 'sips' : 'sip',
    ...(user === '' ? {} : { user }),
    host: path.contact.address,
    port: path.contact.port,
    parameters,
    headers: [],
  });
}
