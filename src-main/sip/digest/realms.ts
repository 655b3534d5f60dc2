/** Who may ask for a password, and so learn a digest of it. A digest can be tried against a dictionary for as long as one likes, and
 *  anybody can answer a request with 401: the callee to our INVITE, the peer of a call to our BYE. So both are looked at: where the request
 *  went, and which realm asks. */
import type { SipRequest } from '../../../src-shared/sip/message.ts';
import { tagsOf } from '../../../src-shared/sip/typed-headers.ts';
import { parseSipUri } from '../../../src-shared/sip/uri.ts';
import type { Target } from '../transport/types.ts';

/** Where a request goes: the places that its next hop was resolved to. */
type Hop = readonly Pick<Target, 'address' | 'host'>[];

export interface Realms {
  /** May credentials for this realm go into this request, to this hop? */
  admits(realm: string, request: SipRequest, hop: Hop): boolean;
  /** Is this hop a server of the account? */
  reaches(hop: Hop): boolean;
  /** Has one of our requests found a server of the account at this address? */
  knows(address: string): boolean;
  /** A request with credentials for this realm has succeeded. */
  learn(realm: string): void;
  /** Proxies that the account's registrar or its owner told us to use, as URIs. */
  trust(routes: readonly string[]): void;
}

const MAX_KEPT = 64;

/** Of an account: `domain` as `host[:port]`. All who speak for it must share one. */
export function createAccountRealms(domain: string): Realms {
  const home = hostOf(`sip:${domain}`) ?? domain.toLowerCase();
  const hosts = new Set([home]);
  /** What those names were resolved to, the latest: inside a dialog the hop is often named by address. */
  const addresses = new Set<string>();
  /** Under which the account's servers have taken the password. */
  const learned = new Set<string>();

  function reaches(hop: Hop): boolean {
    for (const { host, address } of hop) if (host !== undefined && hosts.has(host.toLowerCase())) keepLatest(addresses, address);
    return hop.length > 0 && hop.every(({ address }) => addresses.has(address));
  }

  function isKnown(realm: string): boolean {
    return learned.has(realm) || isRelated(realm.toLowerCase(), home);
  }

  return {
    admits(realm, request, hop) {
      // The registrar itself may send us to another one (RFC 3261 10.2.7), which has to know the realm.
      if (!reaches(hop)) return request.method === 'REGISTER' && isKnown(realm);
      // Nobody but the registrar answers a REGISTER, so its realm is right whatever it is.
      if (isKnown(realm) || request.method === 'REGISTER') return true;
      // No registration has told the realm: the first one that asks, but nobody inside a call.
      return learned.size === 0 && tagsOf(request).to === '';
    },
    reaches,
    knows: (address) => addresses.has(address),
    learn: (realm) => keep(learned, realm),
    trust(routes) {
      for (const host of routes.map(hostOf)) if (host !== undefined) keep(hosts, host);
    },
  };
}

/** Without an account, where a user name was given for this one purpose: the first who asks, wherever the request went. */
export function createFirstRealm(): Realms {
  let first: string | undefined;
  return {
    admits: (realm) => (first ??= realm) === realm,
    reaches: () => true,
    knows: () => false,
    learn() {},
    trust() {},
  };
}

/** `example.org` asks for `sip.example.org`, and the other way round. */
function isRelated(realm: string, home: string): boolean {
  return realm === home || home.endsWith(`.${realm}`) || realm.endsWith(`.${home}`);
}

function hostOf(text: string): string | undefined {
  return parseSipUri(text)?.host;
}

/** Of a provider whose addresses change from day to day. */
function keepLatest(kept: Set<string>, value: string): void {
  kept.delete(value);
  kept.add(value);
  if (kept.size > MAX_KEPT) kept.delete(kept.values().next().value ?? '');
}

function keep(kept: Set<string>, value: string): void {
  if (kept.size < MAX_KEPT) kept.add(value);
}
