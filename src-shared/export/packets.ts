/** What was sent, as the frames that a capture on the wire would hold. */
import type { CapturedPacket } from '../capture/captured-packet.ts';
import type { Way } from './frame.ts';
import { MAX_TCP_PAYLOAD, MAX_UDP_PAYLOAD, tcpFrame, udpFrame } from './frame.ts';

/** Where a connection's numbers begin: any would do. */
const FIRST_SEQUENCE = 1;
/** Directions of TCP connections whose numbers are remembered; more than a capture of a phone ever has. */
const MAX_DIRECTIONS = 4_096;

/** Packets have to be given in their order: TCP segments get sequence numbers per direction so that streams reassemble. */
export function createFramer(): (packet: CapturedPacket) => Uint8Array[] {
  const nextSequence = new Map<string, number>();

  function segments(packet: CapturedPacket): Uint8Array[] {
    const there = wayKey(packet);
    const back = wayKey({ source: packet.destination, destination: packet.source });
    const frames: Uint8Array[] = [];
    for (let offset = 0; offset < packet.bytes.length; offset += MAX_TCP_PAYLOAD) {
      const piece = packet.bytes.subarray(offset, offset + MAX_TCP_PAYLOAD);
      const sequence = nextSequence.get(there) ?? FIRST_SEQUENCE;
      frames.push(tcpFrame(packet, sequence, nextSequence.get(back) ?? FIRST_SEQUENCE, piece));
      remember(there, (sequence + piece.length) >>> 0);
    }
    return frames;
  }

  function remember(way: string, sequence: number): void {
    nextSequence.set(way, sequence);
    if (nextSequence.size <= MAX_DIRECTIONS) return;
    const oldest = nextSequence.keys().next().value;
    if (oldest !== undefined) nextSequence.delete(oldest);
  }

  return (packet) => (packet.transport === 'tcp' ? segments(packet) : [udpFrame(packet, packet.bytes.subarray(0, MAX_UDP_PAYLOAD))]);
}

function wayKey({ source, destination }: Way): string {
  return `${source.address}|${source.port}|${destination.address}|${destination.port}`;
}
