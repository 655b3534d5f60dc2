/** Addresses that lead nowhere from where we are. */

const PRIVATE: readonly [kind: string, pattern: RegExp][] = [
  ['loopback', /^127\.|^::1$/],
  ['link', /^169\.254\.|^fe[89ab][0-9a-f]:/i],
  ['carrier', /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./],
  ['private', /^10\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^f[cd][0-9a-f]{2}:/i],
];

/** Would sound sent from `local` have to reach an address (both `address:port`) that exists in another network only: a private one from a
 *  public or a loopback one, a loopback one from anywhere but loopback (RFC 1918, RFC 6598, RFC 3927, RFC 4193)? Two private networks
 *  may well be joined. */
export function isUnroutableFrom(local: string, remote: string): boolean {
  const theirs = kindOf(remote);
  return theirs !== undefined && theirs !== kindOf(local);
}

function kindOf(endpoint: string): string | undefined {
  const address = endpoint.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return PRIVATE.find(([, pattern]) => pattern.test(address))?.[0];
}
