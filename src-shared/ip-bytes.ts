/** Literal IP addresses to bytes and back, for captures and STUN. Anything else becomes the unspecified address: a capture has to hold something. */

/** 4 bytes. */
export function ipv4Bytes(address: string): Uint8Array {
  const parts = address.split('.').map(Number);
  const valid = parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return Uint8Array.from(valid ? parts : [0, 0, 0, 0]);
}

/** 16 bytes; an IPv4 address as `::ffff:a.b.c.d` (RFC 4291 2.5.5.2). A zone (`%eth0`) is left out. */
export function ipv6Bytes(address: string): Uint8Array {
  const bytes = new Uint8Array(16);
  if (!address.includes(':')) {
    bytes.set([0xff, 0xff], 10);
    bytes.set(ipv4Bytes(address), 12);
    return bytes;
  }
  const [head = '', tail] = withoutZone(address).split('::');
  const front = groupBytes(head);
  const back = tail === undefined ? [] : groupBytes(tail);
  if (front.length + back.length > 16) return bytes;
  bytes.set(front, 0);
  bytes.set(back, 16 - back.length);
  return bytes;
}

function withoutZone(address: string): string {
  return address.split('%')[0] ?? '';
}

function groupBytes(groups: string): number[] {
  if (groups === '') return [];
  return groups.split(':').flatMap((group) => {
    if (group.includes('.')) return [...ipv4Bytes(group)];
    const value = Number.parseInt(group, 16) || 0;
    return [(value >> 8) & 0xff, value & 0xff];
  });
}

export function ipv4Text(bytes: Uint8Array): string {
  return bytes.join('.');
}

/** The canonical text of RFC 5952: lower case, the longest run of zero groups shortened. */
export function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16));
  const run = longestZeroRun(groups);
  if (run.length < 2) return groups.join(':');
  return `${groups.slice(0, run.start).join(':')}::${groups.slice(run.start + run.length).join(':')}`;
}

function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, i) => {
    if (group !== '0') start = i + 1;
    else if (i + 1 - start > best.length) best = { start, length: i + 1 - start };
  });
  return best;
}
