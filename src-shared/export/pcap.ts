/** pcap written: SIP and RTP with made-up Ethernet/IP/UDP/TCP headers that Wireshark and tshark accept. `pcapng.ts` writes the newer format. */
import type { CapturedPacket } from '../capture/captured-packet.ts';
import { createFramer } from './packets.ts';

export interface PcapWriter {
  write(packet: CapturedPacket): void;
}

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const LINKTYPE_ETHERNET = 1;
const SNAP_BYTES = 262_144;
const FILE_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 16;

/** `sink` gets the file's bytes piece by piece, the global header first. */
export function createPcapWriter(sink: (bytes: Uint8Array) => void): PcapWriter {
  const framesOf = createFramer();
  sink(fileHeader());
  return {
    write(packet) {
      for (const frame of framesOf(packet)) sink(record(packet.atMs, frame));
    },
  };
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
