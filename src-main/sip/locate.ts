/** From a URI to the places to try, in order (RFC 3263). Literals, ports and A/AAAA now; NAPTR and SRV slot in here. */
import type { RungError } from '../../src-shared/errors.ts';
import type { TransportName } from '../../src-shared/model.ts';
import type { Result } from '../../src-shared/result.ts';
import type { Resolver } from '../ports.ts';
import type { Target } from './transport.ts';

/** `uri` as text (a next-hop URI: top Route, outbound proxy or Request-URI). `preferred` decides where the URI names no transport.
 *  Honours transport=, maddr, port, sips (error `tls-not-available` for now). Errors also: `bad-uri`, `name-not-found`. */
export async function locate(_uri: string, _resolver: Resolver, _preferred?: TransportName): Promise<Result<Target[], RungError>> {
  throw new Error('helper H3 writes this');
}
