/** The value of MAPPED-ADDRESS and XOR-MAPPED-ADDRESS (RFC 8489 14.1, 14.2): family, port, address. */
import { ipv4Bytes, ipv4Text, ipv6Bytes, ipv6Text } from '../ip-bytes.ts';
import type { Endpoint } from '../endpoint-text.ts';
import { readUint16, writeUint16 } from './wire-integers.ts';

const FAMILY_IPV4 = 1;
const FAMILY_IPV6 = 2;
const HEADER_LENGTH = 4;

/** Undefined when family and length do not fit. */
export function readAddress(value: Uint8Array): Endpoint | undefined {
  const family = value[1];
  const address = value.subarray(HEADER_LENGTH);
  if (family === FAMILY_IPV4 && address.length === 4) return { address: ipv4Text(address), port: readUint16(value, 2) };
  if (family === FAMILY_IPV6 && address.length === 16) return { address: ipv6Text(address), port: readUint16(value, 2) };
  return undefined;
}

export function writeAddress({ address, port }: Endpoint): Uint8Array {
  const isIpv6 = address.includes(':');
  const bytes = isIpv6 ? ipv6Bytes(address) : ipv4Bytes(address);
  const value = new Uint8Array(HEADER_LENGTH + bytes.length);
  value[1] = isIpv6 ? FAMILY_IPV6 : FAMILY_IPV4;
  writeUint16(value, 2, port);
  value.set(bytes, HEADER_LENGTH);
  return value;
}

/** There and back. `cookieAndId`: bytes 4 to 19 of the message; the port is hidden by the first two of them (14.2). */
export function xorAddress(value: Uint8Array, cookieAndId: Uint8Array): Uint8Array {
  return value.map((byte, at) => {
    if (at < 2) return byte;
    return byte ^ cookieAndId[at < HEADER_LENGTH ? at - 2 : at - HEADER_LENGTH]!;
  });
}
