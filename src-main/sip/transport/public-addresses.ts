/** Where our requests seem to come from, in the eyes of each peer (RFC 3581 4): `received` and `rport` in the top Via of its responses.
 *  Behind a NAT that is what a registrar has to be told as Contact, where it does not find it out by itself. */
import { parseIpv4, parseIpv6 } from '../../../src-shared/sip/ip-address.ts';
import type { Via } from '../../../src-shared/sip/typed-headers.ts';
import type { TransportName } from '../../../src-shared/model.ts';
import type { Endpoint } from '../../ports.ts';

const MAX_PEERS = 128;

interface PublicAddresses {
  /** A request goes there: from now on its responses are believed. */
  asked(target: Endpoint, transport: TransportName): void;
  answered(source: Endpoint, transport: TransportName, via: Readonly<Via> | undefined): void;
  of(target: Endpoint, transport: TransportName): Endpoint | undefined;
  forget(): void;
}

export function createPublicAddresses(): PublicAddresses {
  const seen = new Map<string, Endpoint | undefined>();
  const keyOf = (peer: Endpoint, transport: TransportName): string => `${transport}|${peer.address}|${peer.port}`;

  return {
    asked(target, transport) {
      const key = keyOf(target, transport);
      const known = seen.get(key);
      seen.delete(key);
      seen.set(key, known);
      if (seen.size > MAX_PEERS) seen.delete(seen.keys().next().value ?? '');
    },
    answered(source, transport, via) {
      const key = keyOf(source, transport);
      const shown = seen.has(key) && via ? endpointOf(via) : undefined;
      if (shown) seen.set(key, shown);
    },
    of: (target, transport) => seen.get(keyOf(target, transport)),
    forget: () => seen.clear(),
  };
}

/** Of a Via that we wrote ourselves, with a port. Without `received`, our address is the one we wrote (RFC 3261 18.2.1). */
function endpointOf(via: Readonly<Via>): Endpoint | undefined {
  const address = (via.parameters.get('received') || via.host).replace(/^\[(.*)\]$/, '$1');
  const port = Number(via.parameters.get('rport') || via.port);
  const isAddress = parseIpv4(address) !== undefined || parseIpv6(address) !== undefined;
  return isAddress && Number.isInteger(port) && port > 0 && port < 65_536 ? { address, port } : undefined;
}
