/** pcap written: SIP and RTP with made-up Ethernet/IP/UDP/TCP headers that Wireshark and tshark accept. Read by src-shared/capture. */
import type { CapturedPacket } from '../../src-shared/capture/captured-packet.ts';
import type { Endpoint } from '../ports.ts';
import { MAX_TCP_PAYLOAD, MAX_UDP_PAYLOAD, tcpFrame, udpFrame } from './frame.ts';

export interface PcapWriter {
  /** `tcp` segments get sequence numbers per direction so that streams reassemble. */
  write(packet: CapturedPacket): void;
}

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const LINKTYPE_ETHERNET = 1;
const SNAP_BYTES = 262_144;
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;
/** Where a connection's numbers begin: any would do. */
const FIRST_SEQUENCE = 1;
/** Directions of TCP connections whose numbers are remembered; more than a capture of a phone ever has. */
const MAX_DIRECTIONS = 4_096;

/** `sink` gets the file's bytes piece by piece, the global header first. */
export function createPcapWriter(sink: (bytes: Uint8Array) => void): PcapWriter {
  const nextSequence = new Map<string, number>();
  sink(fileHeader());

  function write(packet: CapturedPacket): void {
    if (packet.transport === 'tcp') return writeTcp(packet);
    sink(record(packet.atMs, udpFrame(packet, packet.bytes.subarray(0, MAX_UDP_PAYLOAD))));
  }

  function writeTcp(packet: CapturedPacket): void {
    const there = wayKey(packet.source, packet.destination);
    const back = wayKey(packet.destination, packet.source);
    for (let offset = 0; offset < packet.bytes.length; offset += MAX_TCP_PAYLOAD) {
      const piece = packet.bytes.subarray(offset, offset + MAX_TCP_PAYLOAD);
      const sequence = nextSequence.get(there) ?? FIRST_SEQUENCE;
      sink(record(packet.atMs, tcpFrame(packet, sequence, nextSequence.get(back) ?? FIRST_SEQUENCE, piece)));
      remember(there, (sequence + piece.length) >>> 0);
    }
  }

  function remember(way: string, sequence: number): void {
    nextSequence.set(way, sequence);
    if (nextSequence.size <= MAX_DIRECTIONS) return;
    const oldest = nextSequence.keys().next().value;
    if (oldest !== undefined) nextSequence.delete(oldest);
  }

  return { write };
}

function wayKey(source: Endpoint, destination: Endpoint): string {
  return `${source.address}|${source.port}|${destination.address}|${destination.port}`;
}

function fileHeader(): Uint8Array {
  const header = new Uint8Array(FILE_HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setUint32(0, MAGIC_MICROSECONDS, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAP_BYTES, true);
  view.setUint32(20, LINKTYPE_ETHERNET, true);
  return header;
}

function record(atMs: number, frame: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(RECORD_HEADER_BYTES + frame.length);
  const view = new DataView(bytes.buffer);
  const atUs = Math.round(atMs * 1000);
  view.setUint32(0, Math.floor(atUs / 1_000_000), true);
  view.setUint32(4, atUs % 1_000_000, true);
  view.setUint32(8, frame.length, true);
  view.setUint32(12, frame.length, true);
  bytes.set(frame, RECORD_HEADER_BYTES);
  return bytes;
}
