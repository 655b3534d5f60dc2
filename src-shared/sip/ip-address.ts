/** IP addresses as SIP writes them (RFC 3261 25.1, RFC 5954). Text in, numbers out; nothing is resolved. */

/** `192.0.2.1` as four numbers, else undefined. */
export function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.', 5);
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.map(Number);
}

/** An IPv6 address, without brackets, as eight 16-bit groups, else undefined. A zone (`%eth0`) is not part of it. */
export function parseIpv6(text: string): number[] | undefined {
  if (text.length < 2 || text.length > 46) return undefined;
  // RFC 5118 4.10: RFC 3261's own grammar writes three colons before an embedded IPv4 address; receivers are to bear it.
  const address = text.replace(/:::(?=\d{1,3}\.)/, '::');
  const gap = address.indexOf('::');
  if (gap < 0) return groupsOf(address, 8);
  if (address.includes('::', gap + 1)) return undefined;
  const head = gap === 0 ? [] : groupsOf(address.slice(0, gap), undefined);
  const tail = gap + 2 === address.length ? [] : groupsOf(address.slice(gap + 2), undefined);
  if (!head || !tail || head.length + tail.length > 7) return undefined;
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/** Colon-separated groups, the last of which may be an IPv4 address; `count` of them where that is given. */
function groupsOf(text: string, count: number | undefined): number[] | undefined {
  const groups: number[] = [];
  const parts = text.split(':', 9);
  for (const [i, part] of parts.entries()) {
    const ipv4 = i === parts.length - 1 && part.includes('.') ? parseIpv4(part) : undefined;
    if (ipv4) groups.push(((ipv4[0] as number) << 8) | (ipv4[1] as number), ((ipv4[2] as number) << 8) | (ipv4[3] as number));
    else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups.push(parseInt(part, 16));
    else return undefined;
  }
  return count === undefined || groups.length === count ? groups : undefined;
}

/** Host names, IPv4 and (without brackets) IPv6 addresses: do they name the same host? Case and the ways to abbreviate IPv6 do not count. */
export function hostEquals(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  if (!a.includes(':') || !b.includes(':')) return false;
  const groups = parseIpv6(a);
  return groups !== undefined && groups.join() === parseIpv6(b)?.join();
}

/** A literal address, IPv6 without brackets: nobody has to be asked for it. */
export function isIpAddress(host: string): boolean {
  return parseIpv4(host) !== undefined || parseIpv6(host) !== undefined;
}
