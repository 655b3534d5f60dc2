/** Addresses as SDP writes them: literals without brackets, or names (RFC 8866 9, connection-address). */

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
/** Loose on purpose: it only tells an IPv6 literal from a name or an IPv4 address. */
const IPV6 = /^[\da-f:]*:[\da-f:.]*$/i;

export function isIpv4(address: string): boolean {
  const match = IPV4.exec(address);
  return match !== null && match.slice(1).every((octet) => Number(octet) <= 255);
}

export function isIpv6(address: string): boolean {
  return IPV6.test(address);
}

/** 224.0.0.0/4 (RFC 5771) or ff00::/8 (RFC 4291 2.7). */
export function isMulticast(address: string): boolean {
  if (isIpv6(address)) return /^ff/i.test(address);
  const match = IPV4.exec(address);
  return match !== null && Number(match[1]) >= 224 && Number(match[1]) <= 239;
}

/** `IP6` for an IPv6 literal, `IP4` for all else. */
export function addressType(address: string): 'IP4' | 'IP6' {
  return isIpv6(address) ? 'IP6' : 'IP4';
}
