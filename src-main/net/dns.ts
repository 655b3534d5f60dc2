import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import type { RungError } from '../../src-shared/errors.ts';
import { rungError } from '../../src-shared/errors.ts';
import { err, ok } from '../../src-shared/result.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Resolver } from '../ports.ts';

/** The system's resolver, the hosts file included. Errors: `name-not-found`, `dns-failed`. */
export function createNodeResolver(): Resolver {
  return { lookup };
}

async function lookup(host: string): Promise<Result<string[], RungError>> {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  if (isIP(bare)) return ok([bare]);
  // RFC 6761 6.3: never asked of a name server.
  if (isLocalhost(bare)) return ok(['127.0.0.1', '::1']);
  if (bare === '') return err(nameNotFound(bare));
  try {
    const found = await dns.lookup(bare, { all: true, order: 'ipv4first' });
    if (found.length === 0) return err(nameNotFound(bare));
    return ok([...new Set(found.map(({ address }) => address))]);
  } catch (error) {
    return err(lookupError(error as NodeJS.ErrnoException, bare));
  }
}

function isLocalhost(host: string): boolean {
  return /(^|\.)localhost\.?$/i.test(host);
}

function lookupError(error: NodeJS.ErrnoException, host: string): RungError {
  const notFound = error.code === 'ENOTFOUND' || error.code === 'ENODATA' || error.code === 'ERR_INVALID_ARG_VALUE';
  if (notFound) return nameNotFound(host);
  return rungError('dns-failed', `The name "${host}" could not be looked up (${error.code ?? error.message}). Check the network connection and the name server.`, {
    host, reason: error.code ?? error.message,
  });
}

function nameNotFound(host: string): RungError {
  return rungError('name-not-found', `There is no computer called "${host}". Check the spelling of the domain.`, { host });
}
