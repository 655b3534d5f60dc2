/** IP addresses to other ones, such that addresses share a prefix exactly where the originals do (as tcpdpriv does): each bit is turned
 *  or not by a coin that belongs to the bits before it. No key could undo it. What tells something about a network stays: private,
 *  link-local and shared addresses stay in their range, loopback, multicast and the unspecified address stay as they are. */
import { ipv4Bytes, ipv4Text, ipv6Bytes, ipv6Text } from '../ip-bytes.ts';
import { parseIpv4, parseIpv6 } from '../sip/ip-address.ts';

/** A number from 0 up to 1, from a source that nobody can guess. */
export type RandomSource = () => number;

/** First octets that lie wholly in the public internet. */
const PUBLIC_OCTETS = Array.from({ length: 223 }, (_, i) => i + 1).filter((octet) => ![10, 100, 127, 169, 172, 192, 198, 203].includes(octet));

/** Addresses that are none come back as they are. */
export function createAddressNames(random: RandomSource): (address: string) => string {
  const coins = new Map<string, number>();
  const publicOctets = shuffled(PUBLIC_OCTETS, random);
  const octets = new Map<number, number>();
  const known = new Map<string, string>();

  function coin(prefix: string): number {
    const tossed = coins.get(prefix) ?? (random() < 0.5 ? 0 : 1);
    coins.set(prefix, tossed);
    return tossed;
  }

  /** Turns the bits from number `fixed` on. */
  function turned(bytes: Uint8Array, fixed: number): Uint8Array {
    const result = bytes.slice();
    let prefix = `${bytes.length} ${[...bytes.subarray(0, fixed >> 3)].join('.')} `;
    for (let bit = fixed; bit < bytes.length * 8; bit++) {
      const mask = 0x80 >> (bit & 7);
      const at = bit >> 3;
      const original = (bytes[at] as number) & mask ? 1 : 0;
      if (coin(prefix)) result[at] = (result[at] as number) ^ mask;
      prefix += original;
    }
    return result;
  }

  /** RFC 6890: where an address is private it stays there; the first octet of a public one becomes another public one. */
  function ofIpv4(bytes: Uint8Array): Uint8Array {
    const fixed = fixedBits4(bytes);
    if (fixed !== undefined) return turned(bytes, fixed);
    const result = turned(bytes, 8);
    const first = bytes[0] as number;
    const octet = octets.get(first) ?? publicOctets[octets.size % publicOctets.length] as number;
    octets.set(first, octet);
    result[0] = octet;
    return result;
  }

  function ofIpv6(bytes: Uint8Array): Uint8Array {
    if (!isMapped(bytes)) return turned(bytes, fixedBits6(bytes));
    const result = bytes.slice();
    result.set(ofIpv4(bytes.subarray(12)), 12);
    return result;
  }

  function compute(address: string): string {
    if (parseIpv4(address)) return ipv4Text(ofIpv4(ipv4Bytes(address)));
    const bare = address.split('%')[0] ?? '';
    return parseIpv6(bare) ? ipv6Text(ofIpv6(ipv6Bytes(bare))) : address;
  }

  return (address) => {
    const name = known.get(address) ?? compute(address);
    known.set(address, name);
    return name;
  };
}

/** How many bits stay; undefined for a public address. */
function fixedBits4([a = 0, b = 0]: Uint8Array): number | undefined {
  if (a === 0 || a === 127 || a >= 224) return 32;
  if (a === 10) return 8;
  if (a === 172 && b >= 16 && b < 32) return 12;
  if ((a === 192 && b === 168) || (a === 169 && b === 254)) return 16;
  return a === 100 && b >= 64 && b < 128 ? 10 : undefined;
}

function fixedBits6(bytes: Uint8Array): number {
  const [a = 0, b = 0] = bytes;
  const isSmall = bytes.subarray(0, 15).every((byte) => byte === 0) && (bytes[15] as number) < 2;
  if (isSmall || a === 0xff) return 128;
  if (a === 0xfe && (b & 0xc0) === 0x80) return 64;
  // Unique local (RFC 4193); global unicast is 2000::/3 (RFC 4291 2.4).
  if ((a & 0xfe) === 0xfc) return 8;
  return (a & 0xe0) === 0x20 ? 3 : 8;
}

function isMapped(bytes: Uint8Array): boolean {
  return bytes[10] === 0xff && bytes[11] === 0xff && bytes.subarray(0, 10).every((byte) => byte === 0);
}

function shuffled(list: readonly number[], random: RandomSource): number[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j] as number, result[i] as number];
  }
  return result;
}
