/** A name server in memory: what the zone does not hold does not exist. */
import { rungError } from '../../src-shared/errors.ts';
import type { Result } from '../../src-shared/result.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { RungError } from '../../src-shared/errors.ts';
import type { NaptrRecord, Resolver, SrvRecord } from '../../src-main/ports.ts';

export interface Zone {
  addresses?: Record<string, string[]>;
  /** `order preference "flags" "service" replacement`. */
  naptr?: Record<string, string[]>;
  /** `priority weight port target`, as in a zone file. */
  srv?: Record<string, string[]>;
  /** Names that no answer comes for. */
  broken?: string[];
}

export interface FakeDns extends Resolver {
  /** `NAPTR example.org`, `SRV _sip._udp.example.org`, `A pbx.example.org`, in order. */
  readonly asked: string[];
}

export function createFakeDns(zone: Zone): FakeDns {
  const asked: string[] = [];

  function answer<T>(type: string, name: string, records: Record<string, string[]> | undefined, read: (line: string) => T): Result<T[], RungError> {
    asked.push(`${type} ${name}`);
    if (zone.broken?.includes(name)) return err(rungError('dns-failed', `No answer for ${name}.`));
    return ok((records?.[name.toLowerCase()] ?? []).map(read));
  }

  return {
    asked,
    async lookup(host) {
      if (/^[\d.]+$|:/.test(host)) return ok([host]);
      const found = answer('A', host, zone.addresses, (line) => line);
      return found.ok && found.value.length === 0 ? err(rungError('name-not-found', `No ${host}.`)) : found;
    },
    naptr: async (host) => answer('NAPTR', host, zone.naptr, readNaptr),
    srv: async (name) => answer('SRV', name, zone.srv, readSrv),
  };
}

function readNaptr(line: string): NaptrRecord {
  const [order, preference, flags = '', service = '', replacement = ''] = line.replaceAll('"', '').split(' ');
  return { order: Number(order), preference: Number(preference), flags, service, replacement };
}

function readSrv(line: string): SrvRecord {
  const [priority, weight, port, target = ''] = line.split(' ');
  return { priority: Number(priority), weight: Number(weight), port: Number(port), target };
}
