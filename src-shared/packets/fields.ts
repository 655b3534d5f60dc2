import type { PacketProtocol } from '../traced-packet.ts';
import type { PacketField, Words } from './field.ts';
import { field } from './field.ts';
import { rtcpFields } from './rtcp.ts';
import { sapFields } from './sap.ts';
import { stunFields } from './stun.ts';

const PING: Words = ['RFC 5626 3.5.1, 4.4.1', 'A double line end: keeps the way open; on connections it asks for a single one in answer.', 'Ein doppeltes Zeilenende: hält den Weg offen; auf Verbindungen fragt es nach einem einfachen als Antwort.'];
const PONG: Words = ['RFC 5626 3.5.1, 4.4.1', 'A single line end: the answer to a double one, the other side is there.', 'Ein einfaches Zeilenende: die Antwort auf ein doppeltes, die Gegenseite ist da.'];

/** The parts of a packet, as far as Rung knows its protocol. */
export function packetFields(protocol: PacketProtocol, bytes: Uint8Array): PacketField[] {
  switch (protocol) {
    case 'stun': return stunFields(bytes);
    case 'rtcp': return rtcpFields(bytes);
    case 'keep-alive': return [bytes.length > 2 ? field(0, 'CRLF CRLF', '', PING, 0, bytes.length) : field(0, 'CRLF', '', PONG, 0, bytes.length)];
    case 'sap': return sapFields(bytes);
  }
}
