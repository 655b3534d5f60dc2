/** The groups and ports that announcements are sent to (RFC 2974 3). */
import { parseIpv4, parseIpv6 } from '../../src-shared/sip/ip-address.ts';

/** IPv4 global scope. */
const GLOBAL_GROUP = '224.2.127.254';
/** The highest address of each administrative scope zone (RFC 2365 6.1, 6.2). */
const LOCAL_GROUP = '239.255.255.255';
const ORGANISATION_GROUP = '239.195.255.255';
/** No group of the RFC: PipeWire announces there unless it is told otherwise. */
const PIPEWIRE_GROUP = '224.0.0.56';
/** Interface, link, admin, site, organisation, global (RFC 7346 2). */
const IPV6_SCOPES = ['1', '2', '4', '5', '8', 'e'];

export const wellKnownGroups: readonly string[] = [
  GLOBAL_GROUP, LOCAL_GROUP, ORGANISATION_GROUP, PIPEWIRE_GROUP, ...IPV6_SCOPES.map((scope) => `ff0${scope}::2:7ffe`),
];

/** Where a session on this address is announced. RFC 2974 3: the group of the session's scope; what is no multicast address counts as global. */
export function announcementGroup(address: string): string {
  const ipv6 = parseIpv6(address);
  if (ipv6) {
    const [first = 0] = ipv6;
    return first >> 8 === 0xff ? `ff0${(first & 0xf).toString(16)}::2:7ffe` : 'ff0e::2:7ffe';
  }
  const [a = 0, b = 0] = parseIpv4(address) ?? [];
  if (a !== 239) return GLOBAL_GROUP;
  // 239.192.0.0/14; the zones that RFC 2365 leaves for its expansion belong to the local scope.
  return (b & 0xfc) === 192 ? ORGANISATION_GROUP : LOCAL_GROUP;
}

export function isMulticast(address: string): boolean {
  const [first = 0] = parseIpv6(address) ?? [];
  const [a = 0] = parseIpv4(address) ?? [];
  return first >> 8 === 0xff || (a >= 224 && a < 240);
}
