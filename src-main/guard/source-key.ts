import { parseIpv6 } from '../../src-shared/sip/ip-address.ts';

/** Whom a packet counts for: an IPv4 address; of IPv6 the /64, as whoever has one address there has all of them (RFC 6177).
 *  IPv4 mapped into IPv6 is IPv4. What is no address stays as it is. */
export function sourceKey(address: string): string {
  const groups = address.includes(':') ? parseIpv6(address.split('%', 1)[0] as string) : undefined;
  if (!groups) return address;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, high = 0, low = 0] = groups;
  if (a + b + c + d + e === 0 && f === 0xffff) return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
  return `${[a, b, c, d].map((group) => group.toString(16)).join(':')}::/64`;
}
