import type { RungError } from '../../src-shared/errors.ts';
import { endpointText } from '../../src-shared/endpoint-text.ts';
import type { Account } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import { ok } from '../../src-shared/result.ts';
import { formatUri, parseSipUri } from '../../src-shared/sip/uri.ts';
import type { Resolver } from '../ports.ts';
import { createAccountRealms } from '../sip/digest/realms.ts';
import { locate } from '../sip/locate.ts';
import type { Transport } from '../sip/transport.ts';
import type { Identity } from '../sip/user-agent.ts';
import type { Standing } from './account-flows.ts';

/** Speaks for an account: its address of record, its password, its outbound proxy; and what its registrar told us. */
export function accountIdentity(account: Account, password: string | undefined, standing?: Standing, realms = createAccountRealms(account.domain)): Identity {
  const user = encodeURIComponent(account.user).replaceAll('%2B', '+');
  const identity: Identity = {
    displayName: account.displayName,
    uri: `sip:${user}@${account.domain}`,
    routes: routesOf(standing?.proxy ?? proxiesOf(account)[0], standing?.serviceRoute ?? []),
    transport: account.transport === 'auto' ? undefined : account.transport,
    contactUser: user,
    contactUri: standing?.contactUri,
    realms,
  };
  if (password !== undefined) identity.credentials = { user: account.authUser || account.user, password };
  return identity;
}

/** RFC 3608 6.1: the Service-Route comes after the proxy that we were told to use, unless it begins with that one. */
function routesOf(proxy: string | undefined, serviceRoute: string[]): string[] {
  if (proxy === undefined) return serviceRoute;
  return serviceRoute[0] !== undefined && sameHop(proxy, serviceRoute[0]) ? serviceRoute : [proxy, ...serviceRoute];
}

function sameHop(one: string, other: string): boolean {
  const [a, b] = [hopOf(one), hopOf(other)];
  return a !== undefined && a === b;
}

function hopOf(text: string): string | undefined {
  const uri = parseSipUri(text);
  return uri && endpointText({ address: uri.host, port: uri.port ?? 0 });
}

/** The proxies of an account, best first, as URIs. Several are separated by commas. */
export function proxiesOf(account: Account): string[] {
  return account.proxy.split(',').map((proxy) => proxy.trim()).filter((proxy) => proxy !== '').map(proxyUri);
}

function proxyUri(proxy: string): string {
  const uri = /^sips?:/i.test(proxy) ? proxy : `sip:${proxy}`;
  return /;lr\b/.test(uri) ? uri : `${uri};lr`;
}

/** Speaks for nobody in particular: a direct call from the address that the peer will see. */
export async function directIdentity(
  target: string,
  who: { user: string; displayName: string },
  net: { resolver: Resolver; transport: Transport },
): Promise<Result<Identity, RungError>> {
  const located = await locate(target, net.resolver);
  if (!located.ok) return located;
  const first = located.value[0];
  const contact = first ? await net.transport.contactFor(first) : undefined;
  if (contact && !contact.ok) return contact;
  const host = contact?.value ?? { address: 'localhost', port: 5060 };
  const uri = formatUri({ scheme: 'sip', user: who.user, host: host.address, port: host.port, parameters: new Map(), headers: [] });
  return ok({ displayName: who.displayName, uri, routes: [], contactUser: who.user });
}
