/** From a URI to the places to try, in order (RFC 3263). Literals, ports and A/AAAA now; NAPTR and SRV slot in here. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { TransportName } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { SipUri } from '../../src-shared/sip/uri.ts';
import { parseUri } from '../../src-shared/sip/uri.ts';
import type { Resolver } from '../ports.ts';
import type { Target } from './transport/types.ts';
import { defaultPort } from './transport/via.ts';

/** `uri` as text (a next-hop URI: top Route, outbound proxy or Request-URI). `preferred` decides where the URI names no transport.
 *  Honours transport=, maddr, port, sips (error `tls-not-available` for now). Errors also: `bad-uri`, `transport-not-available`,
 *  and those of the resolver (`name-not-found`, `dns-failed`). */
export async function locate(uri: string, resolver: Resolver, preferred: TransportName = 'udp'): Promise<Result<Target[], RungError>> {
  const parsed = parseUri(uri);
  if (!parsed.ok) return err(badUri(uri, parsed.error.message));
  if (parsed.value.scheme === 'tel') return err(badUri(uri, 'A telephone number alone names no host; it needs an account whose server takes it.'));
  if (parsed.value.scheme === 'other') return err(badUri(uri, 'Only sip: addresses can be reached.'));

  const transport = transportOf(parsed.value, preferred);
  if (!transport.ok) return transport;
  // RFC 3263 4: maddr stands in for the host.
  const host = parsed.value.parameters.get('maddr') || parsed.value.host;
  const addresses = await resolver.lookup(host);
  if (!addresses.ok) return addresses;
  const port = parsed.value.port ?? defaultPort(transport.value);
  return ok(addresses.value.map((address) => ({ address, port, transport: transport.value, host })));
}

/** RFC 3263 4.1: what the URI names, else what is preferred. */
function transportOf(uri: SipUri, preferred: TransportName): Result<TransportName, RungError> {
  const named = uri.parameters.get('transport')?.toLowerCase();
  const name = uri.scheme === 'sips' ? 'tls' : (named ?? preferred);
  if (name === 'udp' || name === 'tcp') return ok(name);
  if (name === 'tls') return err(rungError('tls-not-available', 'This address asks for TLS, which Rung does not speak yet. Try it with sip: over UDP or TCP.'));
  return err(rungError('transport-not-available', `This address asks for the transport "${name}". Rung speaks UDP and TCP.`, { transport: name }));
}

function badUri(uri: string, why: string): RungError {
  return rungError('bad-uri', `"${uri}" is not an address that can be called. ${why}`, { uri, why });
}
