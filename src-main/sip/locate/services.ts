/** Which hosts offer SIP for a domain, and by which transport (RFC 3263 4.1, 4.2): NAPTR, then SRV. */
import type { RungError } from '../../../src-shared/errors.ts';
import { rungError } from '../../../src-shared/errors.ts';
import type { TransportName } from '../../../src-shared/model.ts';
import type { Result } from '../../../src-shared/result.ts';
import { err, ok } from '../../../src-shared/result.ts';
import type { NaptrRecord, Random, Resolver, SrvRecord } from '../../ports.ts';
import { inOrder } from './srv-order.ts';

/** A host, port and transport that SRV names. */
export interface Service {
  host: string;
  port: number;
  transport: TransportName;
}

/** NAPTR services that we speak (RFC 3263 4.1; D2T with SIPS is TLS). */
const BY_NAPTR: Record<string, TransportName> = { 'SIP+D2U': 'udp', 'SIP+D2T': 'tcp', 'SIPS+D2T': 'tls' };
const SRV_PREFIX: Record<TransportName, string> = { udp: '_sip._udp.', tcp: '_sip._tcp.', tls: '_sips._tcp.' };
/** More are not tried. */
const MAX_SERVICES = 8;
/** RFC 3261 25.1, with the underscore of real networks: what else stands in DNS is no host. */
const HOST_NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_.])?$/;

export interface Wanted {
  domain: string;
  /** Those that will do, best first. */
  transports: readonly TransportName[];
  /** May NAPTR choose among them, and name another domain (RFC 3263 4.1)? */
  asksNaptr: boolean;
}

/** Empty where DNS knows nothing of the kind: then the domain itself is the host.
 *  Error: `service-not-offered` (RFC 2782: the target is "."). */
export async function findServices({ domain, transports, asksNaptr }: Wanted, resolver: Resolver, random?: Random): Promise<Result<Service[], RungError>> {
  // All at once: where a name server is silent about such records, nobody waits for it twice.
  const direct = transports.map((transport) => query(SRV_PREFIX[transport] + domain, transport));
  const chosen = (asksNaptr ? await naptr(domain, transports, resolver) : []).map(({ transport, name }) => query(name, transport));
  const answers = await Promise.all(chosen.length > 0 ? chosen : direct);
  const services = answers.flatMap(({ found }) => found).slice(0, MAX_SERVICES);
  const isRefused = services.length === 0 && answers.some(({ refused }) => refused);
  return isRefused ? err(notOffered(domain)) : ok(services);

  async function query(name: string, transport: TransportName): Promise<{ found: Service[]; refused: boolean }> {
    const answer = await resolver.srv(name);
    const records = answer.ok ? answer.value : [];
    const usable = records.filter(isUsable);
    const found = inOrder(usable, random).map(({ target, port }) => ({ host: target, port, transport }));
    return { found, refused: records.length > 0 && records.every(({ target }) => isNone(target)) };
  }
}

/** The SRV names that NAPTR gives for transports which we speak, best first (RFC 3403 4.1). */
async function naptr(domain: string, transports: readonly TransportName[], resolver: Resolver): Promise<{ transport: TransportName; name: string }[]> {
  const answer = await resolver.naptr(domain);
  const records = answer.ok ? [...answer.value].sort((a, b) => a.order - b.order || a.preference - b.preference) : [];
  return records.flatMap((record) => {
    const transport = transportOf(record);
    return transport && transports.includes(transport) ? [{ transport, name: record.replacement }] : [];
  });
}

/** RFC 3263 4.1: only records that point to SRV are of use. */
function transportOf({ flags, service, replacement }: NaptrRecord): TransportName | undefined {
  const isSip = flags.toLowerCase() === 's' && HOST_NAME.test(replacement);
  return isSip ? BY_NAPTR[service.toUpperCase()] : undefined;
}

function isUsable({ target, port }: SrvRecord): boolean {
  return port > 0 && port < 65_536 && HOST_NAME.test(target);
}

function isNone(target: string): boolean {
  return target === '.' || target === '';
}

function notOffered(domain: string): RungError {
  return rungError('service-not-offered', `${domain} says in DNS that it does not offer SIP this way. Choose another transport, or ask its operator for the right address.`, { domain });
}
