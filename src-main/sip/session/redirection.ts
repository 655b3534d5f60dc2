/** Following 3xx (RFC 3261 8.1.3.4), pure: each address once, best q first, a few hops at most. */
import { alternativesOf } from '../../../src-shared/sip/alternatives.ts';
import type { SipResponse } from '../../../src-shared/sip/message.ts';
import type { Uri } from '../../../src-shared/sip/uri.ts';
import { parseSipUri, parseUri, uriEquals } from '../../../src-shared/sip/uri.ts';

export interface Redirection {
  /** Everything that has been tried or waits, so that nothing is tried twice. */
  readonly known: readonly string[];
  /** Best first. */
  readonly waiting: readonly string[];
  /** Addresses that may still be tried after the first one. */
  readonly hopsLeft: number;
}

const MAX_HOPS = 5;

export function startRedirection(firstUri: string): Redirection {
  return { known: [firstUri], waiting: [], hopsLeft: MAX_HOPS };
}

/** Adds the new addresses of a response in front: they are the nearer ones to the person called. */
export function redirected(redirection: Redirection, response: SipResponse): Redirection {
  const known = [...redirection.known];
  const fresh: string[] = [];
  for (const { uri } of alternativesOf(response)) {
    if (!parseSipUri(uri) || known.some((other) => sameUri(other, uri))) continue;
    known.push(uri);
    fresh.push(uri);
  }
  return { ...redirection, known, waiting: [...fresh, ...redirection.waiting] };
}

/** The next address to try; undefined when there is none or the hops are used up. */
export function nextAddress(redirection: Redirection): { uri: string; redirection: Redirection } | undefined {
  const [uri, ...waiting] = redirection.waiting;
  if (uri === undefined || redirection.hopsLeft === 0) return undefined;
  return { uri, redirection: { ...redirection, waiting, hopsLeft: redirection.hopsLeft - 1 } };
}

function sameUri(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [parseUri(a), parseUri(b)];
  return left.ok && right.ok && uriEquals(bare(left.value), bare(right.value));
}

/** Without the header part: `?subject=1`, `?subject=2` … would make one address look like many. */
function bare(uri: Uri): Uri {
  return uri.scheme === 'sip' || uri.scheme === 'sips' ? { ...uri, headers: [] } : uri;
}
