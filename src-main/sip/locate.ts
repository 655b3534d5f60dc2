/** From a URI to the places to try, in order (RFC 3263): transport, hosts and ports by NAPTR and SRV, addresses by A and AAAA. */
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import type { TransportName } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import { isIpAddress } from '../../src-shared/sip/ip-address.ts';
import type { SipUri } from '../../src-shared/sip/uri.ts';
import { parseUri } from '../../src-shared/sip/uri.ts';
import type { Random, Resolver } from '../ports.ts';
import type { Service } from './locate/services.ts';
import { findServices } from './locate/services.ts';
import type { Target } from './transport/types.ts';
import { defaultPort } from './transport/via.ts';

/** A name with more addresses than these: nobody waits for the rest. */
const MAX_TARGETS = 12;
/** Connecting may take this long where another place is left to try (RFC 3263 4.3 leaves it open; RFC 6555 wants it short). */
const PATIENCE_WITH_OTHERS_MS = 3_000;

/** `uri` as text (a next-hop URI: top Route, outbound proxy or Request-URI). `preferred`: the transport that was chosen for it, where the
 *  URI itself names none; without, DNS decides. `random` draws among hosts of equal priority (RFC 2782).
 *  Errors: `bad-uri`, `transport-not-available`, `service-not-offered`, and those of the resolver (`name-not-found`, `dns-failed`). */
export async function locate(uri: string, resolver: Resolver, preferred?: TransportName, random?: Random): Promise<Result<Target[], RungError>> {
  const parsed = parseUri(uri);
  if (!parsed.ok) return err(badUri(uri, parsed.error.message));
  if (parsed.value.scheme === 'tel') return err(badUri(uri, 'A telephone number alone names no host; it needs an account whose server takes it.'));
  if (parsed.value.scheme === 'other') return err(badUri(uri, 'Only sip: addresses can be reached.'));

  const wanted = wantedTransport(parsed.value, preferred);
  if (!wanted.ok) return wanted;
  // RFC 3263 4: maddr stands in for the host.
  const domain = parsed.value.parameters.get('maddr') || parsed.value.host;
  const services = await servicesOf(parsed.value, domain, wanted.value, resolver, random);
  return services.ok ? addressesOf(services.value, domain, resolver) : services;
}

/** RFC 3263 4.1: what the URI names, else what was chosen for it; undefined: DNS may decide. */
function wantedTransport(uri: SipUri, preferred: TransportName | undefined): Result<TransportName | undefined, RungError> {
  const named = uri.parameters.get('transport')?.toLowerCase();
  if (named !== undefined && named !== 'udp' && named !== 'tcp' && named !== 'tls') return err(notSpoken(named));
  // RFC 3261 26.2.2: sips is TLS all the way; over UDP that would be DTLS, which SIP hardly uses.
  if (uri.scheme === 'sips') return named === 'udp' ? err(notSpoken('dtls-udp')) : ok('tls');
  return ok(named ?? preferred);
}

async function servicesOf(
  uri: SipUri, domain: string, wanted: TransportName | undefined, resolver: Resolver, random: Random | undefined,
): Promise<Result<Service[], RungError>> {
  const transport = wanted ?? 'udp';
  const itself: Service = { host: domain, port: uri.port ?? defaultPort(transport), transport };
  // RFC 3263 4.1, 4.2: a numeric address or a port leaves nothing for NAPTR and SRV to say.
  if (uri.port !== undefined || isIpAddress(domain)) return ok([itself]);
  const asksNaptr = wanted === undefined || (uri.scheme === 'sips' && !uri.parameters.has('transport'));
  const found = await findServices({ domain, transports: wanted ? [wanted] : ['udp', 'tcp', 'tls'], asksNaptr }, resolver, random);
  if (!found.ok) return found;
  return ok(found.value.length > 0 ? found.value : [itself]);
}

/** Of several hosts those that have no address are passed over. */
async function addressesOf(services: readonly Service[], domain: string, resolver: Resolver): Promise<Result<Target[], RungError>> {
  const answers = await Promise.all(services.map(async (service) => ({ service, found: await addresses(service.host, resolver) })));
  const targets = answers.flatMap(({ service: { port, transport }, found }) =>
    // RFC 5922 7.3: a certificate is for the domain that was asked for, whatever host DNS made of it.
    found.ok ? found.value.map((address): Target => ({ address, port, transport, host: domain })) : [],
  ).slice(0, MAX_TARGETS);
  const failed = answers.find(({ found }) => !found.ok)?.found;
  if (targets.length === 0 && failed && !failed.ok) return failed;
  for (const target of targets.slice(0, -1)) target.connectTimeoutMs = PATIENCE_WITH_OTHERS_MS;
  return ok(targets);
}

async function addresses(host: string, resolver: Resolver): Promise<Result<string[], RungError>> {
  return isIpAddress(host) ? ok([host]) : resolver.lookup(host);
}

function notSpoken(transport: string): RungError {
  return rungError('transport-not-available', `This address asks for the transport "${transport}". Rung speaks UDP, TCP and TLS.`, { transport });
}

function badUri(uri: string, why: string): RungError {
  return rungError('bad-uri', `"${uri}" is not an address that can be called. ${why}`, { uri, why });
}
