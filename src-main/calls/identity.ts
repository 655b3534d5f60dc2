import type { RungError } from '../../src-shared/errors.ts';
import type { Account } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import { ok } from '../../src-shared/result.ts';
import { formatUri } from '../../src-shared/sip/uri.ts';
import type { Resolver } from '../ports.ts';
import { locate } from '../sip/locate.ts';
import type { Transport } from '../sip/transport.ts';
import type { Identity } from '../sip/user-agent.ts';

/** Speaks for an account: its address of record, its password, its outbound proxy. */
export function accountIdentity(account: Account, password: string | undefined): Identity {
  const user = encodeURIComponent(account.user).replaceAll('%2B', '+');
  const identity: Identity = {
    displayName: account.displayName,
    uri: `sip:${user}@${account.domain}`,
    routes: account.proxy === '' ? [] : [proxyUri(account.proxy)],
    transport: account.transport,
    contactUser: user,
  };
  if (password !== undefined) identity.credentials = { user: account.authUser || account.user, password };
  return identity;
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
