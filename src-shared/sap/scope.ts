/** A group that exists on each interface for itself (RFC 7346 2: scopes 1 and 2). A socket of such a group belongs to one of them. */
export function isOfOneLink(group: string): boolean {
  return /^ff.[12]:/i.test(group);
}
