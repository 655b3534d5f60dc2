/** Names to addresses and records, by the system's resolver. */
import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { NaptrRecord, Resolver, SrvRecord } from '../ports.ts';

/** A call never waits longer for an answer of a name server. */
const PATIENCE_MS = 2_000;
/** Within it, a lost datagram is asked for again. */
const ATTEMPT_MS = 700;
/** Name servers that answer for addresses, but are silent when asked for other records, are not asked for those so soon again. */
const REST_MS = 60_000;
const MAX_RECORDS = 32;

type RecordType = 'NAPTR' | 'SRV';

export interface ResolverOptions {
  /** Name servers (`192.0.2.53`, `192.0.2.53:5353`) instead of the system's; then the hosts file is not read either. */
  servers?: string[];
}

/** Errors: `name-not-found`, `dns-failed`. */
export function createNodeResolver({ servers }: ResolverOptions = {}): Resolver {
  const silentAtMs = new Map<RecordType, number>();
  const restUntilMs = new Map<RecordType, number>();

  /** Anew each time: the system's name servers change with the network. */
  function client(): dns.Resolver {
    const resolver = new dns.Resolver({ timeout: ATTEMPT_MS, tries: 2 });
    if (servers) resolver.setServers(servers);
    return resolver;
  }

  async function lookup(host: string): Promise<Result<string[], RungError>> {
    const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
    if (isIP(bare)) return ok([bare]);
    // RFC 6761 6.3: never asked of a name server.
    if (isLocalhost(bare)) return ok(['127.0.0.1', '::1']);
    if (bare === '') return err(nameNotFound(bare));
    try {
      const addresses = await within(servers ? askForAddresses(client(), bare) : systemAddresses(bare));
      if (addresses.length === 0) return err(nameNotFound(bare));
      noteAnswer();
      return ok([...new Set(addresses)]);
    } catch (error) {
      return err(lookupError(error as NodeJS.ErrnoException, bare));
    }
  }

  async function records<T>(type: RecordType, host: string, ask: () => Promise<T[]>): Promise<Result<T[], RungError>> {
    if (!mayHaveRecords(host)) return ok([]);
    if ((restUntilMs.get(type) ?? 0) > performance.now()) return err(dnsFailed(host, 'resting'));
    try {
      return ok((await within(ask())).slice(0, MAX_RECORDS));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (isAbsence(code)) return ok([]);
      if (code === 'ETIMEOUT') silentAtMs.set(type, performance.now());
      return err(lookupError(error as NodeJS.ErrnoException, host));
    }
  }

  /** The network is there, so silence about other records was not its fault. */
  function noteAnswer(): void {
    const nowMs = performance.now();
    for (const [type, atMs] of silentAtMs) if (nowMs - atMs < 2 * PATIENCE_MS) restUntilMs.set(type, nowMs + REST_MS);
    silentAtMs.clear();
  }

  return {
    lookup,
    naptr: (host) => records('NAPTR', host, async () => (await client().resolveNaptr(host)).map(naptrOf)),
    srv: (name) => records('SRV', name, async () => (await client().resolveSrv(name)).map(srvOf)),
  };
}

function naptrOf(record: { order: number; preference: number; flags: string; service: string; replacement: string }): NaptrRecord {
  const { order, preference, flags, service, replacement } = record;
  return { order, preference, flags, service, replacement };
}

function srvOf({ priority, weight, port, name }: { priority: number; weight: number; port: number; name: string }): SrvRecord {
  return { priority, weight, port, target: name };
}

async function systemAddresses(host: string): Promise<string[]> {
  return (await dns.lookup(host, { all: true, order: 'ipv4first' })).map(({ address }) => address);
}

/** Both families at once; what one of them has not is no error. */
async function askForAddresses(resolver: dns.Resolver, host: string): Promise<string[]> {
  const [ipv4, ipv6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const found = [ipv4, ipv6].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const failed = [ipv4, ipv6].find((answer) => answer.status === 'rejected');
  if (found.length === 0 && failed) throw failed.reason;
  return found;
}

function within<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(Object.assign(new Error('no answer'), { code: 'ETIMEOUT' })), PATIENCE_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Names without a dot are the hosts file's or the local network's, .local is mDNS's, and .invalid nobody's (RFC 6761, RFC 6762). */
function mayHaveRecords(host: string): boolean {
  return host.includes('.') && !isIP(host) && !isLocalhost(host) && !/\.(?:local|invalid)\.?$/i.test(host);
}

function isLocalhost(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host);
}

function isAbsence(code: string | undefined): boolean {
  return code === 'ENOTFOUND' || code === 'ENODATA';
}

function lookupError(error: NodeJS.ErrnoException, host: string): RungError {
  const notFound = isAbsence(error.code) || error.code === 'ERR_INVALID_ARG_VALUE' || error.code === 'EBADNAME';
  return notFound ? nameNotFound(host) : dnsFailed(host, error.code ?? error.message);
}

function dnsFailed(host: string, reason: string): RungError {
  return rungError('dns-failed', `The name "${host}" could not be looked up (${reason}). Check the network connection and the name server.`, { host, reason });
}

function nameNotFound(host: string): RungError {
  return rungError('name-not-found', `There is no computer called "${host}". Check the spelling of the domain.`, { host });
}
