/** ICMP errors: what they say of the packet that they quote (RFC 792, RFC 4443 3). */
import { readUint16 } from '../rtp/wire-integers.ts';
import { ipPacketIn } from './ip-packet.ts';
import type { IpPacket } from './ip-packet.ts';
import type { Ends } from './transport-packet.ts';
import { endsOf } from './transport-packet.ts';

export interface IcmpError extends Ends {
  /** `ICMP: port unreachable, by 192.0.2.7` */
  text: string;
  /** How the datagram began, as much as is quoted. */
  quoted: Uint8Array;
}

const ICMP = 1;
const ICMPV6 = 58;
const UDP = 17;
const HEADER_BYTES = 8;
const UDP_BYTES = 8;

/** By type and code; of a type without the code: by the type. */
const MEANINGS: Record<string, string> = {
  '1 3': 'destination unreachable', '1 3 0': 'network unreachable', '1 3 1': 'host unreachable', '1 3 2': 'protocol unreachable', '1 3 3': 'port unreachable',
  '1 3 4': 'too long for the way, and not to be cut', '1 3 9': 'network prohibited', '1 3 10': 'host prohibited', '1 3 13': 'prohibited by a filter',
  '1 11': 'time exceeded on the way', '1 12': 'parameter problem',
  '58 1': 'destination unreachable', '58 1 0': 'no route', '58 1 1': 'prohibited by a filter', '58 1 3': 'address unreachable', '58 1 4': 'port unreachable',
  '58 2': 'too long for the way', '58 3': 'time exceeded on the way', '58 4': 'parameter problem',
};

/** Undefined: no error, or not of a UDP datagram. */
export function icmpErrorIn({ protocol, payload, header, addressesAt, addressBytes }: IpPacket): IcmpError | undefined {
  if ((protocol !== ICMP && protocol !== ICMPV6) || payload.length < HEADER_BYTES) return undefined;
  const [type, code] = payload as unknown as [number, number];
  const meaning = MEANINGS[`${protocol} ${type} ${code}`] ?? MEANINGS[`${protocol} ${type}`];
  const inner = meaning === undefined ? undefined : ipPacketIn(payload.subarray(HEADER_BYTES));
  if (inner?.protocol !== UDP || inner.payload.length < UDP_BYTES) return undefined;
  const ends = endsOf({ ip: inner, sourcePort: readUint16(inner.payload, 0), destinationPort: readUint16(inner.payload, 2) });
  const by = endsOf({ ip: { header, addressesAt, addressBytes }, sourcePort: 0, destinationPort: 0 }).source.replace(/:0$/, '');
  return { ...ends, text: `ICMP: ${meaning}, by ${by}`, quoted: inner.payload.subarray(UDP_BYTES) };
}
