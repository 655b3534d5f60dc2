/** Wireshark's exported PDUs (link type 252): what it had taken out of TLS, TCP or tunnels, behind tags that say whose it was
 *  (Wireshark, epan/exported_pdu.h). */
import { readUint16, readUint32 } from '../rtp/wire-integers.ts';
import type { TransportPacket } from './transport-packet.ts';

const TAG = { end: 0, source4: 20, destination4: 21, source6: 22, destination6: 23, portType: 24, sourcePort: 25, destinationPort: 26 };
const TAG_BYTES = 4;
const TCP_PORTS = 2;

/** Undefined: without addresses, or broken. */
export function exportedPdu(frame: Uint8Array): TransportPacket | undefined {
  const tags = new Map<number, Uint8Array>();
  let at = 0;
  while (at + TAG_BYTES <= frame.length && readUint16(frame, at) !== TAG.end) {
    const length = readUint16(frame, at + 2);
    tags.set(readUint16(frame, at), frame.subarray(at + TAG_BYTES, at + TAG_BYTES + length));
    at += TAG_BYTES + length;
  }
  const source = tags.get(TAG.source4) ?? tags.get(TAG.source6);
  const destination = tags.get(TAG.destination4) ?? tags.get(TAG.destination6);
  if (!source || !destination || source.length !== destination.length || (source.length !== 4 && source.length !== 16)) return undefined;
  const header = new Uint8Array(2 * source.length);
  header.set(source);
  header.set(destination, source.length);
  const number = (tag: number): number => (tags.get(tag)?.length === 4 ? readUint32(tags.get(tag) as Uint8Array, 0) & 0xffff : 0);
  const transport = number(TAG.portType) === TCP_PORTS ? 'tcp' : 'udp';
  const payload = frame.subarray(at + TAG_BYTES);
  return {
    transport, ip: { header, addressesAt: 0, addressBytes: source.length, protocol: 0, payload, fragment: undefined },
    sourcePort: number(TAG.sourcePort), destinationPort: number(TAG.destinationPort), payload, sequence: 0, acknowledged: 0, flags: 0,
  };
}
