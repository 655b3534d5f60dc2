/** Addresses as SDP writes them: literals without brackets, or names (RFC 8866 9, connection-address). */
import { ipv6Bytes, ipv6Text } from '../ip-bytes.ts';
import { parseIpv4, parseIpv6 } from '../sip/ip-address.ts';

export function isIpv4(address: string): boolean {
  return parseIpv4(address) !== undefined;
}

export function isIpv6(address: string): boolean {
  return address.includes(':') && parseIpv6(address) !== undefined;
}

/** As sockets write it (RFC 5952), so that an address of a description can be compared with where a packet came from. */
export function canonicalAddress(address: string): string {
  return isIpv6(address) ? ipv6Text(ipv6Bytes(address)) : address;
}

/** 224.0.0.0/4 (RFC 5771) or ff00::/8 (RFC 4291 2.7). */
export function isMulticast(address: string): boolean {
  if (address.includes(':')) return /^ff/i.test(address) && isIpv6(address);
  const first = Number(address.slice(0, address.indexOf('.')));
  return first >= 224 && first <= 239 && isIpv4(address);
}

/** `IP6` for an IPv6 literal, `IP4` for all else. */
export function addressType(address: string): 'IP4' | 'IP6' {
  return isIpv6(address) ? 'IP6' : 'IP4';
}
